import { inspect } from 'node:util'
import { type ConfigProblem, defineNode, type RunningNode, type Status } from '../../runtime/define-node.js'
import type { Message } from '../../runtime/message/message.js'
import { compileProperty } from '../../runtime/message/property.js'
import { checkTypedValue, compileTypedValue } from '../../runtime/message/typed-value.js'
import { type StateOutput, showCount, showStatus } from './debug-status.js'

export default defineNode({
  type: 'debug',
  summary: 'Shows messages in the debug output, the log or as the state of the node.',
  outputs: 0,
  readsOnly: true,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      active: { type: 'boolean', default: true, description: 'Whether it writes to the debug output.' },
      tosidebar: {
        type: 'boolean',
        default: true,
        description: 'Show in the debug output: the log and the sidebar of the admin application.',
      },
      console: { type: 'boolean', default: false, description: 'Show in the log, also while not active.' },
      tostatus: { type: 'boolean', default: false, description: 'Show as the state of the node.' },
      complete: {
        type: 'string',
        default: 'false',
        description:
          'What to show: a property of the message, true for all of it, false for msg.payload, or an expression.',
      },
      targetType: {
        type: 'string',
        default: 'msg',
        description:
          'How to read `complete`: msg (a property), jsonata (an expression), or full, which goes with true.',
      },
      statusVal: {
        type: 'string',
        default: '',
        description: 'What to show as state: a property or an expression. Empty: the property in `complete`.',
      },
      statusType: {
        type: 'string',
        enum: ['auto', 'msg', 'jsonata', 'counter'],
        default: 'auto',
        description:
          'auto: as `complete`, errors in red; msg: the property, jsonata: the expression, in `statusVal`; counter: how many messages came.',
      },
    },
  },
  help: {
    details:
      'What is shown goes to the log at level info; long texts and lists are shortened there, cycles, Buffers, Maps ' +
      'and errors shown as what they are.',
    reads: {
      payload: 'What is shown, unless `complete` names something else.',
      status: 'With `statusType` auto: shown as the state in place of the value, fill and shape with it.',
      error: 'With `statusType` auto: its message is shown as the state, in red.',
    },
    sets: {},
    outputs: [],
    example: [
      { id: 'in', type: 'inject', payload: '{"t":21.5}', payloadType: 'json', wires: [['out']] },
      { id: 'out', type: 'debug', complete: 'payload.t', tostatus: true, wires: [] },
    ],
  },

  upgrade: (saved) => ({
    ...saved,
    ...(typeof saved.complete === 'boolean' ? { complete: String(saved.complete) } : {}),
  }),

  check({ complete, targetType, tostatus, statusType, statusVal }) {
    return [
      ...checkShown('complete', complete, targetType),
      ...(tostatus && statusVal ? checkShown('statusVal', statusVal, statusType) : []),
    ]
  },

  create(config, node) {
    const { tosidebar, tostatus, statusType } = config
    const shown = readShown(config, node)
    let { active } = config
    const state = tostatus ? showState(statusType, node) : undefined
    const readState = readShownState(config, shown, node)

    return {
      input(message) {
        if (isOwnStatus(message, node)) return
        const isInOutput = active && tosidebar
        // The debug output is in the log as well: twice would help nobody.
        const isInLog = config.console && !isInOutput
        const stateValue = state?.readsValue ? readState(message) : undefined
        const value = isInOutput || isInLog ? shown.read(message) : undefined
        const show = ([stateShown, valueShown]: [unknown, unknown]) => {
          state?.show(stateShown, message)
          if (isInOutput) node.debugOutput({ property: shown.property, value: valueShown, message })
          if (isInLog) node.log(formatForLog(valueShown))
        }
        if (!(stateValue instanceof Promise) && !(value instanceof Promise)) return show([stateValue, value])
        return Promise.all([stateValue, value]).then(show)
      },
      setActive(isActive) {
        active = isActive
      },
      close() {
        state?.close()
      },
    }
  },
})

function checkShown(field: string, text: string, type: string): ConfigProblem[] {
  const fault =
    type === 'auto' || type === 'counter'
      ? undefined
      : checkTypedValue(text, type === 'jsonata' ? type : 'msg')
  if (fault === undefined) return []
  return [
    { message: `${field}: ${fault}`, remedy: 'Write a property like payload or a.b[0], or an expression.' },
  ]
}

function showState(statusType: string, node: RunningNode): StateOutput {
  return statusType === 'counter' ? showCount(node) : showStatus(node, statusType === 'auto')
}

/** A value of the message, now or later. */
type Read = (message: Message) => unknown

interface Shown {
  /** What is shown; empty for the whole message and for expressions. */
  property: string
  read: Read
}

function readShown(
  { complete, targetType }: { complete: string; targetType: string },
  node: RunningNode,
): Shown {
  if (targetType === 'jsonata') return { property: '', read: readExpression(complete, node) }
  if (complete === 'true') return { property: '', read: (message) => message }
  const property = complete === 'false' ? 'payload' : complete
  return { property, read: readProperty(property) }
}

interface StateConfig {
  statusType: string
  statusVal: string
  complete: string
}

function readShownState(
  { statusType, statusVal, complete }: StateConfig,
  shown: Shown,
  node: RunningNode,
): Read {
  if (statusType === 'jsonata' && statusVal !== '') return readExpression(statusVal, node)
  if (statusType === 'msg' && statusVal !== '') return readProperty(statusVal)
  if (statusType !== 'auto') return readProperty(complete === 'false' ? 'payload' : complete)
  return complete === 'true' ? (message) => message.payload : shown.read
}

function readExpression(expression: string, node: RunningNode): Read {
  const value = compileTypedValue(expression, 'jsonata', node)
  return (message) => value.evaluate(message)
}

function readProperty(expression: string): Read {
  const property = compileProperty(expression, { prefix: 'msg' })
  return (message) => {
    try {
      return property.get(message)
    } catch {
      // A place that the message does not say, as in list[msg.index] without msg.index, is shown as undefined.
      return undefined
    }
  }
}

/** What this node shows as state comes back through a status node: showing that would go round for ever. */
function isOwnStatus({ status }: Message, node: RunningNode): boolean {
  const source = (status as Status | null | undefined)?.source as { id?: unknown } | null | undefined
  return source?.id === node.id
}

/** As Node-RED writes to its log: objects on lines of their own. */
function formatForLog(value: unknown): string {
  if (typeof value === 'string') return value.includes('\n') ? `\n${value}` : value
  const text = inspect(hideRequest(value), { depth: 10 })
  return typeof value === 'object' ? `\n${text}` : text
}

/** A message of an `http in` node, without the thousand lines that its request and response would take. */
function hideRequest(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('req' in value) || !('res' in value)) return value
  const { method, url } = (value.req ?? {}) as { method?: unknown; url?: unknown }
  return { ...value, req: shownAs(`[request ${method} ${url}]`), res: shownAs('[response]') }
}

const shownAs = (text: string): object => ({ [inspect.custom]: () => text })
