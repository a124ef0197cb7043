import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NodeRed } from '../compare/node-red-peer.js'
import { Bench } from './bench.js'
import { installPackages } from './install-packages.js'
import { runOnNodeRed } from './node-red-peer.js'
import { tries } from './tries/index.js'

let nodeRed: NodeRed

beforeAll(async () => {
  nodeRed = await NodeRed.start({ modules: installPackages() })
}, 900_000)
afterAll(() => nodeRed.stop())

describe('a published package, in Node-RED', () => {
  test.each(tries)('$package: $shows', async (smoke) => {
    const errors = await Bench.use(runOnNodeRed(nodeRed), smoke.try)
    expect(errors.filter((error) => !smoke.mayLog?.test(error))).toEqual([])
  })
})
