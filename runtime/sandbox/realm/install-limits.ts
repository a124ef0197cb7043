/**
 * Limits on what the engine does in one piece: its own loops over a list cannot be interrupted, and a list whose
 * length is only claimed (`new Array(2 ** 32 - 1)`, `{ length: 2 ** 53 }`) would keep it busy for hours, or end the
 * process for want of memory.
 */
export function installLimits(): void {
  type Method = (this: unknown, ...parameters: unknown[]) => unknown
  const { apply, construct, getOwnPropertyDescriptor, getPrototypeOf, defineProperty } = Reflect
  const { isArray } = Array
  const { min } = Math
  const mostElements = 2 ** 24
  const mostBytes = 2 ** 28
  const mostCharacters = 2 ** 25
  /** Sorting takes its time: not even a comparison of one's own can be interrupted for sure. */
  const mostSorted = 2 ** 22
  const mostSortedAsTexts = 2 ** 20
  const NativeProxy = Proxy
  const proxies = new WeakSet<object>()
  let hasProxies = false

  watchProxies()
  limitArrays()
  limitTypedArrays()
  limitTexts()
  limitArgumentLists()

  /** A list as the engine may go over it: with a length that is short enough, and stays what it is. */
  function checkList(list: unknown): unknown {
    if (isArray(list) && !(hasProxies && proxies.has(list))) {
      if (list.length > mostElements) throw tooLong()
      return list
    }
    if (typeof list === 'string') {
      if (list.length > mostElements) throw tooLong()
      return list
    }
    if ((typeof list !== 'object' && typeof list !== 'function') || list === null) return list
    return fixLength(list)
  }

  function fixLength(list: object): object {
    const length = Number(Reflect.get(list, 'length'))
    if (length > mostElements) throw tooLong()
    const isPlain = !proxies.has(list) && getOwnPropertyDescriptor(list, 'length')?.get === undefined
    if (isPlain && Object.hasOwn(list, 'length')) return list
    if (ArrayBuffer.isView(list) || Number.isNaN(length)) return list
    return new NativeProxy(list, {
      get: (target, key, receiver) => (key === 'length' ? length : Reflect.get(target, key, receiver)),
    })
  }

  function tooLong(): RangeError {
    return new RangeError(`A list of a function may have ${mostElements} elements, not more.`)
  }

  function watchProxies(): void {
    const note = (proxy: object) => {
      hasProxies = true
      proxies.add(proxy)
      return proxy
    }
    function WatchedProxy(target: object, handler: ProxyHandler<object>): object {
      if (new.target === undefined) throw new TypeError("Constructor Proxy requires 'new'")
      return note(new NativeProxy(target, handler))
    }
    const revocable = (target: object, handler: ProxyHandler<object>) => {
      const made = NativeProxy.revocable(target, handler)
      note(made.proxy)
      return made
    }
    defineProperty(WatchedProxy, 'name', { value: 'Proxy', configurable: true })
    Reflect.deleteProperty(WatchedProxy, 'prototype')
    defineProperty(WatchedProxy, 'revocable', { value: revocable, writable: true, configurable: true })
    defineProperty(globalThis, 'Proxy', { value: WatchedProxy, writable: true, configurable: true })
  }

  function replace(owner: object, name: PropertyKey, wrap: (native: Method) => Method): void {
    const property = getOwnPropertyDescriptor(owner, name)
    const native: unknown = property?.value
    if (property === undefined || typeof native !== 'function') return
    const value = wrap(native as Method)
    defineProperty(value, 'name', { value: native.name, configurable: true })
    defineProperty(value, 'length', { value: native.length, configurable: true })
    defineProperty(owner, name, { ...property, value })
  }

  function limitArrays(): void {
    const names = [
      ...[
        'copyWithin',
        'every',
        'fill',
        'filter',
        'find',
        'findIndex',
        'findLast',
        'findLastIndex',
        'flat',
        'flatMap',
      ],
      ...[
        'forEach',
        'includes',
        'indexOf',
        'join',
        'lastIndexOf',
        'map',
        'reduce',
        'reduceRight',
        'reverse',
        'shift',
      ],
      ...['slice', 'some', 'splice', 'toLocaleString', 'toReversed', 'toSpliced', 'unshift', 'with'],
    ]
    for (const name of names) {
      replace(
        Array.prototype,
        name,
        (native) =>
          function (this: unknown, ...parameters: unknown[]) {
            const list = checkList(this)
            const result = apply(native, list, parameters)
            return result === list ? this : result
          },
      )
    }
    for (const name of ['sort', 'toSorted']) replace(Array.prototype, name, limitSort)
    replace(
      Array.prototype,
      'concat',
      (native) =>
        function (this: unknown, ...lists: unknown[]) {
          let total = 0
          for (const list of [this, ...lists]) {
            const isList = typeof list === 'object' && list !== null
            total += isList ? Number((checkList(list) as { length?: unknown }).length) || 1 : 1
            if (total > mostElements) throw tooLong()
          }
          return apply(native, this, lists)
        },
    )
    replace(
      Array,
      'from',
      (native) =>
        function (this: unknown, source: unknown, ...rest: unknown[]) {
          const isIterable =
            source !== null && source !== undefined && Reflect.has(Object(source), Symbol.iterator)
          return apply(native, this, [isIterable ? source : checkList(source), ...rest])
        },
    )
  }

  function limitSort(native: Method): Method {
    return function (this: unknown, compare: unknown) {
      const list = checkList(this)
      checkSort(list, compare === undefined ? mostSortedAsTexts : mostSorted)
      const result = apply(native, list, [compare])
      return result === list ? this : result
    }
  }

  function checkSort(list: unknown, most: number): void {
    if (Number((list as { length?: unknown }).length) > most) {
      throw new RangeError(`A list of more than ${most} elements is too long to be sorted in a function.`)
    }
  }

  function limitTypedArrays(): void {
    const typedArray = getPrototypeOf(Uint8Array) as { prototype: object }
    for (const name of ['join', 'toString', 'toLocaleString']) {
      replace(
        typedArray.prototype,
        name,
        (native) =>
          function (this: unknown, ...parameters: unknown[]) {
            if (ArrayBuffer.isView(this) && this.byteLength > mostElements * 8) throw tooLong()
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
            if (ArrayBuffer.isView(this)) checkSort(this, mostSorted)
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
    return typeof Reflect.get(source, Symbol.iterator) === 'function' && !isArray(source)
      ? source
      : (checkList(source) as object)
  }

  function checkBytes(count: unknown, bytes: number): void {
    if (Number(count) * bytes > mostBytes) {
      throw new RangeError(`A buffer of a function holds at most ${mostBytes} bytes.`)
    }
  }

  function limitTexts(): void {
    for (const name of [
      'split',
      'replace',
      'replaceAll',
      'match',
      'matchAll',
      'normalize',
      'localeCompare',
    ]) {
      replace(
        String.prototype,
        name,
        (native) =>
          function (this: unknown, ...parameters: unknown[]) {
            checkText(this)
            checkText(parameters[0])
            return apply(native, this, parameters)
          },
      )
    }
    for (const name of [
      'encodeURIComponent',
      'encodeURI',
      'decodeURIComponent',
      'decodeURI',
      'escape',
      'unescape',
    ]) {
      replace(globalThis, name, (native) => (text) => {
        checkText(text)
        return apply(native, undefined, [text])
      })
    }
    replace(JSON, 'parse', (native) => (text, ...rest) => {
      checkText(text)
      return apply(native, JSON, [text, ...rest])
    })
    for (const name of [
      'keys',
      'values',
      'entries',
      'getOwnPropertyNames',
      'getOwnPropertyDescriptors',
      'assign',
    ]) {
      replace(
        Object,
        name,
        (native) =>
          function (this: unknown, ...sources: unknown[]) {
            for (const source of sources) {
              const isLong = typeof source === 'string' || ArrayBuffer.isView(source)
              if (isLong && Number(Reflect.get(Object(source), 'length')) > mostElements) throw tooLong()
            }
            return apply(native, this, sources)
          },
      )
    }
  }

  function checkText(text: unknown): void {
    if (typeof text === 'string' && text.length > mostCharacters) {
      throw new RangeError(`A text of more than ${mostCharacters} characters is too long for this.`)
    }
  }

  /** Lists that become parameters are copied as a whole before anything is called. */
  function limitArgumentLists(): void {
    const most = 2 ** 20
    const checkParameters = (list: unknown) => {
      if (isArray(list) && !hasProxies) {
        if (list.length > most) throw new RangeError('Too many parameters.')
        return list
      }
      if (typeof list !== 'object' || list === null) return list
      const fixed = checkList(list)
      if (min(Number((fixed as { length?: unknown }).length), most + 1) > most)
        throw new RangeError('Too many parameters.')
      return fixed
    }
    replace(
      Function.prototype,
      'apply',
      (native) =>
        function (this: unknown, self: unknown, list: unknown) {
          return apply(native, this, [self, checkParameters(list)])
        },
    )
    replace(
      Reflect,
      'apply',
      (native) => (target, self, list) => apply(native, undefined, [target, self, checkParameters(list)]),
    )
    replace(
      Reflect,
      'construct',
      (native) =>
        (target, list, ...rest) =>
          apply(native, undefined, [target, checkParameters(list), ...rest]),
    )
  }
}
