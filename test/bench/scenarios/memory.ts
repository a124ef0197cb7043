import { setTimeout as wait } from 'node:timers/promises'
import { bareHttp, constantAnswer, express4, express5 } from '../contenders/hand-written.js'
import { millrace } from '../contenders/millrace.js'
import { nodeRed } from '../contenders/node-red.js'
import { documentedFlow } from '../flows/documented-flow.js'
import { withLoad } from '../load/load.js'
import { residentMegabytes } from '../measure/process-figures.js'
import { Measure, type Scenario, takeTurns } from '../measure/scenario.js'

export const memory: Scenario = {
  name: 'memory',
  title: 'Memory',
  async run({ rounds }) {
    const [own, red] = [millrace(), nodeRed({ hasKeyObject: true })]
    const contenders = [
      own,
      millrace({ name: 'Millrace, trusted', sandbox: 'trusted' }),
      ...[red, express4, express5, bareHttp, constantAnswer],
    ]
    const idle = new Measure('MB after start', 'less')
    const loaded = new Measure('MB after 20,000 requests', 'less')

    await withLoad((load) =>
      takeTurns(rounds, contenders, async (contender) => {
        const { pid, port, stop } = await contender.start({ flow: documentedFlow })
        try {
          await wait(500)
          idle.add(contender.name, residentMegabytes(pid))
          await load.run({ port, requests: 20_000 })
          loaded.add(contender.name, residentMegabytes(pid))
        } finally {
          await stop()
        }
      }),
    )
    return {
      description: 'Resident memory of the process with the documented flow, threads included.',
      measures: [idle, loaded],
      goals: [
        {
          text: "after start: of Node-RED's",
          reached: idle.ratio(own.name, red.name),
          limit: 0.6,
          sense: 'at most',
        },
        {
          text: "after 20,000 requests: of Node-RED's",
          reached: loaded.ratio(own.name, red.name),
          limit: 0.6,
          sense: 'at most',
        },
        {
          text: 'after start: of Express 4 by hand',
          reached: idle.ratio(own.name, express4.name),
          limit: 1.15,
          sense: 'at most',
        },
        {
          text: 'after 20,000 requests: of Express 4 by hand',
          reached: loaded.ratio(own.name, express4.name),
          limit: 1,
          sense: 'at most',
        },
      ],
    }
  },
}
