import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildRecorder } from '../compare/node-red-folder.js'
import { Bench } from './bench.js'
import { installPackages } from './install-packages.js'
import { runByCommand } from './millrace-peer.js'
import { tries } from './tries/index.js'

let folder: string
let modules: string
let recorder: string

beforeAll(async () => {
  modules = installPackages()
  folder = await mkdtemp(join(tmpdir(), 'millrace-recorder-'))
  recorder = join(folder, 'record.cjs')
  await buildRecorder(recorder)
}, 900_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a published package, run by the command', { concurrent: true }, () => {
  test.each(tries)('$package: $shows', async (smoke) => {
    const errors = await Bench.use((flow) => runByCommand(flow, { modules, recorder }), smoke.try)
    expect(errors.filter((error) => !smoke.mayLog?.test(error))).toEqual([])
  })
})
