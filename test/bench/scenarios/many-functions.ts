import { setTimeout as wait } from 'node:timers/promises'
import type { Contender } from '../contenders/contender.js'
import { millrace } from '../contenders/millrace.js'
import { nodeRed } from '../contenders/node-red.js'
import { waitUntilServed } from '../contenders/process.js'
import { countFunction, type Entry, flowOf, inTab, readyPath } from '../flows/chains.js'
import { residentMegabytes } from '../measure/process-figures.js'
import { type Goal, Measure, type Scenario, takeTurns } from '../measure/scenario.js'

const counts = [100, 1000, 10_000]

export const manyFunctions: Scenario = {
  name: 'many-functions',
  title: 'Flows of 100, 1,000 and 10,000 function nodes',
  async run({ rounds }) {
    const [own, red] = [millrace(), nodeRed()]
    const measured = counts.map((count) => ({
      count,
      time: new Measure(`${count}: ms`, 'less', 1),
      memory: new Measure(`${count}: MB`, 'less', 1),
    }))
    const empty = { time: new Measure('empty flow: ms', 'less', 1), memory: new Measure('MB', 'less', 1) }

    await takeTurns(rounds, [own, red], async (contender) => {
      const base = await measureFlow(contender, 0)
      empty.time.add(contender.name, base.ms)
      empty.memory.add(contender.name, base.megabytes)
      for (const { count, time, memory } of measured) {
        const { ms, megabytes } = await measureFlow(contender, count)
        time.add(contender.name, ms - base.ms)
        if (megabytes !== undefined && base.megabytes !== undefined)
          memory.add(contender.name, megabytes - base.megabytes)
      }
    })
    const [thousand, most] = [measured[1]!, measured[2]!]
    return {
      description: 'Start time and memory beyond those of a flow without function nodes.',
      measures: [empty.time, empty.memory, ...measured.flatMap(({ time, memory }) => [time, memory])],
      goals: [
        goal("10,000: time, of Node-RED's", most.time.ratio(own.name, red.name), 1 / 30),
        goal("10,000: memory, of Node-RED's", most.memory.ratio(own.name, red.name), 1 / 50),
        goal(
          'linear: time of 10,000, of ten times that of 1,000',
          (most.time.median(own.name) ?? Number.NaN) / (10 * (thousand.time.median(own.name) ?? Number.NaN)),
          1.2,
        ),
      ],
    }
  },
}

async function measureFlow(contender: Contender, count: number) {
  const functions = Array.from(
    { length: count },
    (_, index): Entry =>
      inTab({
        ...countFunction,
        // No two texts are the same, as in real flows.
        func: `msg.payload = Number(msg.payload) + ${index};\nmsg.topic = "step ${index}";\nreturn msg;`,
        id: `function-${index}`,
        wires: index + 1 < count ? [[`function-${index + 1}`]] : [],
      }),
  )
  const running = await contender.start({ flow: flowOf(functions), isTimed: true })
  try {
    const ms = (await waitUntilServed(running.port, readyPath)) - running.startedAt
    await wait(300)
    return { ms, megabytes: residentMegabytes(running.pid) }
  } finally {
    await running.stop()
  }
}

function goal(text: string, reached: number | undefined, limit: number): Goal {
  return { text, reached, limit, sense: 'at most', digits: 3 }
}
