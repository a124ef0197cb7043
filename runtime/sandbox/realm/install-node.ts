import type { FunctionOptions, Realm } from './realm.js'

/** The `node` object of functions. */
export function installNode(realm: Realm): void {
  type Base = Record<string, unknown>
  /** Weak, so that a closed function leaves nothing behind. */
  const bases = new WeakMap<FunctionOptions, Base>()

  realm.makeNode = (options, invocation, id, message) => {
    const { number: fn } = options
    let base = bases.get(options)
    if (base === undefined) {
      base = makeBase(options)
      bases.set(options, base)
    }
    return {
      __proto__: base,
      send(messages: unknown, clones: unknown): void {
        if (messages === null || messages === undefined) return
        realm.sendResult(fn, invocation, messages, id ?? realm.fetch(fn, 'generateId'), clones !== false)
      },
      done(error: unknown): void {
        if (error === undefined || error === null) realm.ask(fn, 'done', invocation, message)
        else realm.ask(fn, 'fail', invocation, realm.describeFailure(error))
      },
    }
  }

  realm.callCloseListener = (listener) =>
    new Promise((resolve) => {
      const call = listener as (...parameters: unknown[]) => unknown
      const done = () => resolve()
      if (call.length === 0) resolve(call() as undefined)
      else if (call.length === 1) call(done)
      else call(false, done)
    })

  function makeBase(options: FunctionOptions): Base {
    const { number: fn } = options
    const logAt = (level: string) => (value: unknown) => void realm.ask(fn, 'log', level, toLog(value))
    return {
      ...(options.callsFlows && {
        linkcall: (target: unknown, message: unknown, settings: unknown) =>
          realm.callFlow(fn, target, message, settings),
      }),
      id: options.id,
      name: options.name,
      path: options.path,
      outputCount: options.outputCount,
      log: logAt('log'),
      warn: logAt('warn'),
      debug: logAt('debug'),
      trace: logAt('trace'),
      error(error: unknown, message: unknown): void {
        const told = typeof message === 'object' && message !== null ? realm.copyOut(message) : undefined
        const failure = error instanceof Error ? realm.describeFailure(error) : undefined
        realm.ask(fn, 'error', failure, failure === undefined ? realm.copyOut(error ?? '') : undefined, told)
      },
      status(status: unknown): void {
        realm.ask(fn, 'status', realm.copyOut(status))
      },
      on(event: unknown, listener: unknown): void {
        if (event === 'input')
          throw new Error("A function gets its messages as msg: node.on('input') cannot be used.")
        if (typeof listener !== 'function') throw new TypeError('The listener must be a function.')
        if (event === 'close') realm.functions.get(fn)?.closeListeners.push(listener)
      },
    }
  }

  function toLog(value: unknown): unknown {
    if (value instanceof Error) return String(value.message === '' ? value.name : value)
    return realm.copyOut(value)
  }
}
