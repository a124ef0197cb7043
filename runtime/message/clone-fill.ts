import type { CarefulRun } from './clone-carefully.js'
import { copyMatchDetails, hasMatchDetails } from './clone-leaf.js'

/** Puts the copies of what `source` holds into `copy`; they lie `depth` deep. */
export type Fill = (run: CarefulRun, source: object, copy: object, depth: number) => void

/** The copy has all properties of the source already: those that are objects are replaced. */
export const fillPlain: Fill = (run, source, copy, depth) => {
  const properties = copy as Record<string, unknown>
  for (const key of Object.keys(properties)) {
    const value = properties[key]
    if (typeof value === 'object' && value !== null && !isHandedOn(run, source, key)) {
      properties[key] = run.copy(value, depth)
    }
  }
}

export const fillArray: Fill = (run, source, copy, depth) => {
  const [elements, copied] = [source as unknown[], copy as unknown[]]
  copied.length = elements.length
  if (elements.length > 1e7) {
    // So long an array is mostly holes, or it could hardly be held.
    for (const key of Object.keys(elements)) copied[Number(key)] = run.copy(elements[Number(key)], depth)
    return
  }
  for (let index = 0; index < elements.length; index++) {
    if (index in elements) copied[index] = run.copy(elements[index], depth)
  }
  if (hasMatchDetails(elements)) copyMatchDetails(elements, copied)
}

export const fillMap: Fill = (run, source, copy, depth) => {
  for (const [key, value] of Map.prototype.entries.call(source as Map<unknown, unknown>)) {
    Map.prototype.set.call(copy, run.copy(key, depth), run.copy(value, depth))
  }
  fillInstance(run, source, copy, depth)
}

export const fillSet: Fill = (run, source, copy, depth) => {
  for (const value of Set.prototype.values.call(source as Set<unknown>)) {
    Set.prototype.add.call(copy, run.copy(value, depth))
  }
  fillInstance(run, source, copy, depth)
}

/** An error's message, stack and cause are not enumerable. */
export const fillError: Fill = (run, source, copy, depth) => {
  for (const key of Reflect.ownKeys(copy)) Reflect.deleteProperty(copy, key)
  for (const key of Reflect.ownKeys(source)) copyProperty(run, source, copy, key, depth)
}

export const fillInstance: Fill = (run, source, copy, depth) => {
  for (const key of Reflect.ownKeys(source)) {
    if (Object.prototype.propertyIsEnumerable.call(source, key)) copyProperty(run, source, copy, key, depth)
  }
}

function copyProperty(run: CarefulRun, source: object, copy: object, key: PropertyKey, depth: number): void {
  const descriptor = Object.getOwnPropertyDescriptor(source, key)
  if (!descriptor || Object.getOwnPropertyDescriptor(copy, key)?.configurable === false) return
  let value: unknown
  try {
    value = Reflect.get(source, key)
  } catch {
    // The getter is handed on, and throws for the next reader as well.
    Object.defineProperty(copy, key, { ...descriptor, configurable: true })
    return
  }
  Object.defineProperty(copy, key, {
    value: isHandedOn(run, source, key) ? value : run.copy(value, depth),
    enumerable: descriptor.enumerable ?? false,
    writable: true,
    configurable: true,
  })
}

function isHandedOn(run: CarefulRun, source: object, key: PropertyKey): boolean {
  return source === run.message && (key === 'req' || key === 'res')
}
