import type { Realm } from './realm.js'

/** `node.linkcall` of functions: other parts of the flow as asynchronous functions. */
export function installLinkCall(realm: Realm): void {
  const { getPrototypeOf, deleteProperty } = Reflect
  const { keys, assign } = Object
  const defaultTimeoutMs = 5000

  interface Settings {
    timeout?: unknown
    clone?: unknown
  }

  realm.callFlow = (fn, target, message, settings) =>
    new Promise((resolve, reject) => {
      if (typeof target !== 'string' || target.trim() === '')
        throw new Error('node.linkcall takes the id or the name of a link in node: a text.')
      if (typeof message !== 'object' || message === null)
        throw new Error('node.linkcall takes a message: an object.')
      const wrong = realm.wrongObject(message)
      if (wrong !== undefined) throw wrong
      const { timeout, clone } = (settings ?? {}) as Settings
      const takesOver = clone === false && realm.level !== 'trusted'
      const ticket = ++realm.lastTicket
      realm.answers.set(ticket, (failure, value) => {
        realm.current = fn
        if (failure !== undefined) reject(new Error(failure))
        else resolve(takesOver ? takeOver(message, first(value)) : first(value))
      })
      try {
        const sent = clone === false && !takesOver ? message : makeCopy(message)
        realm.ask(fn, 'callFlow', ticket, target, sent, Number(timeout) || defaultTimeoutMs)
      } catch (error) {
        realm.answers.delete(ticket)
        throw error
      }
    })

  /** The message as the host may have it. */
  function makeCopy(message: object): unknown {
    if (realm.level === 'trusted') return realm.cloneMessage(message)
    const prototype = getPrototypeOf(message)
    // An object of a class would leave as a handle: what counts of a message is its properties.
    return realm.copyOut(
      prototype === realm.prototypes.object || prototype === null ? message : { ...message },
    )
  }

  /** Where the message is not to be cloned, the caller's own becomes the answer, as if it had made the whole way. */
  function takeOver(message: object, answer: unknown): unknown {
    try {
      for (const key of keys(message)) deleteProperty(message, key)
      return assign(message, answer)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** The answer comes in a list, since one with a `then` must not be taken for a promise on its way. */
  function first(value: unknown): unknown {
    return (value as unknown[])[0]
  }
}
