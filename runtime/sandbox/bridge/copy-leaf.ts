import { types } from 'node:util'

/** Prototypes of the realm's classes: compared with, never used. */
export interface RealmPrototypes {
  readonly object: object
  readonly array: object
  readonly buffer: object
  readonly url: object
}

/** The host's copy of a realm's object that leads to no others; undefined where it may. */
export function copyLeaf(
  value: object,
  prototype: object,
  prototypes: RealmPrototypes | undefined,
): object | undefined {
  if (types.isUint8Array(value)) {
    const bytes = hostView(value)
    return prototype === prototypes?.buffer ? Buffer.from(bytes) : new Uint8Array(bytes)
  }
  if (types.isDate(value)) return new Date(Date.prototype.getTime.call(value))
  if (types.isTypedArray(value)) return copyTypedArray(value)
  if (types.isArrayBuffer(value)) return copyBytes(value as ArrayBuffer)
  if (types.isRegExp(value)) return copyRegExp(value)
  if (prototype === prototypes?.url) return copyUrl(value)
  return undefined
}

/** The bytes of a realm's typed array, as the host's own view of the same memory. */
export function hostView(bytes: Uint8Array): Buffer {
  const buffer = bufferOf.call(bytes)
  return Buffer.from(buffer, byteOffsetOf.call(bytes), byteLengthOf.call(bytes))
}

const typedArrayPrototype: object = Object.getPrototypeOf(Uint8Array.prototype)
const bufferOf = getter<ArrayBuffer>(typedArrayPrototype, 'buffer')
const byteOffsetOf = getter<number>(typedArrayPrototype, 'byteOffset')
const byteLengthOf = getter<number>(typedArrayPrototype, 'byteLength')
const kindOf = getter<string>(typedArrayPrototype, Symbol.toStringTag)

function getter<Value>(prototype: object, key: PropertyKey): (this: unknown) => Value {
  return Object.getOwnPropertyDescriptor(prototype, key)?.get as (this: unknown) => Value
}

function copyTypedArray(value: NodeJS.TypedArray): object {
  const Kind = Reflect.get(globalThis, kindOf.call(value)) as new (source: ArrayBuffer) => object
  const start = byteOffsetOf.call(value)
  return new Kind(copyBytes(bufferOf.call(value), start, byteLengthOf.call(value)))
}

/** A buffer of the host's: `slice` would ask the realm's class for one. */
function copyBytes(buffer: ArrayBuffer, start?: number, length?: number): ArrayBuffer {
  return new Uint8Array(new Uint8Array(buffer, start, length)).buffer
}

function copyUrl(value: object): URL | undefined {
  const href: unknown = Reflect.get(value, 'href')
  return typeof href === 'string' && URL.canParse(href) ? new URL(href) : undefined
}

/** Of `new Number(5)` the number: what else the object is has no use outside. */
export function unbox(value: object): unknown {
  if (types.isNumberObject(value)) return Number.prototype.valueOf.call(value)
  if (types.isStringObject(value)) return String.prototype.valueOf.call(value)
  if (types.isBooleanObject(value)) return Boolean.prototype.valueOf.call(value)
  if (types.isBigIntObject(value)) return BigInt.prototype.valueOf.call(value)
  return Symbol.prototype.valueOf.call(value)
}

/** By the host's own reading of the text: the pattern of a realm's object cannot be read without its getters. */
function copyRegExp(value: RegExp): RegExp {
  const source = getter<string>(RegExp.prototype, 'source').call(value)
  const flags = ['d', 'g', 'i', 'm', 's', 'u', 'v', 'y'].filter((flag) => readFlag(value, flag)).join('')
  return new RegExp(source, flags)
}

const flagNames: Readonly<Record<string, string>> = {
  d: 'hasIndices',
  g: 'global',
  i: 'ignoreCase',
  m: 'multiline',
  s: 'dotAll',
  u: 'unicode',
  v: 'unicodeSets',
  y: 'sticky',
}

function readFlag(value: RegExp, flag: string): boolean {
  const name = flagNames[flag] as string
  return Object.hasOwn(RegExp.prototype, name) && getter<boolean>(RegExp.prototype, name).call(value)
}
