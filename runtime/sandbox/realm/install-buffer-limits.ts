import type { Method, Realm } from './realm.js'

/** Limits on buffers and typed arrays: how large one may be, and what the engine does with a large one in one piece. */
export function installBufferLimits(realm: Realm): void {
  const { apply, construct, getOwnPropertyDescriptor, getPrototypeOf, defineProperty } = Reflect
  const mostBytes = 2 ** 28
  const mostJoined = 2 ** 24
  const mostSorted = 2 ** 22
  const replace = (owner: object, name: PropertyKey, wrap: (native: Method) => Method) =>
    realm.wrapNative(owner, name, wrap)

  limitTypedArrays()

  function limitTypedArrays(): void {
    const typedArray = getPrototypeOf(Uint8Array) as { prototype: object }
    for (const name of ['join', 'toString', 'toLocaleString']) {
      replace(
        typedArray.prototype,
        name,
        (native) =>
          function (this: unknown, ...parameters: unknown[]) {
            if (ArrayBuffer.isView(this) && Number(Reflect.get(this, 'length')) > mostJoined) {
              throw new RangeError('A typed array of a function is too long to become text.')
            }
            return apply(native, this, parameters)
          },
      )
    }
    for (const name of ['sort', 'toSorted']) {
      replace(
        typedArray.prototype,
        name,
        (native) =>
          function (this: unknown, compare: unknown) {
            if (ArrayBuffer.isView(this) && Number(Reflect.get(this, 'length')) > mostSorted) {
              throw new RangeError('A typed array of a function is too long to be sorted.')
            }
            return apply(native, this, [compare])
          },
      )
    }
    const kinds = [
      'Int8',
      'Uint8',
      'Uint8Clamped',
      'Int16',
      'Uint16',
      'Int32',
      'Uint32',
      'Float16',
      'Float32',
      'Float64',
      'BigInt64',
      'BigUint64',
    ]
    for (const kind of kinds) limitConstructor(`${kind}Array`)
    limitConstructor('ArrayBuffer')
    for (const name of ['resize', 'transfer', 'transferToFixedLength']) {
      replace(
        ArrayBuffer.prototype,
        name,
        (native) =>
          function (this: unknown, ...parameters: unknown[]) {
            checkBytes(parameters[0], 1)
            return apply(native, this, parameters)
          },
      )
    }
  }

  function limitConstructor(name: string): void {
    const Native: unknown = Reflect.get(globalThis, name)
    if (typeof Native !== 'function') return
    const bytes = Number(Reflect.get(Native, 'BYTES_PER_ELEMENT') ?? 1)
    const isBuffer = name === 'ArrayBuffer'
    function Limited(this: unknown, ...parameters: unknown[]): object {
      if (new.target === undefined) throw new TypeError(`Constructor ${name} requires 'new'`)
      const [first, options] = parameters
      if (typeof first !== 'object' || first === null) checkBytes(first, bytes)
      else if (!isBuffer && !ArrayBuffer.isView(first) && !(first instanceof ArrayBuffer))
        parameters[0] = checkSource(first)
      if (isBuffer && typeof options === 'object' && options !== null) {
        const most = Reflect.get(options, 'maxByteLength')
        checkBytes(most, 1)
        parameters[1] = { maxByteLength: most }
      }
      return construct(Native as never, parameters, new.target) as object
    }
    for (const key of Reflect.ownKeys(Native)) {
      const property = getOwnPropertyDescriptor(Native, key) as PropertyDescriptor
      defineProperty(Limited, key, property)
    }
    Object.setPrototypeOf(Limited, getPrototypeOf(Native))
    defineProperty(Native.prototype as object, 'constructor', {
      value: Limited,
      writable: true,
      configurable: true,
    })
    defineProperty(globalThis, name, { value: Limited, writable: true, configurable: true })
  }

  function checkSource(source: object): object {
    return typeof Reflect.get(source, Symbol.iterator) === 'function' && !Array.isArray(source)
      ? source
      : (realm.checkList(source) as object)
  }

  function checkBytes(count: unknown, bytes: number): void {
    if (Number(count) * bytes > mostBytes) {
      throw new RangeError(`A buffer of a function holds at most ${mostBytes} bytes.`)
    }
  }
}
