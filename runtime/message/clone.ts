import { cloneCarefully } from './clone-carefully.js'
import { copyLeaf, copyMatchDetails, hasMatchDetails } from './clone-leaf.js'
import type { Message } from './message.js'

/**
 * A copy of a message that shares nothing with it but `req`, `res` and what cannot be copied: functions, sockets,
 * streams and other emitters, promises, handles of the host, instances of classes with private fields. Those are
 * handed on by reference.
 *
 * An object that the message holds twice is one object in the copy as well; cycles are cycles again.
 */
export function cloneMessage(message: Message): Message {
  if (typeof message !== 'object' || message === null) return message
  return cloneTree(message, false) ?? cloneCarefully(message, true)
}

/**
 * Makes clones of one message that does not change meanwhile, as {@link cloneMessage} does. That nothing is there twice
 * is found out with the first one only, which is a third of the work.
 */
export function clonesOf(message: Message): () => Message {
  let isKnownTree = false
  return () => {
    const copy = cloneTree(message, isKnownTree)
    isKnownTree = copy !== undefined
    return copy ?? cloneCarefully(message, true)
  }
}

/** The copy of a message that is a tree of plain objects; undefined where it is not, or a getter threw. */
function cloneTree(message: Message, isKnownTree: boolean): Message | undefined {
  const prototype: object | null = Object.getPrototypeOf(message)
  if (prototype !== Object.prototype && !isObjectPrototype(prototype)) return undefined
  try {
    const copy: Message =
      prototype === Object.prototype ? { ...message } : { __proto__: prototype, ...message }
    let run: FastRun | undefined
    for (const key in copy) {
      const value = copy[key]
      if (typeof value !== 'object' || value === null || key === 'req' || key === 'res') continue
      if (!Object.hasOwn(copy, key)) continue
      run ??= startRun(isKnownTree ? undefined : [message])
      copy[key] = copyFast(value, run, 1)
    }
    return run === undefined || isTree(run) ? copy : undefined
  } catch {
    // A getter threw: the careful way hands on what cannot be copied.
    return undefined
  }
}

/** A copy of any value, as {@link cloneMessage} copies a property of a message. */
export function cloneValue<Value>(value: Value): Value
export function cloneValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  try {
    const run = startRun([])
    const copy = copyFast(value, run, 0)
    if (isTree(run)) return copy
  } catch {
    // As in cloneMessage.
  }
  return cloneCarefully(value, false)
}

/**
 * A first try that remembers no copies, since nearly all messages are trees of plain objects. It only lists what it
 * met; where an object turns out to be there twice, or needs more than copying its properties, the copy is thrown
 * away and made again the careful way. Twice as fast as looking every object up in a Map as it is met.
 */
interface FastRun {
  /** Undefined where it is known that nothing is there twice. */
  readonly seen: object[] | undefined
  needsCare: boolean
  /** How long `seen` may get before it is looked at for repetitions, lest a small shared graph grow without end. */
  nextCheck: number
}

/** Nested deeper than this, recursion might exhaust the stack. */
const deepest = 200
const firstCheck = 4096
/** In a list up to this long, looking for an object takes less time than putting them all into a Set. */
const shortList = 40

function startRun(seen: object[] | undefined): FastRun {
  return { seen, needsCare: false, nextCheck: firstCheck }
}

function copyFast(source: object, run: FastRun, depth: number): object {
  if (run.needsCare) return source
  if (run.seen !== undefined && run.seen.push(source) > run.nextCheck) checkGrowth(run, run.seen)
  if (depth > deepest) {
    run.needsCare = true
    return source
  }
  const prototype: object | null = Object.getPrototypeOf(source)
  if (prototype === Object.prototype) return copyProperties({ ...source }, run, depth)
  if (Array.isArray(source)) return copyElements(source, prototype, run, depth)
  if (prototype === null || isObjectPrototype(prototype)) {
    return copyProperties({ __proto__: prototype, ...source }, run, depth)
  }
  const leaf = copyLeaf(source)
  if (leaf !== undefined) return leaf
  run.needsCare = true
  return source
}

function copyProperties(copy: Record<string, unknown>, run: FastRun, depth: number): object {
  for (const key in copy) {
    const value = copy[key]
    if (typeof value === 'object' && value !== null && Object.hasOwn(copy, key)) {
      copy[key] = copyFast(value, run, depth + 1)
    }
  }
  return copy
}

function copyElements(source: unknown[], prototype: object | null, run: FastRun, depth: number): object {
  const isPlain = prototype === Array.prototype || Array.isArray(prototype)
  if (!isPlain || source.length > 1e7) {
    run.needsCare = true
    return source
  }
  const copy: unknown[] = Array.prototype.slice.call(source)
  if (prototype !== Array.prototype) Object.setPrototypeOf(copy, prototype)
  for (let index = 0; index < copy.length; index++) {
    const value = copy[index]
    if (typeof value === 'object' && value !== null) copy[index] = copyFast(value, run, depth + 1)
  }
  if (hasMatchDetails(source)) copyMatchDetails(source, copy)
  return copy
}

/** `Object.prototype` of another realm, such as that of a sandbox: its objects are as plain as ours. */
function isObjectPrototype(prototype: object | null): boolean {
  return (
    prototype !== null &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, 'isPrototypeOf')
  )
}

function checkGrowth(run: FastRun, seen: readonly object[]): void {
  if (new Set(seen).size !== seen.length) run.needsCare = true
  run.nextCheck *= 4
}

function isTree({ seen, needsCare }: FastRun): boolean {
  if (needsCare) return false
  if (seen === undefined) return true
  if (seen.length > shortList) return new Set(seen).size === seen.length
  for (let index = 1; index < seen.length; index++) {
    if (seen.indexOf(seen[index]!) !== index) return false
  }
  return true
}
