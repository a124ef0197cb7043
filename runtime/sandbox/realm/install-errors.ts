import type { Failure, Realm } from './realm.js'

/**
 * Errors: their stacks are written by this realm's own formatter, so that no object of the host takes part, and an
 * error of the host that comes through (it may run out of stack inside Node.js's own code) is replaced.
 */
export function installErrors(realm: Realm): void {
  const { getPrototypeOf, getOwnPropertyDescriptor, apply } = Reflect
  const hostRoot = realm.host.prototypes.object
  const isContained = realm.level === 'contained'
  const { Error: RealmError, String: toText, JSON: json } = globalThis
  const SuppressedError: unknown = Reflect.get(globalThis, 'SuppressedError')
  const stackTraceLimit = 15
  let siteMethods: Record<'file' | 'line' | 'column' | 'name', () => unknown> | undefined

  Object.defineProperty(RealmError, 'prepareStackTrace', {
    value: formatStack,
    writable: false,
    configurable: false,
  })
  Object.defineProperty(RealmError, 'stackTraceLimit', {
    value: stackTraceLimit,
    writable: false,
    configurable: false,
  })
  // The methods of call sites are taken before users' code can replace them.
  void new RealmError().stack

  realm.clean = (thrown) => {
    if (!isContained || thrown === null) return thrown
    if (typeof thrown !== 'object' && typeof thrown !== 'function') return thrown
    if (isOfHost(thrown)) return replaceHostError(thrown)
    if (typeof SuppressedError !== 'function') return thrown
    try {
      if (thrown instanceof SuppressedError) cleanSuppressed(thrown)
    } catch {
      // A proxy that refuses to be looked at: it is the realm's own.
    }
    return thrown
  }

  realm.describeFailure = (thrown) => {
    try {
      return describe(realm.clean(thrown))
    } catch {
      return {
        name: 'Error',
        message: 'An error that cannot be shown.',
        stack: '',
        line: 0,
        column: 0,
        fn: 0,
      }
    }
  }

  /** The host's own errors come through where the stack ran out, and from what is granted: those are copied. */
  function replaceHostError(thrown: object): unknown {
    let copy: unknown
    try {
      if (realm.host.hasGrantedCode()) copy = realm.copyIn(thrown)
    } catch {
      // Out of stack.
    }
    return copy ?? new RangeError('Maximum call stack size exceeded')
  }

  function isOfHost(value: object): boolean {
    let root: object = value
    try {
      for (let steps = 0; steps < 1000; steps++) {
        const next = getPrototypeOf(root)
        if (next === null) break
        root = next
      }
    } catch {
      return false
    }
    return root === hostRoot
  }

  function cleanSuppressed(error: object): void {
    for (const name of ['error', 'suppressed']) {
      const property = getOwnPropertyDescriptor(error, name)
      if (property === undefined || !('value' in property)) continue
      const cleaned = realm.clean(property.value)
      if (cleaned !== property.value) Object.defineProperty(error, name, { ...property, value: cleaned })
    }
  }

  function describe(thrown: unknown): Failure {
    if (!isError(thrown)) {
      const isObject = typeof thrown === 'object' && thrown !== null
      const message = isObject ? (json.stringify(thrown) ?? '') : toText(thrown)
      return { name: '', message, stack: '', line: 0, column: 0, fn: 0 }
    }
    const stack = readText(thrown, 'stack')
    return {
      name: readText(thrown, 'name') || 'Error',
      message: readText(thrown, 'message'),
      stack,
      ...placeIn(stack),
      ...(Object.hasOwn(thrown, 'cause') && { cause: realm.copyOut(thrown.cause) }),
      ...(Object.hasOwn(thrown, 'code') && { code: realm.copyOut(Reflect.get(thrown, 'code')) }),
    }
  }

  function isError(thrown: unknown): thrown is Error {
    if (thrown instanceof RealmError) return true
    return !isContained && Object.prototype.toString.call(thrown) === '[object Error]'
  }

  function readText(error: object, name: string): string {
    const value: unknown = Reflect.get(error, name)
    return typeof value === 'string' ? value : value === undefined ? '' : toText(value)
  }

  /** The first frame in the text of a function: `(millrace:function/<number>:<line>:<column>)`. */
  function placeIn(stack: string): { line: number; column: number; fn: number } {
    const start = stack.indexOf('(millrace:function/')
    if (start === -1) return { line: 0, column: 0, fn: 0 }
    const [fn, line, column] = stack.slice(start + 19, stack.indexOf(')', start)).split(':')
    return { fn: Number(fn), line: Number(line), column: Number(column) }
  }

  function formatStack(error: unknown, sites: unknown): string {
    let text = headerOf(error)
    try {
      const list = sites as object[]
      for (let index = 0; index < list.length; index++) text += formatSite(list[index] as object)
    } catch {
      // What is there is shown.
    }
    return text
  }

  function headerOf(error: unknown): string {
    try {
      const name = readText(error as object, 'name')
      const message = readText(error as object, 'message')
      return name !== '' && message !== '' ? `${name}: ${message}` : name || message
    } catch {
      return 'Error'
    }
  }

  function formatSite(site: object): string {
    siteMethods ??= methodsOf(site)
    const file = apply(siteMethods.file, site, [])
    if (typeof file !== 'string' || !file.startsWith('millrace:function/')) return ''
    const name = apply(siteMethods.name, site, [])
    const line = apply(siteMethods.line, site, [])
    const column = apply(siteMethods.column, site, [])
    return `\n    at ${typeof name === 'string' ? name : 'function'} (${file}:${toText(line)}:${toText(column)})`
  }

  function methodsOf(site: object): Record<'file' | 'line' | 'column' | 'name', () => unknown> {
    const prototype = getPrototypeOf(site) as Record<string, () => unknown>
    return {
      file: prototype.getFileName as () => unknown,
      line: prototype.getLineNumber as () => unknown,
      column: prototype.getColumnNumber as () => unknown,
      name: prototype.getFunctionName as () => unknown,
    }
  }
}
