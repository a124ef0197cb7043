import type { Realm } from './realm.js'

/** `util` of functions, and `promisify`. What shows values shows copies of them, by the host's own formatter. */
export function installUtil(realm: Realm): void {
  type Callable = (this: unknown, ...parameters: unknown[]) => unknown
  const custom = Symbol.for('nodejs.util.promisify.custom')
  const typeNames = [
    ...['isAnyArrayBuffer', 'isArrayBuffer', 'isArgumentsObject', 'isArrayBufferView', 'isAsyncFunction'],
    ...[
      'isBigInt64Array',
      'isBigUint64Array',
      'isBigIntObject',
      'isBooleanObject',
      'isBoxedPrimitive',
      'isDataView',
    ],
    ...[
      'isDate',
      'isFloat32Array',
      'isFloat64Array',
      'isGeneratorFunction',
      'isGeneratorObject',
      'isInt8Array',
    ],
    ...[
      'isInt16Array',
      'isInt32Array',
      'isMap',
      'isMapIterator',
      'isNativeError',
      'isNumberObject',
      'isPromise',
    ],
    ...['isProxy', 'isRegExp', 'isSet', 'isSetIterator', 'isStringObject', 'isSymbolObject', 'isTypedArray'],
    ...['isUint8Array', 'isUint8ClampedArray', 'isUint16Array', 'isUint32Array', 'isWeakMap', 'isWeakSet'],
  ]
  const types: Record<string, (value: unknown) => unknown> = {}
  for (const name of typeNames) types[name] = (value) => realm.ask(0, 'isType', name, value) === true

  const promisify = (original: unknown): unknown => {
    if (typeof original !== 'function') throw new TypeError('Only a function can be promisified.')
    const own: unknown = Reflect.get(original, custom)
    if (typeof own === 'function') return own
    const promisified = function (this: unknown, ...parameters: unknown[]): Promise<unknown> {
      return new Promise((resolve, reject) => {
        const settle = (error: unknown, value: unknown) => (error ? reject(error) : resolve(value))
        ;(original as Callable).call(this, ...parameters, settle)
      })
    }
    Object.setPrototypeOf(promisified, Object.getPrototypeOf(original))
    return Object.defineProperties(promisified, Object.getOwnPropertyDescriptors(original))
  }
  Object.defineProperty(promisify, 'custom', { value: custom })

  const inspect = (value: unknown, options?: unknown) =>
    realm.ask(0, 'inspect', show(value), typeof options === 'object' ? realm.copyOut(options) : undefined)
  Object.defineProperty(inspect, 'custom', { value: Symbol.for('nodejs.util.inspect.custom') })

  const util = {
    promisify,
    inspect,
    types,
    TextEncoder: Reflect.get(globalThis, 'TextEncoder') as unknown,
    TextDecoder: Reflect.get(globalThis, 'TextDecoder') as unknown,
    format: (...parameters: unknown[]) => realm.ask(0, 'format', parameters.map(show)),
    formatWithOptions: (_options: unknown, ...parameters: unknown[]) =>
      realm.ask(0, 'format', parameters.map(show)),
    isDeepStrictEqual: (one: unknown, other: unknown) =>
      realm.ask(0, 'isDeepStrictEqual', realm.copyOut(one), realm.copyOut(other)),
    stripVTControlCharacters: (text: unknown) => realm.ask(0, 'stripColours', String(text)),
    toUSVString: (text: unknown) => realm.ask(0, 'toUSVString', String(text)),
    isArray: Array.isArray,
    inherits(derived: unknown, base: unknown): void {
      const { prototype } = base as { prototype: object }
      Object.defineProperty(derived, 'super_', { value: base, writable: true, configurable: true })
      Object.setPrototypeOf((derived as { prototype: object }).prototype, prototype)
    },
    deprecate: (original: unknown) => original,
    debuglog: () => () => {},
    callbackify(original: unknown): unknown {
      if (typeof original !== 'function') throw new TypeError('Only a function can be callbackified.')
      return function (this: unknown, ...parameters: unknown[]): void {
        const callback = parameters.pop() as (error: unknown, value?: unknown) => unknown
        const promise = (original as (...given: unknown[]) => Promise<unknown>).apply(this, parameters)
        promise.then(
          (value) => void callback(null, value),
          (error: unknown) => void callback(error ?? new Error('The promise was rejected with nothing.')),
        )
      }
    },
  }
  Object.defineProperty(globalThis, 'util', { value: util, writable: true, configurable: true })
  Object.defineProperty(globalThis, 'promisify', { value: promisify, writable: true, configurable: true })

  function show(value: unknown): unknown {
    return value instanceof Error ? (value.stack ?? String(value)) : realm.copyOut(value)
  }
}
