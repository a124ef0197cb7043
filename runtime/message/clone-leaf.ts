import { types } from 'node:util'

/**
 * Copies objects that hold no other objects: Buffers and other views, ArrayBuffers, dates, regular expressions and
 * boxed primitives, when they are of the plain class and carry no properties of their own.
 *
 * @returns undefined for everything else
 */
export function copyLeaf(source: object): object | undefined {
  if (Buffer.isBuffer(source)) return Buffer.from(source)
  if (ArrayBuffer.isView(source)) return copyView(source)
  const copy = copySlots(source)
  if (copy === undefined || Object.getPrototypeOf(copy) !== Object.getPrototypeOf(source)) return undefined
  const ownKeys = Object.keys(source).length
  return ownKeys === 0 || (source instanceof String && ownKeys === source.length) ? copy : undefined
}

/** A new object of the host's own class with the same hidden value; no properties. */
export function copySlots(source: object): object | undefined {
  if (types.isDate(source)) return new Date(Date.prototype.getTime.call(source))
  if (types.isRegExp(source)) return copyPattern(source)
  if (types.isBoxedPrimitive(source)) return Object((source as { valueOf(): unknown }).valueOf())
  if (types.isArrayBuffer(source)) return source.slice(0)
  return undefined
}

function copyPattern(source: RegExp): RegExp {
  const copy = new RegExp(source.source, source.flags)
  copy.lastIndex = source.lastIndex
  return copy
}

/** Copies the part of the memory that the view shows, not the whole of it: a small view may lie in a large pool. */
function copyView(source: ArrayBufferView): ArrayBufferView {
  if (types.isTypedArray(source)) return source.slice()
  const { buffer, byteOffset, byteLength } = source
  return new DataView(new Uint8Array(buffer, byteOffset, byteLength).slice().buffer)
}

/** Whether an array is what a regular expression's `exec` returned: the one kind whose properties are kept. */
export function hasMatchDetails(source: readonly unknown[]): boolean {
  return typeof source[0] === 'string' && 'input' in source
}

export function copyMatchDetails(source: readonly unknown[], copy: unknown[]): void {
  const { index, input, groups } = source as unknown as RegExpExecArray
  Object.assign(copy, { index, input, groups: groups && { __proto__: null, ...groups } })
}
