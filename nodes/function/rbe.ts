import { defineNode } from '../../runtime/define-node.js'
import { MillraceError } from '../../runtime/errors.js'
import { cloneValue } from '../../runtime/message/clone.js'
import { compareObjects } from '../../runtime/message/compare.js'
import { compileProperty } from '../../runtime/message/property.js'

export default defineNode({
  type: 'rbe',
  summary: 'Filter: passes a message on only when its value has changed, or changed by enough.',
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      func: {
        type: 'string',
        enum: ['rbe', 'rbei', 'deadband', 'deadbandEq', 'narrowband', 'narrowbandEq'],
        default: 'rbe',
        description:
          'When to pass on. rbe: the value changed; rbei: the same, but never the first value; deadband: it changed ' +
          'by more than `gap`, deadbandEq: by `gap` or more; narrowband: it changed by `gap` or less, narrowbandEq: ' +
          'by less than `gap`.',
      },
      gap: {
        type: 'string',
        default: '0',
        description:
          'Width of the band, in units of the value, or in percent of the value compared with ("5%").',
      },
      start: {
        type: ['number', 'null'],
        default: null,
        description:
          'What narrowband compares the first value with, in units of the value; not set: with itself.',
      },
      inout: {
        type: 'string',
        enum: ['out', 'in'],
        default: 'out',
        description: 'What bands compare with. out: the last value passed on; in: the last value that came.',
      },
      septopics: { type: 'boolean', default: true, description: 'Keep the values of each topic apart.' },
      property: {
        type: 'string',
        default: 'payload',
        description: 'The property to look at; a message without it is not passed on.',
      },
      topi: { type: 'string', default: 'topic', description: 'The property that holds the topic.' },
    },
  },
  help: {
    details:
      'Objects are compared by their content. Bands need numbers; texts that begin with one are read as such, and ' +
      'anything else is an error.',
    reads: {
      payload: 'The value to compare, unless `property` names another.',
      topic: '`septopics`: which values belong together, unless `topi` names another property.',
      reset: 'Whatever its value: forgets the value of msg.topic, or of all topics where there is none.',
    },
    sets: {},
    outputs: ['The message as it came, where its value passes.'],
    example: [
      { id: 'in', type: 'inject', payload: '[20,20.2,21,21]', payloadType: 'json', wires: [['each']] },
      { id: 'each', type: 'split', wires: [['moved']] },
      { id: 'moved', type: 'rbe', func: 'deadband', gap: '0.5', wires: [['out']] },
      { id: 'out', type: 'debug', wires: [] },
    ],
  },

  check({ func, gap, property, topi }) {
    compileProperty(property, { prefix: 'msg' })
    compileProperty(topi, { prefix: 'msg' })
    if (!func.includes('band') || !Number.isNaN(readGap(gap).size)) return []
    return [
      {
        message: `gap "${gap}" is no number.`,
        remedy: 'Write a number such as 0.5, or a percentage such as 5%.',
      },
    ]
  },

  create({ func, gap, start, inout, septopics, property, topi }) {
    const value = compileProperty(property, { prefix: 'msg' })
    const topic = compileProperty(topi, { prefix: 'msg' })
    const passes =
      func === 'rbe' || func === 'rbei'
        ? passChanges(func === 'rbei')
        : passBand({ inBand: bands[func], gap: readGap(gap), start, inout, property })
    /** What values are compared with, by topic. */
    const previous: Previous = new Map()

    return {
      input(message, send) {
        const topicNow = septopics ? topic.get(message) : undefined
        if (Object.hasOwn(message, 'reset')) {
          if (typeof topicNow === 'string' && topicNow !== '') previous.delete(topicNow)
          else previous.clear()
        }
        const valueNow = value.get(message)
        if (valueNow === undefined) return
        const key = topicNow ? String(topicNow) : ''
        if (passes(valueNow, key, previous)) send(message)
      },
    }
  },
})

type Previous = Map<string, unknown>

/** Whether a value is passed on; remembers what the next one is compared with. */
type Passes = (value: unknown, key: string, previous: Previous) => boolean

function passChanges(ignoresFirst: boolean): Passes {
  return (value, key, previous) => {
    const isFirst = !previous.has(key)
    if (!isFirst && compareObjects(value, previous.get(key))) return false
    previous.set(key, cloneValue(value))
    return !isFirst || !ignoresFirst
  }
}

interface Gap {
  size: number
  isPercentage: boolean
}

function readGap(text: string): Gap {
  const [, amount = '', percent] = /^(.*?)\s*(%?)\s*$/s.exec(text) ?? []
  return { size: Number(amount), isPercentage: percent === '%' }
}

interface Band {
  /** Whether a change of that size is passed on, and what the very first value does where nothing is set. */
  inBand: { test(change: number, gap: number): boolean; passesFirst: boolean }
  gap: Gap
  start: number | null
  inout: 'in' | 'out'
  property: string
}

const bands = {
  deadband: { test: (change: number, gap: number) => change > gap, passesFirst: true },
  deadbandEq: { test: (change: number, gap: number) => change >= gap, passesFirst: true },
  narrowband: { test: (change: number, gap: number) => change <= gap, passesFirst: false },
  narrowbandEq: { test: (change: number, gap: number) => change < gap, passesFirst: false },
}

function passBand({ inBand, gap, start, inout, property }: Band): Passes {
  return (value, key, previous) => {
    const number = Number.parseFloat(String(value))
    if (Number.isNaN(number)) {
      throw new MillraceError('NODE_FAILED', `msg.${property} holds no number to compare with the last one.`)
    }
    const isFirst = !previous.has(key)
    const last = isFirst ? (start ?? number) : (previous.get(key) as number)
    const width = gap.isPercentage ? Math.abs((last * gap.size) / 100) : gap.size
    const passes = (isFirst && inBand.passesFirst) || inBand.test(Math.abs(number - last), width)
    if (passes || inout === 'in') previous.set(key, number)
    else if (isFirst) previous.set(key, last)
    return passes
  }
}
