import type { FlowEntry } from '../helpers/record-flow.js'
import { type Bench, record } from './bench.js'

/** One try of a package: a flow that uses what it is for. */
export interface Smoke {
  readonly package: string
  /** What the flow shows that the package does. */
  readonly shows: string
  /** What it may log as an error, since it does so in Node-RED. Nothing else is. */
  readonly mayLog?: RegExp
  readonly try: (bench: Bench) => Promise<void>
}

/** A try that needs more than messages: servers, files, time. */
export const smoke = (
  name: string,
  shows: string,
  work: Smoke['try'],
  more: Pick<Smoke, 'mayLog'> = {},
): Smoke => ({ package: name, shows, try: work, ...more })

interface Table {
  flow: readonly FlowEntry[]
  /** Messages in the order in which they are sent, each with the node that gets it. */
  send: ReadonlyArray<readonly [to: string, message: object]>
  /** What `record` nodes of these names get, in order. */
  expect: Readonly<Record<string, readonly object[]>>
}

/** A try of messages in and messages out. */
export const messages = (name: string, shows: string, { flow, send, expect }: Table): Smoke =>
  smoke(name, shows, async (bench) => {
    await bench.run([...flow, ...Object.keys(expect).map(record)])
    for (const [to, message] of send) bench.send(to, message)
    for (const [at, expected] of Object.entries(expect)) await bench.gets(at, expected)
  })
