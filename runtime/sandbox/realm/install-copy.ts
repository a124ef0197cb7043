import type { Realm } from './realm.js'

/**
 * Copies of host values made of this realm's objects: the only way in. Plain data is copied; dates, buffers, maps,
 * sets, regular expressions and errors become the realm's own; requests and responses get a front of the realm; for
 * everything else a handle stands, which comes back as the very object when it is sent out again.
 */
export function installCopy(realm: Realm): void {
  const { host } = realm
  const { prototypes } = host
  const { getPrototypeOf } = Reflect
  const { isArray } = Array
  const Bytes = Uint8Array
  const deepest = 200
  const firstCheck = 2048
  const mostValues = 20_000_000

  interface Run {
    seen: object[]
    /** Set once an object was met twice, or might have been: then copies are remembered. */
    copies: Map<object, object> | undefined
    needsCare: boolean
    nextCheck: number
    left: number
  }

  realm.copyIn = (value) => {
    if (realm.level === 'trusted') return value
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return value
    let copy: unknown
    let isCopied = false
    try {
      copy = copyAll(value)
      isCopied = true
    } catch {
      // What the host threw stays here.
    }
    if (!isCopied) throw new RangeError('A value from outside could not be copied into the function.')
    return copy
  }

  realm.copyOut = (value) => {
    if (realm.level === 'trusted') return value
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return value
    let copy: unknown = host.failed
    try {
      copy = host.copyOut(value)
    } catch {
      // Out of stack.
    }
    if (copy !== host.failed) return copy
    const thrown = takeThrown()
    throw thrown === undefined
      ? new RangeError('The value is too large or too deep to leave the function.')
      : thrown
  }

  const opaque = new WeakSet<object>()
  realm.markOpaque = (value) => {
    opaque.add(value)
    return value
  }
  realm.exports.isOpaque = (value) => opaque.has(value)

  realm.exports.copyIn = (value) => realm.copyIn(value)

  class HostObject {
    toString(): string {
      return '[object outside the function]'
    }
  }

  realm.shared.push(HostObject)

  function takeThrown(): unknown {
    try {
      return realm.clean(host.takeThrown())
    } catch {
      return undefined
    }
  }

  function copyAll(value: object): unknown {
    const run: Run = {
      seen: [],
      copies: undefined,
      needsCare: false,
      nextCheck: firstCheck,
      left: mostValues,
    }
    const copy = copyObject(value, run, 0)
    if (!run.needsCare && isTree(run.seen)) return copy
    return copyObject(value, { ...run, seen: [], copies: new Map(), needsCare: false }, 0)
  }

  function isTree(seen: object[]): boolean {
    const { length } = seen
    if (length > 32) return new Set(seen).size === length
    for (let index = 1; index < length; index++) {
      const sought = seen[index]
      for (let before = 0; before < index; before++) if (seen[before] === sought) return false
    }
    return true
  }

  function copyObject(value: object, run: Run, depth: number): unknown {
    if (run.copies !== undefined) {
      const known = run.copies.get(value)
      if (known !== undefined) return known
      if (depth > deepest * 10) throw new RangeError('too deep')
    } else if (run.needsCare) {
      return undefined
    } else if (run.seen.push(value) > run.nextCheck || depth > deepest) {
      run.needsCare = depth > deepest || new Set(run.seen).size !== run.seen.length
      run.nextCheck *= 4
    }
    if (isArray(value)) return copyArray(value, run, depth)
    const prototype = getPrototypeOf(value)
    if (prototype === prototypes.object || prototype === null) return copyPlain(value, run, depth)
    return copySpecial(value, prototype, run, depth)
  }

  function copyPlain(value: object, run: Run, depth: number): object {
    const source = value as Record<string, unknown>
    const copy: Record<string, unknown> = {}
    run.copies?.set(value, copy)
    for (const key in source) {
      if (key === '__proto__') continue
      copy[key] = copyItem(source[key], run, depth)
    }
    return copy
  }

  function copyArray(source: unknown[], run: Run, depth: number): object {
    const copy: unknown[] = []
    run.copies?.set(source, copy)
    const { length } = source
    run.left -= length
    if (run.left < 0) throw new RangeError('too large')
    // Pushed, not set by index: with a frozen Array.prototype the engine takes twenty times as long for that.
    for (let index = 0; index < length; index++) copy.push(copyItem(source[index], run, depth))
    return copy
  }

  function copySpecial(value: object, prototype: object, run: Run, depth: number): object {
    const leaf = copyLeaf(value, prototype)
    if (leaf !== undefined) {
      run.copies?.set(value, leaf)
      return leaf
    }
    if (prototype === prototypes.map) return copyMap(value as Map<unknown, unknown>, run, depth)
    if (prototype === prototypes.set) return copySet(value as Set<unknown>, run, depth)
    if (value instanceof (prototypes.error as never as ErrorConstructor)) return copyError(value, run, depth)
    return standIn(value)
  }

  function copyLeaf(value: object, prototype: object): object | undefined {
    if (prototype === prototypes.buffer) return realm.copyBuffer(value as Uint8Array)
    if (prototype === prototypes.date) return new Date(Date.prototype.getTime.call(value))
    if (prototype === prototypes.regexp) return copyRegExp(value as RegExp)
    if (ArrayBuffer.isView(value)) return copyView(value)
    // A view of it is the host's memory, and a copy of the view is not.
    if (prototype === prototypes.arrayBuffer) return new Bytes(new Bytes(value as ArrayBuffer)).buffer
    if (prototype === prototypes.url) return realm.makeUrl(String((value as URL).href))
    return undefined
  }

  function copyRegExp(value: RegExp): RegExp {
    const copy = new RegExp(value.source, value.flags)
    copy.lastIndex = value.lastIndex
    return copy
  }

  /** A typed array of the same kind, by the name that its class gives it. */
  function copyView(value: ArrayBufferView): object | undefined {
    const name: unknown = Reflect.get(value, Symbol.toStringTag)
    const Kind: unknown = typeof name === 'string' ? Reflect.get(globalThis, name) : undefined
    if (typeof Kind !== 'function' || name === 'DataView') return undefined
    return Reflect.construct(Kind, [value]) as object
  }

  function copyMap(source: Map<unknown, unknown>, run: Run, depth: number): object {
    const copy = new Map<unknown, unknown>()
    run.copies?.set(source, copy)
    Map.prototype.forEach.call(source, (item: unknown, key: unknown) => {
      copy.set(copyItem(key, run, depth), copyItem(item, run, depth))
    })
    return copy
  }

  function copySet(source: Set<unknown>, run: Run, depth: number): object {
    const copy = new Set<unknown>()
    run.copies?.set(source, copy)
    Set.prototype.forEach.call(source, (item: unknown) => {
      copy.add(copyItem(item, run, depth))
    })
    return copy
  }

  function copyError(source: Error, run: Run, depth: number): object {
    const Kind: unknown = Reflect.get(globalThis, String(source.name))
    const isKnown =
      typeof Kind === 'function' && Object.hasOwn(Kind, 'prototype') && `${Kind.name}`.endsWith('Error')
    const copy = new ((isKnown ? Kind : Error) as ErrorConstructor)(String(source.message))
    run.copies?.set(source, copy)
    if (!isKnown)
      Object.defineProperty(copy, 'name', { value: String(source.name), writable: true, configurable: true })
    for (const key of Object.keys(source)) {
      if (key === '__proto__') continue
      Reflect.set(copy, key, copyItem(Reflect.get(source, key), run, depth))
    }
    return copy
  }

  function copyItem(item: unknown, run: Run, depth: number): unknown {
    return (typeof item === 'object' && item !== null) || typeof item === 'function'
      ? copyObject(item, run, depth + 1)
      : item
  }

  function standIn(value: object): object {
    const known = host.handleFor(value)
    if (known !== undefined) return known
    const handle = realm.markOpaque(realm.makeFront(value) ?? Object.freeze(new HostObject()))
    host.keepHandle(value, handle)
    return handle
  }
}
