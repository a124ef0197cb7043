import type { Realm } from './realm.js'

/**
 * Freezes everything that functions share: the intrinsics and what the parts before this one made. What users' code
 * often overrides on objects of its own (`toString`, an error's `name`) becomes a pair of accessors first, since
 * assigning would otherwise fail where the inherited property cannot be written.
 */
export function installFreeze(realm: Realm): void {
  const { getPrototypeOf, getOwnPropertyDescriptor, defineProperty, ownKeys } = Reflect
  const errors = [
    'Error',
    'TypeError',
    'RangeError',
    'SyntaxError',
    'ReferenceError',
    'EvalError',
    'URIError',
    'AggregateError',
  ]

  enable(Object.prototype, ownKeys(Object.prototype))
  enable(Function.prototype, ['toString', 'bind', 'call', 'apply'])
  for (const name of errors) {
    const { prototype } = Reflect.get(globalThis, name) as { prototype: object }
    enable(prototype, ['name', 'message', 'toString', 'constructor'])
  }
  enable(Array.prototype, ['toString', 'toLocaleString'])
  enable(Date.prototype, ['toString', 'toJSON'])

  freezeSegmentsOnUse()

  const seen = new Set<object>()
  const found: object[] = []
  visit(globalThis)
  for (const value of realm.shared) visit(value)
  for (const sample of hiddenIntrinsics()) visit(sample)
  while (found.length > 0) visitMembers(found.pop() as object)
  for (const value of seen) Object.freeze(value)

  function visit(value: unknown): void {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value))
      return
    seen.add(value)
    found.push(value)
  }

  function visitMembers(value: object): void {
    visit(getPrototypeOf(value))
    for (const key of ownKeys(value)) {
      const property = getOwnPropertyDescriptor(value, key)
      if (property === undefined) continue
      visit(property.value)
      visit(property.get)
      visit(property.set)
    }
  }

  function hiddenIntrinsics(): unknown[] {
    return [
      function* () {},
      async function* () {},
      async () => {},
      getPrototypeOf([][Symbol.iterator]()),
      getPrototypeOf(''[Symbol.iterator]()),
      getPrototypeOf(new Map().entries()),
      getPrototypeOf(new Set().entries()),
      getPrototypeOf('a'.matchAll(/a/g)),
      (function* () {})(),
      (async function* () {})(),
      ...iteratorHelpers(),
    ]
  }

  function iteratorHelpers(): unknown[] {
    const made: unknown[] = []
    const iterator = [1][Symbol.iterator]() as unknown as Record<string, unknown>
    if (typeof iterator.map === 'function')
      made.push((iterator.map as (callback: unknown) => unknown)(String))
    const Iterator = Reflect.get(globalThis, 'Iterator') as
      | { from?: (source: unknown) => unknown }
      | undefined
    if (typeof Iterator?.from === 'function') made.push(Iterator.from({ next: () => ({ done: true }) }))
    return made
  }

  /** What a segmenter gives can only be reached by using one, and making one takes long: left to the first use. */
  function freezeSegmentsOnUse(): void {
    const { prototype } = Intl.Segmenter
    const { segment } = prototype
    let isFrozen = false
    const freezing = {
      segment(this: Intl.Segmenter, text: string): Intl.Segments {
        const segments = Reflect.apply(segment, this, [text]) as Intl.Segments
        if (!isFrozen) {
          isFrozen = true
          const shared = getPrototypeOf(segments) as object
          const iterators = getPrototypeOf(
            Reflect.apply(Reflect.get(shared, Symbol.iterator), segments, []),
          ) as object
          for (const each of [shared, iterators]) {
            for (const key of ownKeys(each)) {
              const member: unknown = Reflect.getOwnPropertyDescriptor(each, key)?.value
              if (typeof member === 'function') Object.freeze(member)
            }
            Object.freeze(each)
          }
        }
        return segments
      },
    }
    defineProperty(prototype, 'segment', { value: freezing.segment, writable: true, configurable: true })
  }

  function enable(prototype: object, keys: readonly PropertyKey[]): void {
    for (const key of keys) {
      const property = getOwnPropertyDescriptor(prototype, key)
      if (property === undefined || !('value' in property) || !property.configurable) continue
      const { value } = property
      defineProperty(prototype, key, {
        get: () => value,
        set(this: unknown, replacement: unknown) {
          if (this === prototype)
            throw new TypeError(`'${String(key)}' is shared by all functions and cannot be changed`)
          if ((typeof this !== 'object' && typeof this !== 'function') || this === null) return
          defineProperty(this, key, {
            value: replacement,
            writable: true,
            enumerable: true,
            configurable: true,
          })
        },
        enumerable: false,
        configurable: false,
      })
    }
  }
}
