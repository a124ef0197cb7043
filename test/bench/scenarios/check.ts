import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { millraceCommand } from '../contenders/millrace.js'
import { cores, spawnPinned } from '../contenders/process.js'
import { changeTopic, countFunction, type Entry, flowOf, inTab, switchOnNumber } from '../flows/chains.js'
import { Measure, type Scenario, takeTurns } from '../measure/scenario.js'

export const check: Scenario = {
  name: 'check',
  title: '`millrace check` of 5,000 nodes',
  async run({ rounds, newerNodes }) {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-bench-'))
    const file = join(folder, 'flows.json')
    const time = new Measure('ms', 'less')
    const takers = [{ name: 'Millrace', binary: process.execPath }, ...newerNodes]
    try {
      await writeFile(file, JSON.stringify(flowOf(mixedNodes(5000)), null, 4))
      await takeTurns(rounds, [...takers, undefined], async (taker) => {
        if (taker === undefined)
          time.add('floor: node -e 0', await timeProgram(process.execPath, ['-e', '0']))
        else time.add(taker.name, await timeProgram(taker.binary, [millraceCommand, 'check', file]))
      })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
    return {
      description:
        'Functions, changes, switches, debugs and links in turn, wired in a row; the whole command.',
      measures: [time],
      goals: [
        { text: 'milliseconds', reached: time.median('Millrace'), limit: 500, sense: 'at most', digits: 0 },
      ],
    }
  },
}

async function timeProgram(binary: string, args: readonly string[]): Promise<number> {
  const since = performance.now()
  const child = spawnPinned(cores.server, binary, args)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text: Buffer) => {
      output += text
    })
  }
  const [code] = (await once(child, 'close')) as [number]
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${output.slice(0, 500)}`)
  return performance.now() - since
}

function mixedNodes(count: number): Entry[] {
  const kinds = [countFunction, changeTopic, switchOnNumber, { type: 'debug', active: true }]
  return Array.from({ length: count }, (_, index) =>
    inTab({
      ...(kinds[index % kinds.length] as { type: string }),
      ...(kinds[index % kinds.length] === countFunction && { func: `msg.payload += ${index};\nreturn msg;` }),
      id: `node-${index}`,
      name: `step ${index}`,
      // A debug node has no output: the row goes on from the node before it.
      wires: index % 4 === 3 ? [] : [nextOf(index, count)],
    }),
  )
}

/** The next node in the row, and after each third the one behind it as well. */
function nextOf(index: number, count: number): string[] {
  const next = index % 4 === 2 ? [index + 1, index + 2] : [index + 1]
  return next.filter((at) => at < count).map((at) => `node-${at}`)
}
