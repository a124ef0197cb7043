import { directCalls } from '../contenders/floors.js'
import { millrace } from '../contenders/millrace.js'
import { nodeRed } from '../contenders/node-red.js'
import { chain, countFunction, flowOf } from '../flows/chains.js'
import type { Goal, Scenario } from '../measure/scenario.js'
import { measureOf, measureRates } from './rate-scenario.js'

export const functionChain: Scenario = {
  name: 'function-chain',
  title: 'Function nodes in a row',
  async run(manner) {
    const lengths = [1, 10, 50]
    const [own, trusted] = [millrace(), millrace({ name: 'Millrace, trusted', sandbox: 'trusted' })]
    const [red, redWithLimit] = [
      nodeRed(),
      nodeRed({ name: 'Node-RED, globalFunctionTimeout 5', functionTimeout: 5 }),
    ]
    const newer = manner.newerNodes.map(({ name, binary }) =>
      millrace({ name: `Millrace on ${name}`, binary }),
    )
    const drives = lengths.map((length) => ({
      drive: `functions ${length}`,
      floor: `function: ${length}`,
      factor: length,
      measure: measureOf(`${length}: hops/s`),
    }))
    const flow = flowOf(...lengths.map((length) => chain(`functions ${length}`, length, countFunction)))
    await measureRates(flow, [own, trusted, ...newer, red, redWithLimit], directCalls, drives, manner)

    const microsecondsOf = (name: string) => 1e6 / (drives.at(-1)?.measure.median(name) ?? Number.NaN)
    return {
      description: '`msg.payload++; return msg;` in 1, 10 and 50 nodes; Millrace with its time limit on.',
      measures: drives.map(({ measure }) => measure),
      goals: [
        {
          text: '50, trusted: microseconds a call beyond a direct one',
          reached: microsecondsOf(trusted.name) - microsecondsOf(directCalls.name),
          limit: 0.2,
          sense: 'at most',
          digits: 2,
        },
        ...drives.flatMap(({ measure }, index): Goal[] => {
          const length = lengths[index]
          return [
            goal(`${length}: times Node-RED without a limit`, measure.ratio(own.name, red.name), 30),
            goal(`${length}: times Node-RED with one`, measure.ratio(own.name, redWithLimit.name), 500),
            goal(
              `${length}, trusted: times Node-RED without one`,
              measure.ratio(trusted.name, red.name),
              100,
            ),
          ]
        }),
      ],
    }
  },
}

function goal(text: string, reached: number | undefined, limit: number): Goal {
  return { text, reached, limit, sense: 'at least' }
}
