import type { Failure, FunctionOptions, FunctionState, Realm, RealmFunction } from './realm.js'

type UserFunction = (this: unknown, message: unknown, node: unknown) => unknown

interface Pieces {
  body: UserFunction
  setup?: UserFunction
  cleanup?: UserFunction
}

/** Calls of functions: what they are given, what becomes of what they return or throw. */
export function installCalls(realm: Realm): void {
  const { isArray } = Array
  const { apply } = Reflect
  const pending = 1
  const failed = 2
  let failure: Failure | undefined

  realm.exports.takeFailure = () => failure as Failure
  Object.defineProperty(realm.exports, 'currentFunction', { value: () => realm.current })

  realm.runCallback = (fn, callback, parameters) => {
    realm.current = fn
    realm.beginCall()
    try {
      const result: unknown = apply(callback as () => unknown, undefined, parameters)
      // A rejection that nobody handles is found by itself.
      void result
    } catch (error) {
      reportFailure(fn, error)
    }
    realm.endCall()
  }

  realm.exports.answer = (ticket, text, value) => {
    const callback = realm.answers.get(ticket)
    if (callback === undefined) return
    realm.answers.delete(ticket)
    realm.beginCall()
    let copy: unknown
    let failureText = text
    try {
      copy = realm.copyIn(value)
    } catch (error) {
      failureText = (error as Error).message
    }
    try {
      callback(failureText, copy)
    } catch (error) {
      reportFailure(realm.current, error)
    }
    realm.endCall()
  }

  realm.exports.createFunction = (wrapper, options) => {
    const state: FunctionState = { number: options.number, closeListeners: [] }
    realm.functions.set(options.number, state)
    const pieces = makePieces(wrapper, options)
    return {
      invoke: makeInvoke(pieces.body, options),
      setup: (invocation) => runPiece(pieces.setup, options, invocation),
      cleanup: (invocation) => runCleanup(pieces.cleanup, options, state, invocation),
    } satisfies RealmFunction
  }

  function makePieces(wrapper: unknown, options: FunctionOptions): Pieces {
    const scope = realm.makeScope(options)
    const values = options.parameters.map((name) => scope[name])
    return apply(wrapper as (...parameters: unknown[]) => Pieces, undefined, values)
  }

  function makeInvoke(body: UserFunction, options: FunctionOptions): RealmFunction['invoke'] {
    const { number: fn, usesNode, callsDone } = options
    const self = options.usesGlobal ? realm.globalOf(options) : undefined
    return (message, invocation) => {
      realm.current = fn
      realm.beginCall()
      let outcome: unknown
      try {
        const id: unknown = (message as { _msgid?: unknown })._msgid
        const node = usesNode ? realm.makeNode(options, invocation, id, message) : undefined
        const { promisesMade } = realm
        const result: unknown = apply(body, self, [message, node])
        if (promisesMade === realm.promisesMade) outcome = settle(result, fn, invocation, id, callsDone)
        else {
          // As in Node-RED, callbacks of promises that are settled come before what is returned is sent.
          follow(result, fn, invocation, id, callsDone)
          outcome = pending
        }
      } catch (error) {
        failure = realm.describeFailure(error)
        outcome = failed
      }
      realm.endCall()
      return outcome
    }
  }

  function settle(result: unknown, fn: number, invocation: number, id: unknown, callsDone: boolean): unknown {
    if (typeof result === 'object' && result !== null) {
      if (typeof (result as { then?: unknown }).then === 'function') {
        follow(result, fn, invocation, id, callsDone)
        return pending
      }
      if (!isArray(result) && !callsDone) return realm.prepareMessage(result, id)
      realm.sendResult(fn, invocation, result, id, false)
    } else if (result !== undefined && result !== null) {
      realm.sendResult(fn, invocation, result, id, false)
    }
    return callsDone ? pending : undefined
  }

  function follow(result: unknown, fn: number, invocation: number, id: unknown, callsDone: boolean): void {
    realm.whenSettled(
      result,
      (value) => {
        realm.current = fn
        try {
          if (value !== undefined && value !== null) realm.sendResult(fn, invocation, value, id, false)
          if (!callsDone) realm.ask(fn, 'finish', invocation)
        } catch (error) {
          fail(fn, invocation, error)
        }
      },
      (reason) => fail(fn, invocation, reason),
    )
  }

  function fail(fn: number, invocation: number, reason: unknown): void {
    realm.ask(fn, 'fail', invocation, realm.describeFailure(reason))
  }

  function reportFailure(fn: number, error: unknown): void {
    try {
      realm.ask(fn, 'unhandled', realm.describeFailure(error))
    } catch {
      // Out of stack.
    }
  }

  function runPiece(piece: UserFunction | undefined, options: FunctionOptions, invocation: number): unknown {
    if (piece === undefined) return undefined
    realm.current = options.number
    realm.beginCall()
    let outcome: unknown
    try {
      const node = realm.makeNode(options, invocation, undefined, undefined)
      const result: unknown = apply(piece, undefined, [undefined, node])
      if (typeof result === 'object' && result !== null) {
        outcome = pending
        realm.whenSettled(
          result,
          () => void realm.ask(options.number, 'finish', invocation),
          (reason) => fail(options.number, invocation, reason),
        )
      }
    } catch (error) {
      failure = realm.describeFailure(error)
      outcome = failed
    }
    realm.endCall()
    return outcome
  }

  function runCleanup(
    piece: UserFunction | undefined,
    options: FunctionOptions,
    state: FunctionState,
    invocation: number,
  ): unknown {
    const listeners = state.closeListeners
    realm.functions.delete(options.number)
    const all = async (_message: unknown, node: unknown) => {
      await piece?.call(undefined, undefined, node)
      for (const listener of listeners) await realm.callCloseListener(listener)
    }
    return runPiece(all as UserFunction, options, invocation)
  }
}
