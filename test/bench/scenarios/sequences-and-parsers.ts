import type { Contender } from '../contenders/contender.js'
import { directCalls } from '../contenders/floors.js'
import { millrace } from '../contenders/millrace.js'
import { nodeRed } from '../contenders/node-red.js'
import { drive, type Entry, flowOf, inTab, readyPath } from '../flows/chains.js'
import { type Goal, Measure, type Scenario, takeTurns, withAll } from '../measure/scenario.js'
import { median } from '../measure/statistics.js'

const count = 100_000

interface Job {
  kind: string
  /** Messages that come out of it. */
  expected: number
  node: Record<string, unknown> & { type: string }
}

const jobs: readonly Job[] = [
  {
    kind: 'split',
    expected: count,
    node: {
      type: 'split',
      splt: '\\n',
      spltType: 'str',
      arraySplt: 1,
      arraySpltType: 'len',
      stream: false,
      addname: '',
    },
  },
  { kind: 'join', expected: 1, node: { type: 'join', mode: 'auto', build: 'object', property: 'payload' } },
  {
    kind: 'sort',
    expected: count,
    node: {
      ...{ type: 'sort', order: 'ascending', as_num: true, target: 'payload', targetType: 'seq' },
      ...{ msgKey: 'payload', msgKeyType: 'elem', seqKey: 'payload', seqKeyType: 'msg' },
    },
  },
  {
    kind: 'batch',
    expected: count,
    node: {
      type: 'batch',
      mode: 'count',
      count: 10,
      overlap: 0,
      interval: 10,
      allowEmptySequence: false,
      topics: [],
    },
  },
  {
    kind: 'csv',
    expected: 1,
    node: {
      ...{
        type: 'csv',
        spec: 'rfc',
        sep: ',',
        hdrin: true,
        hdrout: 'none',
        multi: 'mult',
        ret: '\\n',
        temp: '',
      },
      ...{ skip: '0', strings: true, include_empty_strings: '', include_null_values: '' },
    },
  },
  { kind: 'json', expected: count, node: { type: 'json', property: 'payload', action: '', pretty: false } },
  { kind: 'xml', expected: count, node: { type: 'xml', property: 'payload', attr: '', chr: '' } },
]

export const sequencesAndParsers: Scenario = {
  name: 'sequences-and-parsers',
  title: 'Sequences and parsers over 100,000 messages or 50 MB',
  async run({ rounds }) {
    const [own, red] = [millrace(), nodeRed()]
    const contenders: Contender[] = [own, red, directCalls]
    const measured = jobs.map((job) => ({ job, time: new Measure(`${job.kind}: ms`, 'less') }))
    // One job after the other, each in fresh processes: what one leaves in memory is not to slow down the next.
    for (const { job, time } of measured) {
      const start = { flow: jobFlow(job), hasDrives: true, path: readyPath }
      await withAll(contenders, start, async (running) => {
        await takeTurns(rounds, contenders, async (contender) => {
          const { ms } = await running.get(contender)!.ask({ drive: job.kind, job: true })
          time.add(contender.name, ms)
        })
      })
    }
    const ratios = measured.map(({ time }) => time.ratio(red.name, own.name) ?? Number.NaN)
    return {
      description:
        'split of a list of 100,000; join, sort and batch of 100,000 messages; csv of 50 MB of lines; 100,000 ' +
        'messages of JSON (0.5 KB) and XML (0.1 KB).',
      measures: measured.map(({ time }) => time),
      goals: [
        ...measured.map(
          ({ job }, index): Goal => ({
            text: `${job.kind}: times as fast as Node-RED`,
            reached: ratios[index],
            limit: 1,
            sense: 'at least',
          }),
        ),
        { text: 'the median of them', reached: median(ratios), limit: 2, sense: 'at least' },
      ],
    }
  },
}

function jobFlow({ kind, expected, node }: Job): Entry[] {
  return flowOf([
    drive(kind, { kind, expected }, ['worker']),
    inTab({ ...node, id: 'worker', outputs: 1, wires: [[kind]] }),
  ])
}
