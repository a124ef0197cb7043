/**
 * A message as plain JSON, so that those of two runtimes can be compared: what JSON cannot hold becomes
 * `{ $type, value }`. Told by shape, not by class, since objects may be of another realm.
 */
export function encodeMessage(message: object): unknown {
  const { req, res, ...properties } = message as Record<string, unknown>
  const encoded = encodeProperties(properties, [message]) as Record<string, unknown>
  // Requests are thousands of lines, and no two runtimes' are alike.
  if (req !== undefined) encoded.req = '[request]'
  if (res !== undefined) encoded.res = '[response]'
  return encoded
}

function encodeValue(value: unknown, ancestors: readonly object[]): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  if (typeof value === 'number') return encodeNumber(value)
  if (typeof value === 'object') return encodeObject(value, ancestors)
  return { $type: typeof value, ...(typeof value === 'bigint' && { value: String(value) }) }
}

function encodeNumber(value: number): unknown {
  if (Number.isFinite(value) && !Object.is(value, -0)) return value
  return { $type: 'number', value: Object.is(value, -0) ? '-0' : String(value) }
}

function encodeObject(value: object, ancestors: readonly object[]): unknown {
  const depth = ancestors.lastIndexOf(value)
  if (depth >= 0) return { $type: 'cycle', up: ancestors.length - depth }
  const path = [...ancestors, value]
  if (Array.isArray(value)) return Array.from(value, (element) => encodeValue(element, path))
  if (Buffer.isBuffer(value)) return { $type: 'Buffer', value: `hex:${value.toString('hex')}` }
  if (ArrayBuffer.isView(value)) {
    return {
      $type: className(value),
      value: `hex:${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`,
    }
  }
  const special = encodeSpecial(value, path)
  return special ?? encodeProperties(value, path)
}

function encodeSpecial(value: object, path: readonly object[]): object | undefined {
  switch (Object.prototype.toString.call(value)) {
    case '[object Date]':
      return { $type: 'Date', value: Number(value) }
    case '[object RegExp]':
      return { $type: 'RegExp', value: String(value) }
    case '[object Error]': {
      const { name, message } = value as Error
      return { $type: 'Error', name, message }
    }
    case '[object Map]':
      return { $type: 'Map', value: encodeValue([...(value as Map<unknown, unknown>)], path) }
    case '[object Set]':
      return { $type: 'Set', value: encodeValue([...(value as Set<unknown>)], path) }
    default:
      return undefined
  }
}

function encodeProperties(value: object, path: readonly object[]): object {
  const name = className(value)
  const encoded: Record<string, unknown> = name === 'Object' ? {} : { $type: name }
  for (const [key, property] of Object.entries(value)) encoded[key] = encodeValue(property, path)
  return encoded
}

function className(value: object): string {
  const name: unknown = value.constructor?.name
  return typeof name === 'string' && name !== '' ? name : 'Object'
}
