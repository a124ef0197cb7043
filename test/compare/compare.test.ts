import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ComparedFlow, readComparedFlows } from './compared-flows.js'
import { differences } from './differences.js'
import { makeRequests } from './make-requests.js'
import { runOnMillrace } from './millrace-peer.js'
import { NodeRed } from './node-red-peer.js'
import { normalise } from './normalise.js'
import type { RunningPeer } from './peer.js'

/** Nothing came for so long: nothing will. Longer where one runtime is behind the other. */
const quietMs = 350
const behindMs = 2500
const longestMs = 10_000

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
  const [theirs, ours] = await Promise.all([nodeRed.deploy(flow), runOnMillrace(flow)])
  try {
    await Promise.all([makeRequests(requests, theirs), makeRequests(requests, ours)])
    await untilQuiet(theirs, ours)
    return [normalise(theirs.recorded), normalise(ours.recorded)]
  } finally {
    await Promise.all([theirs.stop(), ours.stop()])
  }
}

async function untilQuiet(theirs: RunningPeer, ours: RunningPeer): Promise<void> {
  const began = Date.now()
  let changed = began
  let seen = 0
  while (Date.now() - began < longestMs) {
    await wait(25)
    const counts = [theirs.recorded.length, ours.recorded.length] as const
    if (counts[0] + counts[1] !== seen) changed = Date.now()
    seen = counts[0] + counts[1]
    const isLevel = counts[0] === counts[1] && seen > 0
    if (Date.now() - changed > (isLevel ? quietMs : behindMs)) return
  }
}
