import type { ContextStore } from '../../context/store.js'
import type { RunningNode, Status } from '../../define-node.js'
import type { Message } from '../../message/message.js'
import type { Failure } from '../realm/realm.js'
import { type Asking, type Operations, storeOf } from './operation.js'

type Level = 'log' | 'warn' | 'debug' | 'trace'

/** What functions do by way of `node`, `context`, `env` and timers. */
export const nodeOperations: Operations = {
  sendOne: (asking, invocation: number, message: object) => asking.sendOne(invocation, message),
  sendMany: (asking, invocation: number, outputs: unknown[]) => asking.sendMany(invocation, outputs),
  finish: (asking, invocation: number) => asking.finish(invocation),
  /** `message` is the realm's. */
  done: (asking, invocation: number, message: object) => asking.done(invocation, message),
  fail: (asking, invocation: number, failure: Failure) => asking.fail(invocation, failure),
  unhandled: (asking, failure: Failure) => asking.unhandled(failure),
  logFailure: (asking, failure: Failure) => asking.logFailure(failure),
  setTimer: (asking, id: number, milliseconds: number, repeats: boolean) =>
    asking.setTimer(id, milliseconds, repeats),
  clearTimer: (asking, id: number) => asking.clearTimer(id),
  refreshTimer: (asking, id: number) => asking.refreshTimer(id),
  log: ({ node }, level: Level, value: unknown) => logTo(node, level, value),
  error: (asking, failure: Failure | undefined, value: unknown, message: Message | undefined) =>
    asking.node.error(failure === undefined ? value : asking.errorOf(failure), message),
  status: ({ node }, status: Status | string | undefined) => node.status(status ?? {}),
  env: ({ node }, name: string) => node.env(name),
  contextGet: (asking, scope: string, key: string, store?: string) =>
    readContext(storeOf(asking.node, scope), asking, key, store),
  /** `value` is the realm's: it is kept as it is, or false says that the store takes copies only. */
  contextHold: ({ node, values }, scope: string, key: string, store: string | undefined, value: object) =>
    values !== undefined && storeOf(node, scope).keeps?.(key, store) === true && values.hold(value),
  contextSet: ({ node }, scope: string, key: string, value: unknown, store?: string) =>
    storeOf(node, scope).set(key, value, store),
  contextKeys: ({ node }, scope: string, store?: string) => storeOf(node, scope).keys(store),
  contextGetLater: (asking, ticket: number, scope: string, keys: string, store?: string) => {
    const context = storeOf(asking.node, scope)
    const get = async (key: string) =>
      context.keeps?.(key, store) ? readContext(context, asking, key, store) : context.getAsync(key, store)
    void asking.answers.giveLater(ticket, Promise.all(keys.split('\n').map(get)))
  },
  contextSetLater: (
    asking,
    ticket: number,
    scope: string,
    keys: string,
    store: string | undefined,
    ...values: unknown[]
  ) => {
    const context = storeOf(asking.node, scope)
    const set = (key: string, index: number) => context.setAsync(key, values[index], store)
    void asking.answers.giveLater(ticket, Promise.all(keys.split('\n').map(set)))
  },
  contextKeysLater: (asking, ticket: number, scope: string, store?: string) => {
    void asking.answers.giveLater(ticket, storeOf(asking.node, scope).keysAsync(store))
  },
  followPromise: (asking, ticket: number, value: unknown) => asking.answers.followPromise(ticket, value),
  callFlow: (asking, ticket: number, target: string, message: unknown, timeoutMs: number) =>
    asking.answers.callFlow(ticket, target, message, timeoutMs),
  granted: ({ node }: Asking, key: string) => node.context.global.get(key),
}

/** What a store keeps by reference is the realm's own from the first time on that a function reads it. */
function readContext(context: ContextStore, { values }: Asking, key: string, store?: string): unknown {
  if (values === undefined || context.getKept === undefined) return context.get(key, store)
  return context.getKept(key, store, (value) => values.adopt(value))
}

function logTo(node: RunningNode, level: Level, value: unknown): void {
  node[level](value)
}
