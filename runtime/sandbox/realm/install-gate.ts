import type { Realm } from './realm.js'

/**
 * The way out: calls of the host, each marked so that the watchdog leaves host code alone, and wrapped so that
 * neither an error of the host nor the host's functions come back.
 */
export function installGate(realm: Realm): void {
  const { host } = realm
  const { cell, cells, states, failed } = host
  const { compareExchange, store } = Atomics
  const { state, calls } = cells

  realm.ask = (fn, operation, ...parameters) => {
    const before = compareExchange(cell, state, states.inRealm, states.inHost)
    if (before === states.interrupting) awaitInterruption()
    let result: unknown
    let hasThrown = false
    try {
      result = host.call(fn, operation, parameters)
    } catch {
      hasThrown = true
    }
    if (before === states.inRealm) returnFromHost()
    if (hasThrown) throw new RangeError('Maximum call stack size exceeded')
    if (result === failed) throw readFailure()
    return result
  }

  realm.fetch = (fn, operation, ...parameters) => realm.copyIn(realm.ask(fn, operation, ...parameters))

  realm.beginCall = () => {
    cell[calls]! += 1
    store(cell, state, states.inRealm)
  }

  realm.endCall = () => {
    if (compareExchange(cell, state, states.inRealm, states.idle) === states.interrupting) awaitInterruption()
    store(cell, state, states.idle)
  }

  realm.exports.enter = () => {
    try {
      host.runBody()
    } catch {
      // The stack was exhausted before the host's code ran: there is nothing to run then.
    }
  }

  // The script of each entry names it; who calls it inside a run finds nothing to run.
  Object.defineProperty(globalThis, 'millraceEnter', { value: realm.exports.enter })

  function returnFromHost(): void {
    if (compareExchange(cell, state, states.inHost, states.inRealm) === states.interrupting)
      awaitInterruption()
  }

  function readFailure(): Error {
    let text = 'The host could not do what was asked.'
    try {
      text = host.failureText()
    } catch {
      // Keeps the general text.
    }
    return new Error(text)
  }

  /** The watchdog has sent its signal: nothing may happen any more until it arrives. */
  function awaitInterruption(): never {
    for (;;) {
      // Ended from outside.
    }
  }
}
