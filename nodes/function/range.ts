import { defineNode } from '../../runtime/define-node.js'
import { MillraceError } from '../../runtime/errors.js'
import { compileProperty } from '../../runtime/message/property.js'
import { compileStrictGet } from '../../runtime/message/property-access.js'

export default defineNode({
  type: 'range',
  summary: 'Scales a number from one range to another.',
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      property: {
        type: 'string',
        default: 'payload',
        description: 'The property of the message to scale; a message without it passes unchanged.',
      },
      minin: {
        type: ['number', 'null'],
        default: null,
        description: 'One end of the input range, in units of the property. An empty text means 0.',
      },
      maxin: {
        type: ['number', 'null'],
        default: null,
        description: 'Other end of the input range, in the same units.',
      },
      minout: {
        type: ['number', 'null'],
        default: null,
        description: 'Result for `minin`, in the units you want out.',
      },
      maxout: {
        type: ['number', 'null'],
        default: null,
        description: 'Result for `maxin`, in the units you want out.',
      },
      action: {
        type: 'string',
        enum: ['scale', 'clamp', 'roll', 'drop'],
        default: 'scale',
        description:
          'What becomes of input outside its range. scale: it is scaled alike; clamp: the nearer end counts; ' +
          'roll: it wraps around within the range; drop: the message is not sent.',
      },
      round: { type: 'boolean', default: false, description: 'Round the result to a whole number.' },
    },
  },
  help: {
    details:
      'Texts that are numbers are read as such. What is no number is an error. Where one of the four ends is not set, ' +
      'no result is a number.',
    reads: { payload: 'The number to scale, unless `property` names another.' },
    sets: { payload: 'The result, in the same property.' },
    outputs: ['The same message; nothing where `action` drops it.'],
    example: [
      { id: 'in', type: 'inject', payload: '512', payloadType: 'num', wires: [['volts']] },
      {
        id: 'volts',
        type: 'range',
        minin: 0,
        maxin: 1023,
        minout: 0,
        maxout: 5,
        action: 'clamp',
        wires: [['out']],
      },
      { id: 'out', type: 'debug', wires: [] },
    ],
  },

  upgrade: (saved) => ({
    ...saved,
    ...Object.fromEntries(ends.filter((end) => saved[end] === '').map((end) => [end, 0])),
  }),

  check({ property, ...config }) {
    compileProperty(property, { prefix: 'msg' })
    const unset = ends.filter((end) => config[end] === null)
    if (unset.length > 0) {
      const message = `${unset.join(', ')}: not set, so no result is a number.`
      return [{ severity: 'warning', message, remedy: 'Set both ends of both ranges.' }]
    }
    const { minin, maxin } = config
    if (minin !== maxin) return []
    return [
      {
        severity: 'warning',
        message: `The input range begins and ends at ${minin}, so no result is a number.`,
        remedy: 'Set minin and maxin to different numbers.',
      },
    ]
  },

  create({ property, action, round, ...range }) {
    const input = compileProperty(property, { prefix: 'msg' })
    const read = compileStrictGet(input)
    const { minin, maxin, minout, maxout } = orderRange({
      minin: range.minin ?? Number.NaN,
      maxin: range.maxin ?? Number.NaN,
      minout: range.minout ?? Number.NaN,
      maxout: range.maxout ?? Number.NaN,
    })
    // A rounded result is to stay within the range, also where the ends of that are no whole numbers.
    const [low, high] = round ? [Math.ceil(minout), Math.floor(maxout)] : [minout, maxout]
    const fit = fits[action](minin, maxin)
    const scale = (value: number) => ((value - minin) / (maxin - minin)) * (high - low) + low

    return {
      input(message, send) {
        const given = read(message)
        if (given !== undefined) {
          const value = fit(readNumber(given, property))
          if (value === undefined) return
          const scaled = scale(value)
          input.set(message, round ? Math.round(scaled) : scaled)
        }
        send(message)
      },
    }
  },
})

const ends = ['minin', 'maxin', 'minout', 'maxout'] as const

interface Range {
  minin: number
  maxin: number
  minout: number
  maxout: number
}

/** The same range with the smaller input first. */
function orderRange(range: Range): Range {
  const { minin, maxin, minout, maxout } = range
  return minin > maxin ? { minin: maxin, maxin: minin, minout: maxout, maxout: minout } : range
}

/** Brings a number into the input range; undefined: the message is dropped. */
type Fit = (value: number) => number | undefined

const fits: Record<'scale' | 'clamp' | 'roll' | 'drop', (min: number, max: number) => Fit> = {
  scale: () => (value) => value,
  clamp: (min, max) => (value) => Math.min(Math.max(value, min), max),
  roll: (min, max) => {
    const width = max - min
    return (value) => ((((value - min) % width) + width) % width) + min
  },
  drop: (min, max) => (value) => (value < min || value > max ? undefined : value),
}

function readNumber(value: unknown, property: string): number {
  const number = Number(value)
  if (!Number.isNaN(number)) return number
  const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : `of type ${typeof value}`
  throw new MillraceError('NODE_FAILED', `msg.${property} is no number but ${shown}: it cannot be scaled.`)
}
