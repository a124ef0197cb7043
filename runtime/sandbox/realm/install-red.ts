import type { FunctionOptions, Realm } from './realm.js'

/** `RED.util` of functions: Node-RED's helpers, on this realm's own objects. */
export function installRed(realm: Realm): void {
  type Key = string | number
  type Callback = (error: unknown, value?: unknown) => unknown

  realm.makeRed = (fn: number, _options: FunctionOptions) => ({ util: makeUtil(fn) })

  realm.exports.at = walk
  realm.exports.put = (object, keys, value) => void setPath(object, keys, value, value !== undefined)

  realm.shared.push(isEqual, ensureString, ensureBuffer)

  function makeUtil(fn: number): object {
    const keysOf = (expression: unknown, message?: unknown): Key[] => {
      const text = String(expression)
      const keys = realm.fetch(fn, 'propertyKeys', text) as unknown[]
      return keys.map((key) => (Array.isArray(key) ? keyFrom(message, key as Key[], text) : (key as Key)))
    }
    const getObjectProperty = (object: unknown, expression: unknown) =>
      walk(object, keysOf(expression, object))
    const setObjectProperty = (object: unknown, expression: unknown, value: unknown, creates?: boolean) =>
      setPath(object, keysOf(expression, object), value, creates ?? value !== undefined)
    const ofMessage = (expression: unknown) => String(expression).replace(/^msg\./, '')
    return {
      getObjectProperty,
      setObjectProperty,
      getMessageProperty: (message: unknown, expression: unknown) =>
        getObjectProperty(message, ofMessage(expression)),
      setMessageProperty: (message: unknown, expression: unknown, value: unknown, creates?: boolean) =>
        setObjectProperty(message, ofMessage(expression), value, creates),
      cloneMessage: (message: unknown) =>
        typeof message === 'object' && message !== null ? realm.cloneMessage(message) : message,
      compareObjects: isEqual,
      generateId: () => realm.ask(fn, 'generateId'),
      ensureString,
      ensureBuffer,
      encodeObject: (message: object) =>
        Object.assign(message, realm.fetch(fn, 'encodeObject', realm.copyOut(message))),
      normalisePropertyExpression: (expression: unknown, message?: unknown, asText?: boolean) =>
        asText
          ? realm.ask(fn, 'propertyText', String(expression), realm.copyOut(message))
          : message === undefined
            ? realm.fetch(fn, 'propertyKeys', String(expression))
            : keysOf(expression, message),
      normaliseNodeTypeName: (name: unknown) => realm.ask(fn, 'normaliseNodeTypeName', String(name)),
      parseContextStore: (key: unknown) => realm.fetch(fn, 'parseContextStore', String(key)),
      getSetting: (_node: unknown, name: unknown) => realm.fetch(fn, 'env', String(name)),
      evaluateNodeProperty: (
        value: unknown,
        type: unknown,
        _node: unknown,
        message: unknown,
        callback?: Callback,
      ) => {
        const parameters = [String(value), String(type), realm.copyOut(message)]
        if (typeof callback === 'function') return later(fn, 'evaluateLater', parameters, callback)
        return realm.fetch(fn, 'evaluate', ...parameters)
      },
      prepareJSONataExpression: (expression: unknown) =>
        realm.fetch(fn, 'prepareJsonata', String(expression)),
      evaluateJSONataExpression: (expression: unknown, message: unknown, callback?: Callback) => {
        const parameters = [realm.copyOut(expression), realm.copyOut(message)]
        if (typeof callback === 'function') return later(fn, 'jsonataLater', parameters, callback)
        throw new Error('A JSONata expression gives its value to a callback.')
      },
    }
  }

  function later(fn: number, operation: string, parameters: unknown[], callback: Callback): void {
    const ticket = ++realm.lastTicket
    realm.answers.set(ticket, (failure, value) => {
      realm.current = fn
      callback(failure === undefined ? null : new Error(failure), value)
    })
    realm.ask(fn, operation, ticket, ...parameters)
  }

  function keyFrom(message: unknown, path: Key[], expression: string): Key {
    const value = walk({ msg: message }, path)
    if (value === undefined) throw new Error(`${expression}: the reference in brackets is undefined.`)
    return value as Key
  }

  function isBlocked(object: object, key: Key): boolean {
    return (
      (key === '__proto__' || key === 'constructor' || key === 'prototype') && !Object.hasOwn(object, key)
    )
  }

  function walk(object: unknown, keys: readonly Key[]): unknown {
    let at = object
    for (const key of keys) {
      if (at === undefined || at === null) return undefined
      if (typeof at === 'object' && isBlocked(at, key)) return undefined
      at = (at as Record<Key, unknown>)[key]
    }
    return at
  }

  function setPath(object: unknown, keys: readonly Key[], value: unknown, creates: boolean): boolean {
    let at = object as Record<Key, unknown>
    for (let index = 0; index < keys.length - 1; index++) {
      const key = keys[index] as Key
      if (typeof at !== 'object' || at === null || isBlocked(at, key)) return false
      let next = at[key]
      if (typeof next !== 'object' || next === null) {
        if (!creates || (next !== undefined && next !== null)) return false
        next = typeof keys[index + 1] === 'number' ? [] : {}
        at[key] = next
      }
      at = next as Record<Key, unknown>
    }
    const last = keys[keys.length - 1] as Key
    if (typeof at !== 'object' || at === null || isBlocked(at, last)) return false
    if (value !== undefined) at[last] = value
    else if (Array.isArray(at) && typeof last === 'number') at.splice(last, 1)
    else Reflect.deleteProperty(at, last)
    return true
  }

  function ensureString(value: unknown): string {
    if (realm.isBuffer(value)) return String((value as { toString(): unknown }).toString())
    if (typeof value === 'object' && value !== null) return JSON.stringify(value)
    return typeof value === 'string' ? value : String(value)
  }

  function ensureBuffer(value: unknown): unknown {
    const Buffer = Reflect.get(globalThis, 'Buffer') as { from(source: unknown): unknown }
    if (realm.isBuffer(value)) return value
    return Buffer.from(ensureString(value))
  }

  function isEqual(one: unknown, other: unknown): boolean {
    return realm.ask(0, 'compareObjects', realm.copyOut(one), realm.copyOut(other)) === true
  }
}
