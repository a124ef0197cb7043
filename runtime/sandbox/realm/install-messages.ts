import type { Realm } from './realm.js'

/** What functions send: Node-RED's rules for what they return and for `node.send`. */
export function installMessages(realm: Realm): void {
  const { isArray } = Array

  realm.prepareMessage = (message, id) => {
    if (id !== undefined) (message as { _msgid?: unknown })._msgid = id
    return message
  }

  realm.sendResult = (fn, invocation, result, id, clones) => {
    if (typeof result !== 'object' || result === null) throw wrongMessage(result)
    if (!isArray(result)) {
      realm.ask(fn, 'sendOne', invocation, prepare(result, id, clones))
      return
    }
    const wrong: Error[] = []
    const outputs: unknown[] = []
    let count = 0
    const take = (entry: unknown): object | undefined => {
      if (entry === null || entry === undefined) return undefined
      const error = typeof entry === 'object' ? wrongObject(entry as object) : wrongMessage(entry)
      if (error !== undefined) {
        wrong.push(error)
        return undefined
      }
      count++
      return prepare(entry as object, id, clones)
    }
    for (let output = 0; output < result.length; output++) {
      const entry: unknown = result[output]
      if (entry) outputs[output] = isArray(entry) ? entry.map(take) : take(entry)
    }
    // Where none can be sent the message has failed; else the others go on, as in Node-RED.
    if (count === 0 && wrong.length > 0) throw wrong[0] as Error
    for (const error of wrong) realm.ask(fn, 'logFailure', realm.describeFailure(error))
    if (count > 0) realm.ask(fn, 'sendMany', invocation, outputs)
  }

  function prepare(message: object, id: unknown, clones: boolean): object {
    return realm.prepareMessage(clones ? realm.cloneMessage(message) : message, id)
  }

  realm.wrongObject = wrongObject

  /** Lists, bytes and dates are no messages. */
  function wrongObject(message: object): Error | undefined {
    if (isArray(message)) return wrongMessage(message)
    if (realm.isBuffer(message)) return wrongType('Buffer')
    return message instanceof Date ? wrongType('Date') : undefined
  }

  function wrongMessage(message: unknown): Error {
    return wrongType(isArray(message) ? 'array' : typeof message)
  }

  function wrongType(type: string): Error {
    return new Error(`Function tried to send a message of type ${type}`)
  }
}
