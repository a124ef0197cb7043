import type { ContextStore } from '../../runtime/context/store.js'
import type { RunningNode } from '../../runtime/define-node.js'
import { ForeignMessage } from '../../runtime/message/foreign.js'
import type { Message, Sendable } from '../../runtime/message/message.js'
import { parseProperty } from '../../runtime/message/property-expression.js'
import type { FunctionSource, Sandbox, SandboxFunction } from '../../runtime/sandbox/sandbox.js'

/** What a function node under test did. */
export interface Recorded {
  sent: Message[]
  /** By output, for functions with several. */
  outputs: Message[][]
  errors: unknown[]
  logs: Array<[level: string, value: unknown]>
  statuses: unknown[]
}

export interface FunctionUnderTest extends Recorded {
  made: SandboxFunction
  /** Delivers a message as the scheduler does: inside the guard. */
  receive(message: Message): Promise<void>
}

/** Makes a function of a sandbox, with a node around it that records what it does. */
export async function makeFunction(
  sandbox: Sandbox,
  source: string | FunctionSource,
  node: Partial<RunningNode> = {},
): Promise<FunctionUnderTest> {
  const recorded: Recorded = { sent: [], outputs: [], errors: [], logs: [], statuses: [] }
  const record = (messages: Sendable): void => {
    const outputs = Array.isArray(messages) ? messages : [messages]
    outputs.forEach((entry: unknown, output) => {
      recorded.outputs[output] ??= []
      for (const message of Array.isArray(entry) ? entry : [entry]) {
        if (typeof message !== 'object' || message === null) continue
        const own = message instanceof ForeignMessage ? message.toMessage() : (message as Message)
        recorded.outputs[output].push(own)
        recorded.sent.push(own)
      }
    })
  }
  const log = (level: string) => (value: unknown) => void recorded.logs.push([level, value])
  const running = {
    id: 'f1',
    type: 'function',
    name: '',
    z: 'flow1',
    sandbox,
    send: record,
    status: (status: unknown) => void recorded.statuses.push(status),
    error: (error: unknown) => void recorded.errors.push(error),
    warn: log('warn'),
    log: log('log'),
    debug: log('debug'),
    trace: log('trace'),
    context: { node: memoryStore(), flow: memoryStore(), global: memoryStore() },
    env: (name: string) => (name === 'GREETING' ? 'hello' : undefined),
    ...node,
  } as unknown as RunningNode
  const made = await sandbox.createFunction(running, typeof source === 'string' ? { body: source } : source)
  return {
    ...recorded,
    made,
    async receive(message) {
      const called: { result?: void | Promise<void> } = {}
      let failure: { error: unknown } | undefined
      sandbox.guard.run(() => {
        try {
          called.result = made.input(message, record)
        } catch (error) {
          failure = { error }
        }
      })
      if (failure !== undefined) throw failure.error
      await called.result
    },
  }
}

/** A context in memory with plain keys. */
function memoryStore(): ContextStore {
  const values = new Map<string, unknown>([['object', { a: [1] }]])
  const check = (key: string, store?: string) => {
    if (store !== undefined) throw new Error(`There is no context store "${store}".`)
    parseProperty(key)
  }
  const memory = {
    get(key: string, store?: string) {
      check(key, store)
      return values.get(key)
    },
    set(key: string, value: unknown, store?: string) {
      check(key, store)
      values.set(key, value)
    },
    keys: () => [...values.keys()],
    getAsync: async (key: string, store?: string) => memory.get(key, store),
    setAsync: async (key: string, value: unknown, store?: string) => memory.set(key, value, store),
    keysAsync: async () => memory.keys(),
    read: (key: string, store?: string) => memory.get(key, store),
    write: (key: string, value: unknown, store?: string) => memory.set(key, value, store),
  }
  return memory
}
