import type { Realm } from './realm.js'

/** In `trusted`: the host's own classes, since messages carry the host's own objects. */
export function installHostGlobals(realm: Realm): void {
  const { Buffer, ...others } = realm.host.globals as Record<string, unknown> & { Buffer: BufferConstructor }
  for (const [name, value] of Object.entries({ Buffer, ...others })) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true })
  }
  realm.isBuffer = (value): value is Uint8Array => Buffer.isBuffer(value)
  realm.copyBuffer = (value) => Buffer.from(value)
  realm.makeFront = () => undefined
  realm.exports.hasProxies = () => true
  realm.makeUrl = (href) => new (Reflect.get(globalThis, 'URL') as new (href: string) => object)(href)
}
