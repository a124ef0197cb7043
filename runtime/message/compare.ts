/**
 * Whether two values are equal all the way down, as Node-RED's `RED.util.compareObjects` compares: same own
 * enumerable properties in any order, arrays only with arrays, Buffers by their bytes, all else by `===`.
 *
 * Beyond Node-RED, dates, regular expressions, Maps and Sets are compared by what they hold, typed arrays by their
 * elements, and cycles end.
 */
export function compareObjects(left: unknown, right: unknown): boolean {
  return isEqual(left, right, [])
}

type Pair = readonly [object, object]

function isEqual(left: unknown, right: unknown, path: readonly Pair[]): boolean {
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  // A pair that is being compared further up is equal as far as this place can tell.
  if (path.some(([one, other]) => one === left && other === right)) return true
  return isEqualObject(left, right, [...path, [left, right]])
}

function isEqualObject(left: object, right: object, path: readonly Pair[]): boolean {
  if (Array.isArray(left) !== Array.isArray(right)) return false
  if (ArrayBuffer.isView(left) || ArrayBuffer.isView(right)) return isEqualMemory(left, right)
  if (left instanceof Date && right instanceof Date) return Object.is(left.getTime(), right.getTime())
  if (left instanceof RegExp && right instanceof RegExp) return String(left) === String(right)
  if (left instanceof Map && right instanceof Map) return isEqualMap(left, right, path)
  if (left instanceof Set && right instanceof Set) return isEqualSet(left, right, path)
  return isEqualRecord(left as Record<string, unknown>, right as Record<string, unknown>, path)
}

function isEqualMemory(left: object, right: object): boolean {
  if (!ArrayBuffer.isView(left) || !ArrayBuffer.isView(right)) return false
  if (Buffer.isBuffer(left) !== Buffer.isBuffer(right)) return false
  return bytesOf(left).equals(bytesOf(right))
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength)
}

function isEqualMap(
  left: Map<unknown, unknown>,
  right: Map<unknown, unknown>,
  path: readonly Pair[],
): boolean {
  if (left.size !== right.size) return false
  for (const [key, value] of left) {
    if (!right.has(key) || !isEqual(value, right.get(key), path)) return false
  }
  return true
}

function isEqualSet(left: Set<unknown>, right: Set<unknown>, path: readonly Pair[]): boolean {
  if (left.size !== right.size) return false
  const unmatched = [...right]
  for (const value of left) {
    const index = unmatched.findIndex((other) => isEqual(value, other, path))
    if (index === -1) return false
    unmatched.splice(index, 1)
  }
  return true
}

function isEqualRecord(
  left: Readonly<Record<string, unknown>>,
  right: Readonly<Record<string, unknown>>,
  path: readonly Pair[],
): boolean {
  const keys = Object.keys(left)
  if (keys.length !== Object.keys(right).length) return false
  return keys.every((key) => isEqual(left[key], right[key], path))
}
