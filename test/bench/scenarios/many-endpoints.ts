import { constantAnswer } from '../contenders/hand-written.js'
import { millrace } from '../contenders/millrace.js'
import { nodeRed } from '../contenders/node-red.js'
import { type Entry, flowOf, inTab } from '../flows/chains.js'
import { withLoad } from '../load/load.js'
import { Measure, type Scenario, takeTurns, withAll } from '../measure/scenario.js'

const counts = [10, 100, 1000]

export const manyEndpoints: Scenario = {
  name: 'many-endpoints',
  title: 'The last of 10, 100 and 1,000 endpoints',
  async run({ rounds, patience }) {
    const [own, red] = [millrace(), nodeRed()]
    const contenders = [own, red, constantAnswer]
    const rates = counts.map((count) => new Measure(`${count}: requests/s`, 'more'))
    await withLoad(async (load) => {
      // Each count by itself: idle servers with a thousand routes would fill the memory of a small machine.
      for (const [index, count] of counts.entries()) {
        const path = `/endpoint/${count - 1}`
        await withAll(contenders, { flow: endpoints(count), path }, async (running) => {
          for (const [, { port }] of running) await load.run({ port, path, seconds: patience })
          await takeTurns(rounds, contenders, async (contender) => {
            const { port } = running.get(contender)!
            const { perSecond } = await load.run({ port, path, seconds: patience })
            rates[index]?.add(contender.name, perSecond)
          })
        })
      }
    })
    const [few, , many] = rates.map((rate) => rate.median(own.name) ?? Number.NaN)
    return {
      description: 'Requests for the last endpoint of flows with so many `http in` nodes.',
      measures: rates,
      goals: [
        {
          text: 'the last of 1,000, of the last of 10',
          reached: (many as number) / (few as number),
          limit: 0.9,
          sense: 'at least',
          digits: 2,
        },
      ],
    }
  },
}

function endpoints(count: number): Entry[] {
  return flowOf(
    Array.from({ length: count }, (_, index) => index).flatMap((index): Entry[] => [
      inTab({
        id: `in-${index}`,
        type: 'http in',
        url: `/endpoint/${index}`,
        method: 'get',
        wires: [[`out-${index}`]],
      }),
      inTab({ id: `out-${index}`, type: 'http response', statusCode: '', headers: {}, wires: [] }),
    ]),
  )
}
