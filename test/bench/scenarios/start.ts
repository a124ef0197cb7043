import { once } from 'node:events'
import type { Contender } from '../contenders/contender.js'
import { bareHttp, express4, express5 } from '../contenders/hand-written.js'
import { millrace } from '../contenders/millrace.js'
import { nodeRed } from '../contenders/node-red.js'
import { cores, spawnPinned, waitUntilServed } from '../contenders/process.js'
import { documentedFlow } from '../flows/documented-flow.js'
import { Measure, type Scenario, takeTurns } from '../measure/scenario.js'

export const start: Scenario = {
  name: 'start',
  title: 'Start',
  async run({ rounds, newerNodes }) {
    const [own, red] = [millrace(), nodeRed({ hasKeyObject: true })]
    const contenders = [
      own,
      millrace({ name: 'Millrace, trusted', sandbox: 'trusted' }),
      ...newerNodes.map(({ name, binary }) => millrace({ name: `Millrace on ${name}`, binary })),
      ...[red, express4, express5, bareHttp],
    ]
    const time = new Measure('ms to the first 200', 'less')

    // A start is short: twice the rounds cost little. The first round fills caches, of files and of code.
    await takeTurns(1, contenders, async (contender) => {
      await measureStart(contender)
    })
    await takeTurns(rounds * 2, [...contenders, undefined], async (contender) => {
      if (contender === undefined) time.add('floor: node -e 0', await measureEmptyProgram())
      else time.add(contender.name, await measureStart(contender))
    })
    return {
      description:
        'From the start of the process to the first answer with 200 of the documented flow, asked for every millisecond.',
      measures: [time],
      goals: [
        {
          text: 'times faster than Node-RED',
          reached: time.ratio(red.name, own.name),
          limit: 5,
          sense: 'at least',
        },
        {
          text: 'of Express 4 by hand',
          reached: time.ratio(own.name, express4.name),
          limit: 1,
          sense: 'at most',
        },
        {
          text: 'better: of Express 4 by hand',
          reached: time.ratio(own.name, express4.name),
          limit: 0.8,
          sense: 'at most',
        },
      ],
    }
  },
}

async function measureStart(contender: Contender): Promise<number> {
  const running = await contender.start({ flow: documentedFlow, isTimed: true })
  try {
    return (await waitUntilServed(running.port, '/jwt/generate')) - running.startedAt
  } finally {
    await running.stop()
  }
}

async function measureEmptyProgram(): Promise<number> {
  const since = performance.now()
  await once(spawnPinned(cores.server, process.execPath, ['-e', '0']), 'exit')
  return performance.now() - since
}
