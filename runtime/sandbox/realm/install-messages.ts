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
    const outputs: unknown[] = []
    for (let output = 0; output < result.length; output++) {
      const entry: unknown = result[output]
      outputs[output] = isArray(entry)
        ? entry.map((message) => prepareEntry(message, id, clones))
        : prepareEntry(entry, id, clones)
    }
    realm.ask(fn, 'sendMany', invocation, outputs)
  }

  function prepareEntry(message: unknown, id: unknown, clones: boolean): object | undefined {
    if (message === null || message === undefined) return undefined
    if (typeof message !== 'object' || isArray(message)) throw wrongMessage(message)
    return prepare(message, id, clones)
  }

  function prepare(message: object, id: unknown, clones: boolean): object {
    return realm.prepareMessage(clones ? realm.cloneMessage(message) : message, id)
  }

  function wrongMessage(message: unknown): Error {
    const type = isArray(message) ? 'array' : typeof message
    return new Error(`Function tried to send a message of type ${type}`)
  }
}
