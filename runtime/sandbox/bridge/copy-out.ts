import { types } from 'node:util'
import type { Message } from '../../message/message.js'
import { copyLeaf, type RealmPrototypes, unbox } from './copy-leaf.js'
import { RealmHandle, RealmInstance } from './handle.js'
import type { StandIns } from './stand-ins.js'

/** Thrown for values that are too large or too deep; the text comes from the realm. */
class CopyLimit {}

/** Nested deeper than this, recursion might exhaust the stack. */
const deepest = 200
const deepestCareful = 2000
const firstCheck = 2048

interface Run {
  seen: object[]
  copies: Map<object, unknown> | undefined
  needsCare: boolean
  nextCheck: number
  left: number
}

/**
 * Copies of a realm's values, made of the host's objects. It reads properties, which may run the realm's getters and
 * proxies, so it is called inside of a watched run only; it calls no method of the realm's, and never assigns into
 * one of its objects.
 */
export class CopyOut {
  private readonly handles = new WeakMap<object, RealmHandle>()
  /** Host objects by what stands for them in the realm. */
  private readonly standIns: StandIns
  prototypes: RealmPrototypes | undefined
  /** Whether the realm has proxies at all: looking at each object takes longer than copying a small one. */
  seesProxies: () => boolean = () => true

  constructor(
    standIns: StandIns,
    private readonly mostValues: number,
  ) {
    this.standIns = standIns
  }

  /** The host object that a stand-in of the realm stands for. */
  hostObjectOf(value: object): object | undefined {
    return this.standIns.originalOf(value)
  }

  copyMessage(message: object): Message {
    return this.copy(message) as Message
  }

  /** The message's texts and numbers, and the request and response that it carries: what no code of the realm gives. */
  copyBare(message: object): Message {
    const bare: Message = {}
    if (types.isProxy(message)) return bare
    for (const key of Object.keys(message)) {
      const value: unknown = Object.getOwnPropertyDescriptor(message, key)?.value
      if (key === '__proto__') continue
      if ((typeof value !== 'object' && typeof value !== 'function') || value === null) bare[key] = value
      else {
        const original = this.standIns.originalOf(value)
        if (original !== undefined) bare[key] = original
      }
    }
    return bare
  }

  copy(value: unknown): unknown {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return value
    const run: Run = {
      seen: [],
      copies: undefined,
      needsCare: false,
      nextCheck: firstCheck,
      left: this.mostValues,
    }
    const copy = this.copyObject(value, run, 0)
    if (!run.needsCare && isTree(run.seen)) return copy
    return this.copyObject(value, { ...run, seen: [], copies: new Map(), needsCare: false }, 0)
  }

  private copyObject(value: object, run: Run, depth: number): unknown {
    if (run.copies !== undefined) {
      const known = run.copies.get(value)
      if (known !== undefined) return known
      if (depth > deepestCareful) throw new CopyLimit()
    } else if (run.needsCare) {
      return undefined
    } else if (run.seen.push(value) > run.nextCheck || depth > deepest) {
      run.needsCare = depth > deepest || new Set(run.seen).size !== run.seen.length
      run.nextCheck *= 4
    }
    if (typeof value === 'function' || (this.seesProxies() && types.isProxy(value)))
      return this.standFor(value)
    const prototype: unknown = Object.getPrototypeOf(value)
    if (Array.isArray(value)) return this.copyArray(value, run, depth)
    if (prototype === this.prototypes?.object || prototype === null) return this.copyPlain(value, run, depth)
    return this.copySpecial(value, prototype as object, run, depth)
  }

  private copyPlain(value: object, run: Run, depth: number): object {
    const source = value as Record<string, unknown>
    const copy: Record<string, unknown> = {}
    run.copies?.set(value, copy)
    for (const key in source) {
      if (key === '__proto__') continue
      const item = source[key]
      copy[key] =
        (typeof item === 'object' && item !== null) || typeof item === 'function'
          ? this.copyObject(item, run, depth + 1)
          : item
      run.left--
    }
    if (run.left < 0) throw new CopyLimit()
    return copy
  }

  private copyArray(source: unknown[], run: Run, depth: number): object {
    const copy: unknown[] = []
    run.copies?.set(source, copy)
    const { length } = source
    run.left -= length
    if (run.left < 0) throw new CopyLimit()
    for (let index = 0; index < length; index++) {
      const item = source[index]
      copy[index] =
        (typeof item === 'object' && item !== null) || typeof item === 'function'
          ? this.copyObject(item, run, depth + 1)
          : item
    }
    return copy
  }

  private copySpecial(value: object, prototype: object, run: Run, depth: number): unknown {
    const standing = this.standIns.originalOf(value)
    if (standing !== undefined) return standing
    const leaf = copyLeaf(value, prototype, this.prototypes)
    if (leaf !== undefined) {
      run.copies?.set(value, leaf)
      return leaf
    }
    if (types.isBoxedPrimitive(value)) return unbox(value)
    if (types.isMap(value)) return this.copyMap(value, run, depth)
    if (types.isSet(value)) return this.copySet(value, run, depth)
    if (types.isNativeError(value)) return this.copyError(value, run, depth)
    return this.copyInstance(value, run, depth)
  }

  private copyInstance(value: object, run: Run, depth: number): object {
    const instance = new RealmInstance(value)
    run.copies?.set(value, instance)
    const source = value as Record<string, unknown>
    const fields = Object.keys(value)
    run.left -= fields.length
    if (run.left < 0) throw new CopyLimit()
    instance.complete(
      fields.filter((key) => key !== '__proto__').map((key) => [key, this.copyItem(source[key], run, depth)]),
    )
    return instance
  }

  private copyMap(source: Map<unknown, unknown>, run: Run, depth: number): object {
    const copy = new Map<unknown, unknown>()
    run.copies?.set(source, copy)
    const entries = Map.prototype.entries.call(source)
    for (const [key, item] of entries)
      copy.set(this.copyItem(key, run, depth), this.copyItem(item, run, depth))
    return copy
  }

  private copySet(source: Set<unknown>, run: Run, depth: number): object {
    const copy = new Set<unknown>()
    run.copies?.set(source, copy)
    for (const item of Set.prototype.values.call(source)) copy.add(this.copyItem(item, run, depth))
    return copy
  }

  private copyError(source: Error, run: Run, depth: number): object {
    const copy = new Error(asText(source.message))
    run.copies?.set(source, copy)
    define(copy, 'name', asText(source.name))
    define(copy, 'stack', asText(source.stack))
    for (const key in source) {
      if (key === '__proto__' || key === 'stack') continue
      define(copy, key, this.copyItem((source as unknown as Record<string, unknown>)[key], run, depth), true)
    }
    if (Object.hasOwn(source, 'cause')) define(copy, 'cause', this.copyItem(source.cause, run, depth))
    return copy
  }

  private copyItem(item: unknown, run: Run, depth: number): unknown {
    return (typeof item === 'object' && item !== null) || typeof item === 'function'
      ? this.copyObject(item, run, depth + 1)
      : item
  }

  private standFor(value: object): object {
    const original = this.standIns.originalOf(value)
    if (original !== undefined) return original
    let handle = this.handles.get(value)
    if (handle === undefined) {
      handle = new RealmHandle(value, typeof value === 'function' ? 'Function' : 'Object')
      this.handles.set(value, handle)
    }
    return handle
  }
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

function asText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function define(target: object, key: string, value: unknown, enumerable = false): void {
  Object.defineProperty(target, key, { value, writable: true, enumerable, configurable: true })
}
