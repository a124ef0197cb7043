import { isThenable } from './close-listeners.js'

type Hook = (...parameters: never[]) => unknown

interface Entry {
  readonly hook: Hook
  readonly label: string | undefined
  isRemoved: boolean
}

const knownHooks: ReadonlySet<string> = new Set([
  'onSend',
  'preRoute',
  'preDeliver',
  'postDeliver',
  'onReceive',
  'postReceive',
  'onComplete',
  'preInstall',
  'postInstall',
  'preUninstall',
  'postUninstall',
])

/** The result of a hook that stops what it was called for. */
const halted = false

/** Hooks by name, in the order in which they were added. A name may carry a label, `onSend.mine`, to remove it by. */
export class HookTable {
  private readonly entries = new Map<string, Entry[]>()

  get isEmpty(): boolean {
    return this.entries.size === 0
  }

  /** @throws Error for a name that is none, and for a label that has this hook already */
  add(hookId: string, hook: Hook): void {
    const { name, label } = splitId(hookId)
    if (!knownHooks.has(name)) {
      throw new Error(`There is no hook "${name}". There are: ${[...knownHooks].join(', ')}.`)
    }
    const entries = this.entries.get(name) ?? []
    if (label !== undefined && entries.some((entry) => entry.label === label)) {
      throw new Error(`The hook "${hookId}" is added already.`)
    }
    this.entries.set(name, [...entries, { hook, label, isRemoved: false }])
  }

  /** Removes `name.label`, or with `*.label` all of a label. @throws Error where there is no label */
  remove(hookId: string): void {
    const { name, label } = splitId(hookId)
    if (label === undefined)
      throw new Error(`"${hookId}" has no label, and only hooks with one can be removed.`)
    for (const hook of name === '*' ? [...this.entries.keys()] : [name]) {
      const entries = this.entries.get(hook) ?? []
      for (const entry of entries) if (entry.label === label) entry.isRemoved = true
      const left = entries.filter(({ isRemoved }) => !isRemoved)
      if (left.length > 0) this.entries.set(hook, left)
      else this.entries.delete(hook)
    }
  }

  clear(): void {
    this.entries.clear()
  }

  has(hookId: string): boolean {
    const { name, label } = splitId(hookId)
    const entries = this.entries.get(name)
    return label === undefined
      ? entries !== undefined
      : (entries?.some((entry) => entry.label === label) ?? false)
  }

  /**
   * Calls the hooks of a name one after the other; a hook takes `(payload)`, and may give a promise, or
   * `(payload, done)`. The result is undefined, false where a hook halts, or the error of one.
   *
   * @param done gets the result; without it a promise is given, which an error rejects
   */
  trigger(name: string, payload: unknown, done?: (result?: unknown) => void): Promise<unknown> | undefined {
    const entries = this.entries.get(name) ?? []
    if (done !== undefined) {
      callFrom(entries, 0, payload, done)
      return undefined
    }
    return new Promise((resolve, reject) => {
      callFrom(entries, 0, payload, (result) => {
        if (result === undefined || result === halted) resolve(result)
        else reject(asError(result, name))
      })
    })
  }

  /**
   * As `trigger`, for who only wants to know whether to go on: at once, where no hook waits for anything.
   *
   * @param fail gets the error of a hook, which halts as well
   */
  run(name: string, payload: unknown, fail: (error: unknown) => void): boolean | Promise<boolean> {
    if (!this.entries.has(name)) return true
    let settled: boolean | undefined
    let resolve: ((mayGoOn: boolean) => void) | undefined
    this.trigger(name, payload, (result) => {
      if (result !== undefined && result !== halted) fail(asError(result, name))
      settled = result === undefined
      resolve?.(settled)
    })
    if (settled !== undefined) return settled
    return new Promise((settle) => {
      resolve = settle
    })
  }
}

function callFrom(
  entries: readonly Entry[],
  index: number,
  payload: unknown,
  done: (result?: unknown) => void,
): void {
  const entry = entries[index]
  if (entry === undefined) {
    done()
    return
  }
  const goOn = (result?: unknown) => {
    if (result === undefined) callFrom(entries, index + 1, payload, done)
    else done(result)
  }
  if (entry.isRemoved) {
    goOn()
    return
  }
  let result: unknown
  try {
    const hook = entry.hook as (payload: unknown, done?: (result?: unknown) => void) => unknown
    if (hook.length > 1) {
      hook(payload, goOn)
      return
    }
    result = hook(payload)
  } catch (error) {
    done(error)
    return
  }
  if (isThenable(result))
    result.then(
      (value) => goOn(value),
      (error: unknown) => done(error ?? asError(error, '')),
    )
  else goOn(result === halted ? halted : undefined)
}

function asError(result: unknown, hook: string): Error {
  const error = result instanceof Error ? result : new Error(String(result))
  return Object.assign(error, { hook })
}

function splitId(hookId: string): { name: string; label: string | undefined } {
  const [name = '', label] = hookId.split('.')
  return { name, label }
}
