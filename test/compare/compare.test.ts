import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ComparedFlow, readComparedFlows } from './compared-flows.js'
import { differences } from './differences.js'
import { makeRequests } from './make-requests.js'
import { runOnMillrace } from './millrace-peer.js'
import { probeModule } from './node-red-folder.js'
import { NodeRed } from './node-red-peer.js'
import { normalise } from './normalise.js'
import type { RunningPeer } from './peer.js'

/** Nothing came for so long: nothing will. Longer where one runtime is behind the other. */
const quietMs = 250
const behindMs = 2000
const longestMs = 10_000

const writtenFolder = '/tmp/millrace-compare'

const flows = readComparedFlows()
let nodeRed: NodeRed

beforeAll(async () => {
  nodeRed = await NodeRed.start()
}, 180_000)
afterAll(() => nodeRed?.stop())

describe('the same messages come out of Node-RED and of Millrace', () => {
  for (const flow of flows) {
    test(`${flow.name}: ${flow.title}`, { timeout: 30_000 }, async () => {
      const [expected, received] = await runOnBoth(flow)
      const difference = differences[flow.name]
      expect(expected, 'messages of Node-RED').not.toEqual([])
      if (difference === undefined) expect(received).toEqual(expected)
      else {
        expect(received).toEqual(difference.millrace)
        expect(received, 'a flow of the list of differences').not.toEqual(expected)
      }
    })
  }

  test('each difference that is listed is one of a flow', () => {
    const names = flows.map(({ name }) => name)
    expect(Object.keys(differences).filter((name) => !names.includes(name))).toEqual([])
  })
})

async function runOnBoth({ flow, requests }: ComparedFlow): Promise<[unknown, unknown]> {
  const folders = [join(nodeRed.folder, 'files'), join(nodeRed.folder, 'files-of-millrace')] as const
  const [theirs, ours] = await Promise.all([
    nodeRed.deploy(moveFiles(flow, writtenFolder, folders[0])),
    runOnMillrace(moveFiles(flow, writtenFolder, folders[1]), folders[1], [probeModule]),
  ])
  try {
    const [theirAnswers, ourAnswers] = await Promise.all([
      makeRequests(requests, theirs),
      makeRequests(requests, ours),
    ])
    await untilQuiet(theirs, ours, requests.length === 0)
    return [
      normalise(moveFiles([...theirs.recorded, ...theirAnswers], folders[0], writtenFolder)),
      normalise(moveFiles([...ours.recorded, ...ourAnswers], folders[1], writtenFolder)),
    ]
  } finally {
    await Promise.all([theirs.stop(), ours.stop()])
  }
}

/** Flows name one folder for the files that they write; each runtime is given one of its own instead. */
function moveFiles<Value>(value: Value, from: string, to: string): Value {
  return JSON.parse(JSON.stringify(value).replaceAll(from, to)) as Value
}

async function untilQuiet(theirs: RunningPeer, ours: RunningPeer, expectsAny: boolean): Promise<void> {
  const began = Date.now()
  let changed = began
  let seen = 0
  while (Date.now() - began < longestMs) {
    await wait(25)
    const counts = [theirs.recorded.length, ours.recorded.length] as const
    if (counts[0] + counts[1] !== seen) changed = Date.now()
    seen = counts[0] + counts[1]
    const isLevel = counts[0] === counts[1] && (seen > 0 || !expectsAny)
    if (Date.now() - changed > (isLevel ? quietMs : behindMs)) return
  }
}
