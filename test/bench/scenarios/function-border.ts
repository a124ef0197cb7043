import { directCalls } from '../contenders/floors.js'
import { millrace } from '../contenders/millrace.js'
import { nodeRed } from '../contenders/node-red.js'
import { changeTopic, drive, type Entry, flowOf, inTab } from '../flows/chains.js'
import type { Goal, Scenario } from '../measure/scenario.js'
import { type Driven, measureOf, measureRates } from './rate-scenario.js'

const passOn = { type: 'function', func: 'return msg;', outputs: 1, initialize: '', finalize: '', libs: [] }

/** A drive, its message through some nodes, and back. */
function route(name: string, kind: string, nodes: ReadonlyArray<Record<string, unknown> & { type: string }>) {
  const idOf = (index: number) => (index === nodes.length ? name : `${name}-${index}`)
  return [
    drive(name, { kind }, [idOf(0)]),
    ...nodes.map((node, index): Entry => inTab({ ...node, id: idOf(index), wires: [[idOf(index + 1)]] })),
  ]
}

export const functionBorder: Scenario = {
  name: 'function-border',
  title: 'Into a function node and out of it',
  async run(manner) {
    const [own, trusted, red] = [
      millrace(),
      millrace({ name: 'Millrace, trusted', sandbox: 'trusted' }),
      nodeRed(),
    ]
    const cases = ['number', '1 KB', '100 KB'].flatMap((kind) => [
      { name: `${kind}, function`, kind, nodes: [passOn] },
      { name: `${kind}, change`, kind, nodes: [changeTopic] },
    ])
    const drives = cases.map(({ name, kind }): Driven => {
      return { drive: name, floor: `copy: ${kind}`, factor: 1, measure: measureOf(`${name}: messages/s`) }
    })
    const flow = flowOf(...cases.map(({ name, kind, nodes }) => route(name, kind, nodes)))
    await measureRates(flow, [own, trusted, red], directCalls, drives, manner)

    const [tiny, , , , large, largeChange] = drives.map(({ measure }) => measure)
    // A message that only passes a change node costs what a function adds its border to.
    const borderOf = (name: string) => 1 / (large?.median(name) ?? 0) - 1 / (largeChange?.median(name) ?? 0)
    const goals: Goal[] = [
      {
        text: 'a number through one function: times Node-RED without a limit',
        reached: tiny?.ratio(own.name, red.name),
        limit: 1,
        sense: 'at least',
      },
      {
        text: '100 KB through one function, beyond a change node: of one copy by JSON',
        reached: borderOf(own.name) * (large?.median(directCalls.name) ?? Number.NaN),
        limit: 1,
        sense: 'at most',
      },
    ]
    return {
      description:
        'A message through one function node that returns it, between nodes of the host, and through one change node. ' +
        'The floor copies the message once by JSON.',
      measures: drives.map(({ measure }) => measure),
      goals,
    }
  },
}
