import type { Method, Realm } from './realm.js'

/**
 * Limits on what the engine does in one piece: its own loops over a list cannot be interrupted, and a list whose
 * length is only claimed (`new Array(2 ** 32 - 1)`, `{ length: 2 ** 53 }`) would keep it busy for hours, or end the
 * process for want of memory.
 */
export function installLimits(realm: Realm): void {
  const { apply, getOwnPropertyDescriptor, defineProperty } = Reflect
  const { isArray } = Array
  const { min } = Math
  const mostElements = 2 ** 24
  /** Sorting takes its time: not even a comparison of one's own can be interrupted for sure. */
  const mostSorted = 2 ** 22
  const mostSortedAsTexts = 2 ** 20
  const NativeProxy = Proxy
  const proxies = new WeakSet<object>()
  let hasProxies = false

  realm.checkList = checkList
  realm.wrapNative = replace
  realm.exports.hasProxies = () => hasProxies
  watchProxies()
  limitArrays()
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
