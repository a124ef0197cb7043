import type { Realm } from './realm.js'

/**
 * Promises of the host, which functions meet where modules or objects of the host are granted to them: what waits
 * for one inside the realm would not run until something else enters it, so each becomes a promise of the realm.
 */
export function installBridge(realm: Realm): void {
  interface Settled {
    isRejected: boolean
    value: unknown
  }
  const waiting = new Map<number, (settled: Settled) => void>()

  realm.bridge = (value) => {
    if (typeof value !== 'object' || value === null || value instanceof Promise) return value
    const fn = realm.current
    const ticket = ++realm.lastTicket
    if (realm.ask(fn, 'followPromise', ticket, value) !== true) return value
    return new Promise((resolve, reject) => {
      waiting.set(ticket, ({ isRejected, value: result }) => {
        realm.current = fn
        if (isRejected) reject(result)
        else resolve(result)
      })
    })
  }

  realm.exports.settle = (ticket, isRejected, value) => {
    const settle = waiting.get(ticket)
    waiting.delete(ticket)
    realm.beginCall()
    try {
      settle?.({ isRejected, value })
    } catch {
      // A getter named `then` threw: the promise is rejected by itself.
    }
    realm.endCall()
  }
}
