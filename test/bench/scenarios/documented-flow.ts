import { bareHttp, constantAnswer, express4, express5 } from '../contenders/hand-written.js'
import { millrace } from '../contenders/millrace.js'
import { nodeRed } from '../contenders/node-red.js'
import { documentedFlow } from '../flows/documented-flow.js'
import { withLoad } from '../load/load.js'
import { processorTime } from '../measure/process-figures.js'
import { Measure, type Scenario, takeTurns, withAll } from '../measure/scenario.js'

export const documentedFlowScenario: Scenario = {
  name: 'documented-flow',
  title: 'The documented flow under load',
  async run({ rounds, patience, newerNodes }) {
    const [own, red, redWithKey] = [
      millrace(),
      nodeRed({ name: 'Node-RED, text secret (as it comes)' }),
      nodeRed({ name: 'Node-RED, key object', hasKeyObject: true }),
    ]
    const contenders = [
      own,
      millrace({ name: 'Millrace, trusted', sandbox: 'trusted' }),
      ...newerNodes.map(({ name, binary }) => millrace({ name: `Millrace on ${name}`, binary })),
      ...[red, redWithKey, express4, express5, bareHttp, constantAnswer],
    ]
    const rate = new Measure('requests/s', 'more')
    const processor = new Measure('processor µs a request', 'less', 1)

    await withLoad((load) =>
      withAll(contenders, { flow: documentedFlow }, async (running) => {
        for (const [, { port }] of running) await load.run({ port, seconds: 1.5 * patience })
        await takeTurns(rounds, contenders, async (contender) => {
          const { pid, port } = running.get(contender)!
          const before = processorTime(pid)
          const { requests, perSecond } = await load.run({ port, seconds: 1.6 * patience })
          rate.add(contender.name, perSecond)
          const used = (processorTime(pid) ?? 0) - (before ?? 0)
          // The load's warm-up is a fifth more than what it counts.
          if (before !== undefined) processor.add(contender.name, (used * 1000) / (requests * 1.2))
        })
      }),
    )
    return {
      description:
        'GET /jwt/generate over 50 keep-alive connections: http in, function, jwt, function, http response.',
      measures: [rate, processor],
      goals: [
        goal('times Node-RED as it comes', red.name, 20),
        goal('times Node-RED with a key object', redWithKey.name, 5),
        goal('times Express 4 by hand', express4.name, 3),
        goal('of bare node:http by hand', bareHttp.name, 0.7),
      ],
    }

    function goal(text: string, against: string, limit: number) {
      return { text, reached: rate.ratio(own.name, against), limit, sense: 'at least' as const }
    }
  },
}
