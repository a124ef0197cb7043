import { constantAnswer, express4 } from '../contenders/hand-written.js'
import { millrace } from '../contenders/millrace.js'
import { nodeRed } from '../contenders/node-red.js'
import { documentedFlow } from '../flows/documented-flow.js'
import { withLoad } from '../load/load.js'
import { Measure, type Scenario, takeTurns, withAll } from '../measure/scenario.js'

export const latency: Scenario = {
  name: 'latency',
  title: "Latency at half of Node-RED's greatest load",
  async run({ rounds, patience }) {
    const [own, red] = [millrace(), nodeRed({ name: 'Node-RED, key object', hasKeyObject: true })]
    const contenders = [
      own,
      millrace({ name: 'Millrace, trusted', sandbox: 'trusted' }),
      red,
      express4,
      constantAnswer,
    ]
    const p50 = new Measure('p50 ms', 'less', 2)
    const p99 = new Measure('p99 ms', 'less', 2)
    let rate = 0

    await withLoad((load) =>
      withAll(contenders, { flow: documentedFlow }, async (running) => {
        for (const [contender, { port }] of running) {
          // A server that has just started is far from its greatest load.
          await load.run({ port, seconds: 2 * patience })
          const { perSecond } = await load.run({ port, seconds: 2 * patience })
          if (contender === red) rate = perSecond / 2
        }
        await takeTurns(rounds, contenders, async (contender) => {
          const { port } = running.get(contender)!
          const figures = await load.run({ port, seconds: 2.5 * patience, rate })
          p50.add(contender.name, figures.p50)
          p99.add(contender.name, figures.p99)
        })
      }),
    )
    return {
      description:
        `The documented flow at ${Math.round(rate)} requests/s, evenly spaced over 50 connections; ` +
        'timed from when each request was due.',
      measures: [p50, p99],
      goals: [
        { text: "p99, of Node-RED's", reached: p99.ratio(own.name, red.name), limit: 0.25, sense: 'at most' },
      ],
    }
  },
}
