import type { RunningNode, Status } from '../../define-node.js'
import type { Message } from '../../message/message.js'
import type { Failure } from '../realm/realm.js'
import { type Asking, type Operations, storeOf } from './operation.js'

type Level = 'log' | 'warn' | 'debug' | 'trace'

/** What functions do by way of `node`, `context`, `env` and timers. */
export const nodeOperations: Operations = {
  sendOne: (asking, invocation: number, message: object) => asking.sendOne(invocation, message),
  sendMany: (asking, invocation: number, outputs: unknown[]) => asking.sendMany(invocation, outputs),
  done: (asking, invocation: number) => asking.done(invocation),
  fail: (asking, invocation: number, failure: Failure) => asking.fail(invocation, failure),
  unhandled: (asking, failure: Failure) => asking.unhandled(failure),
  setTimer: (asking, id: number, milliseconds: number, repeats: boolean) =>
    asking.setTimer(id, milliseconds, repeats),
  clearTimer: (asking, id: number) => asking.clearTimer(id),
  refreshTimer: (asking, id: number) => asking.refreshTimer(id),
  log: ({ node }, level: Level, value: unknown) => logTo(node, level, value),
  error: (asking, failure: Failure | undefined, value: unknown, message: Message | undefined) =>
    asking.node.error(failure === undefined ? value : asking.errorOf(failure), message),
  status: ({ node }, status: Status | string | undefined) => node.status(status ?? {}),
  env: ({ node }, name: string) => node.env(name),
  contextGet: ({ node }, scope: string, key: string, store?: string) => storeOf(node, scope).get(key, store),
  contextSet: ({ node }, scope: string, key: string, value: unknown, store?: string) =>
    storeOf(node, scope).set(key, value, store),
  contextKeys: ({ node }, scope: string, store?: string) => storeOf(node, scope).keys(store),
  contextGetLater: (asking, ticket: number, scope: string, keys: string, store?: string) => {
    const context = storeOf(asking.node, scope)
    asking.answerWith(ticket, Promise.all(keys.split('\n').map((key) => context.getAsync(key, store))))
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
    asking.answerWith(ticket, Promise.all(keys.split('\n').map(set)))
  },
  contextKeysLater: (asking, ticket: number, scope: string, store?: string) => {
    asking.answerWith(ticket, storeOf(asking.node, scope).keysAsync(store))
  },
  followPromise: (asking, ticket: number, value: unknown) => asking.followPromise(ticket, value),
  granted: ({ node }: Asking, key: string) => node.context.global.get(key),
}

function logTo(node: RunningNode, level: Level, value: unknown): void {
  node[level](value)
}
