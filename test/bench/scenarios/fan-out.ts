import { directCalls } from '../contenders/floors.js'
import { millrace } from '../contenders/millrace.js'
import { nodeRed } from '../contenders/node-red.js'
import { fanOut, flowOf } from '../flows/chains.js'
import type { Goal, Scenario } from '../measure/scenario.js'
import { measureOf, measureRates } from './rate-scenario.js'

export const fanOutScenario: Scenario = {
  name: 'fan-out',
  title: 'One output to ten readers',
  async run(manner) {
    const cases = (['writes', 'reads'] as const).flatMap((reader) =>
      ['1 KB', '100 KB'].map((size) => ({ reader, size, name: `${size}, each ${reader}` })),
    )
    const [own, red] = [millrace(), nodeRed()]
    const drives = cases.map(({ name, size }) => ({
      drive: name,
      floor: `copies: ${size}`,
      factor: 1,
      measure: measureOf(`${name}: messages/s`),
    }))
    const flow = flowOf(...cases.map(({ name, size, reader }) => fanOut(name, size, reader)))
    await measureRates(flow, [own, red], directCalls, drives, manner)

    const writing = drives.slice(0, 2).map(
      ({ measure, drive }): Goal => ({
        text: `${drive}: times Node-RED`,
        reached: measure.ratio(own.name, red.name),
        limit: 4,
        sense: 'at least',
      }),
    )
    const [small, large] = drives.slice(2).map(({ measure }) => measure.median(own.name) ?? Number.NaN)
    return {
      description:
        'JSON of 1 KB and 100 KB, wired to ten change nodes (each writes), and to ten nodes of a type that says ' +
        'it only reads. The floor copies the message nine times by JSON.',
      measures: drives.map(({ measure }) => measure),
      goals: [
        ...writing,
        {
          text: 'readers: rate with 100 KB, of that with 1 KB',
          reached: (large as number) / (small as number),
          limit: 0.9,
          sense: 'at least',
          digits: 2,
        },
      ],
    }
  },
}
