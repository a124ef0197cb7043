import { format, inspect, stripVTControlCharacters, toUSVString, types } from 'node:util'
import { hostView } from './copy-leaf.js'
import type { Operations } from './operation.js'

type Primitive = string | number | boolean | undefined
type BufferMethod = (this: Buffer, ...parameters: unknown[]) => Primitive | Buffer

const bufferMethods = new Set(
  'toString equals compare indexOf lastIndexOf includes fill write copy swap16 swap32 swap64'.split(' '),
)

/** What the classes of the realm leave to the host: encodings, addresses, how values are shown. */
export const dataOperations: Operations = {
  /** `bytes`, and parameters that are bytes, are the realm's: only their memory is used. */
  buffer: (_asking, method: string, bytes: Uint8Array, ...parameters: unknown[]) => {
    if (!bufferMethods.has(method)) throw new TypeError(`Buffers have no ${method}.`)
    const call = Reflect.get(Buffer.prototype, method) as BufferMethod
    const result = call.apply(viewOf(bytes), parameters.map(viewOfBytes))
    return typeof result === 'object' ? undefined : result
  },
  encode: (_asking, text: string, encoding: string) => Buffer.from(text, encodingOf(encoding)),
  isEncoding: (_asking, name: string) => Buffer.isEncoding(name),
  byteLength: (_asking, text: string, encoding: string) => Buffer.byteLength(text, encodingOf(encoding)),
  atob: (_asking, text: string) => atob(text),
  btoa: (_asking, text: string) => btoa(text),
  decoderName: (_asking, name: string) => new TextDecoder(name).encoding,
  decode: (_asking, bytes: Uint8Array, encoding: string, fatal: boolean, ignoreBOM: boolean) =>
    new TextDecoder(encoding, { fatal, ignoreBOM }).decode(viewOf(bytes)),
  parseUrl: (_asking, address: string, base?: string) => partsOf(new URL(address, base)),
  changeUrl: (_asking, href: string, name: string, value: string) => {
    const url = new URL(href)
    if (!urlNames.includes(name)) throw new TypeError(`An address has no ${name}.`)
    Reflect.set(url, name, value)
    return partsOf(url)
  },
  searchPairs: (_asking, text: string) => JSON.stringify([...new URLSearchParams(text)]),
  searchText: (_asking, pairs: string) =>
    new URLSearchParams(JSON.parse(pairs) as Array<[string, string]>).toString(),
  inspect: (_asking, value: unknown, options: object | undefined) => inspect(value, safeOptions(options)),
  format: (_asking, values: readonly unknown[]) => format(...hostList(values)),
  stripColours: (_asking, text: string) => stripVTControlCharacters(text),
  toUSVString: (_asking, text: string) => toUSVString(text),
  /** `value` is the realm's own: only its kind is asked for. */
  isType: (_asking, name: string, value: unknown) => {
    const test = Object.hasOwn(types, name) ? (Reflect.get(types, name) as unknown) : undefined
    return typeof test === 'function' && test(value) === true
  },
}

const urlNames = 'href protocol username password host hostname port pathname search hash'.split(' ')

function partsOf(url: URL): string {
  const parts: Record<string, string> = { origin: url.origin }
  for (const name of urlNames) parts[name] = String(Reflect.get(url, name))
  return JSON.stringify(parts)
}

function viewOf(bytes: unknown): Buffer {
  if (!types.isUint8Array(bytes)) throw new TypeError('The argument must be a Buffer or Uint8Array.')
  return hostView(bytes)
}

function viewOfBytes(value: unknown): unknown {
  if (typeof value === 'function') throw new TypeError('The argument must be a text, a number or bytes.')
  return typeof value === 'object' && value !== null ? viewOf(value) : value
}

function encodingOf(name: string): BufferEncoding {
  if (!Buffer.isEncoding(name)) throw new TypeError(`Unknown encoding: ${name}`)
  return name
}

/** The list is the realm's, its members are copies: it is read by index, which runs nothing. */
export function hostList(values: readonly unknown[]): unknown[] {
  const list: unknown[] = []
  for (let index = 0; index < values.length; index++) list.push(values[index])
  return list
}

function safeOptions(options: object | undefined): object {
  const { stylize: _, ...rest } = { stylize: undefined, ...options }
  return rest
}
