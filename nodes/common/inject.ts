import { type ConfigProblem, defineNode, type RunningNode } from '../../runtime/define-node.js'
import { MillraceError } from '../../runtime/errors.js'
import type { Message } from '../../runtime/message/message.js'
import { compileProperty } from '../../runtime/message/property.js'
import { afterDelay, repeatedly, type StopTimer } from '../../runtime/message/timer.js'
import { checkTypedValue, compileTypedValue } from '../../runtime/message/typed-value.js'
import { onSchedule } from './inject-schedule.js'

/** One property that a message gets: its name, its value and the value's type, as the editor saves them. */
interface InjectedProperty {
  p?: string
  v?: unknown
  vt?: string
}

export default defineNode({
  type: 'inject',
  summary: 'Starts a flow by hand, at the start, at intervals or at set times.',
  hasInput: false,
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      props: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            p: { type: 'string', description: 'The property, like payload or a.b[0].' },
            v: { description: 'Its value.' },
            vt: {
              type: 'string',
              description: 'Type of `v`: str, num, bool, json, bin, date, env, msg, flow, global or jsonata.',
            },
          },
        },
        default: [],
        description: 'The properties of the message, set in this order.',
      },
      repeat: { type: 'number', default: 0, description: 'Interval between messages, in seconds; 0: none.' },
      crontab: {
        type: 'string',
        default: '',
        description:
          'Times to inject at, as cron does: minute, hour, day, month, weekday, with seconds in front where there are ' +
          'six fields. `repeat` goes before it.',
      },
      once: { type: 'boolean', default: false, description: 'Inject after the start as well.' },
      onceDelay: {
        type: 'number',
        default: 0.1,
        description: 'How long after the start, in seconds; intervals and times begin after it.',
      },
      topic: {
        type: 'string',
        default: '',
        description: 'Value of a property "topic" that has none of its own.',
      },
      payload: { description: 'Value of a property "payload" that has none of its own.', default: '' },
      payloadType: { type: 'string', default: 'str', description: 'Type of that payload.' },
    },
  },
  help: {
    details:
      'Each property is set in turn, so that a later one may refer to an earlier one. One that fails leaves the others ' +
      'as they are: the message then goes to catch nodes and is not sent.',
    reads: {},
    sets: {
      payload: 'And topic, or whatever `props` name: their values, made anew for each message.',
    },
    outputs: ['A new message each time.'],
    example: [
      {
        id: 'tick',
        type: 'inject',
        repeat: 60,
        once: true,
        payloadType: 'date',
        topic: 'time',
        wires: [['out']],
      },
      { id: 'out', type: 'debug', complete: 'true', wires: [] },
    ],
  },

  upgrade: (saved) => ({ ...saved, props: completeProps(saved) }),

  check({ props, crontab }) {
    return [
      ...props.flatMap(checkProperty),
      ...(crontab === '' || cronShape.test(crontab) ? [] : [badCrontab(crontab)]),
    ]
  },

  async create({ props, repeat, crontab, once, onceDelay }, node) {
    const setters = props.map((property) => compileSetter(property, node))
    const inject = () => void node.peers.deliver(node.id, {})
    const schedule = await prepareSchedule(repeat, crontab, inject)

    let stop: StopTimer | undefined
    const begin = () => {
      stop = schedule?.()
    }
    if (once) {
      stop = afterDelay((onceDelay || 0.1) * 1000, () => {
        begin()
        inject()
      })
    } else begin()

    return {
      async input(message, send) {
        const given = message.__user_inject_props__
        delete message.__user_inject_props__
        // Properties tried out in the editor, before they are saved.
        const now = Array.isArray(given) ? given.map((property) => compileSetter(property, node)) : setters
        await setProperties(message, now)
        send(message)
      },
      close() {
        stop?.()
      },
    }
  },
})

/** Flows of before 1.0 have no `props`; later ones keep the payload and a text topic beside them. */
function completeProps({
  props,
  payload = '',
  payloadType = 'str',
  topic = '',
}: Readonly<Record<string, unknown>>) {
  if (!Array.isArray(props)) {
    return [
      { p: 'payload', v: payload, vt: payloadType },
      { p: 'topic', v: topic, vt: 'str' },
    ]
  }
  return props.map((property: InjectedProperty) => {
    if (property?.v !== undefined) return property
    if (property?.p === 'payload') return { ...property, v: payload, vt: payloadType }
    return property?.p === 'topic' && property.vt === 'str' ? { ...property, v: topic } : property
  })
}

function checkProperty({ p = '', v = '', vt = 'str' }: InjectedProperty): ConfigProblem[] {
  if (p === '') return []
  try {
    compileProperty(p, { prefix: 'msg' })
  } catch {
    return [
      { message: `"${p}" is no name of a message property.`, remedy: 'Write it like payload or a.b[0].' },
    ]
  }
  const fault = vt === 'jsonata' && v === '' ? undefined : checkTypedValue(v, vt)
  if (fault === undefined) return []
  return [
    {
      severity: 'warning',
      message: `msg.${p}: ${fault}`,
      remedy: 'Correct it: every message fails with this.',
    },
  ]
}

/** A first look: numbers that are out of range show when the times are computed. */
const cronShape = /^\s*(?:@[a-z]+|[\w*?,/#+-]+(?:\s+[\w*?,/#+-]+){4,6})\s*$/i

const badCrontab = (crontab: string): ConfigProblem => ({
  message: `crontab "${crontab}" is no list of five or six cron fields.`,
  remedy: 'Write minute, hour, day, month and weekday, such as "0 12 * * 1-5".',
})

/** What starts the timer; nothing where the node injects by hand or once only. */
async function prepareSchedule(
  seconds: number,
  crontab: string,
  inject: () => void,
): Promise<(() => StopTimer) | undefined> {
  if (seconds > 0) return () => repeatedly(seconds * 1000, inject)
  return crontab === '' ? undefined : onSchedule(crontab, inject)
}

type SetProperty = (message: Message) => Promise<void>

function compileSetter({ p = '', v = '', vt = 'str' }: InjectedProperty, node: RunningNode): SetProperty {
  if (p === '' || (vt === 'jsonata' && v === '')) return async () => {}
  const property = compileProperty(p, { prefix: 'msg' })
  const value = compileTypedValue(v, vt, node)
  return async (message) => {
    property.set(message, await value.evaluate(message), true)
  }
}

/** Sets one property after the other: each may refer to those before it. Reports all that fail. */
async function setProperties(message: Message, setters: readonly SetProperty[]): Promise<void> {
  const errors: unknown[] = []
  for (const set of setters) {
    try {
      await set(message)
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length === 1) throw errors[0]
  if (errors.length === 0) return
  const text = errors.map((error) => (error instanceof Error ? error.message : String(error))).join('; ')
  throw new MillraceError('BAD_TYPED_VALUE', text, { cause: new AggregateError(errors) })
}
