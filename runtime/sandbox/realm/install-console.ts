import type { Realm } from './realm.js'

/** `console`: text to the process's own console. Objects are shown as copies of them are. */
export function installConsole(realm: Realm): void {
  const counts = new Map<string, number>()
  const starts = new Map<string, number>()
  const write = (level: string, parameters: unknown[]) =>
    void realm.ask(0, 'console', level, parameters.map(toShow))
  const labelOf = (label: unknown) => (label === undefined ? 'default' : String(label))
  const elapsed = (label: string) => `${label}: ${Date.now() - (starts.get(label) ?? Date.now())}ms`
  const console = {
    log: (...parameters: unknown[]) => write('log', parameters),
    info: (...parameters: unknown[]) => write('info', parameters),
    debug: (...parameters: unknown[]) => write('debug', parameters),
    warn: (...parameters: unknown[]) => write('warn', parameters),
    error: (...parameters: unknown[]) => write('error', parameters),
    trace: (...parameters: unknown[]) => write('error', ['Trace:', ...parameters, new Error().stack]),
    dir: (value: unknown) => write('log', [value]),
    table: (value: unknown) => write('table', [value]),
    group: (...parameters: unknown[]) => write('log', parameters),
    groupCollapsed: (...parameters: unknown[]) => write('log', parameters),
    groupEnd: () => {},
    assert(condition: unknown, ...parameters: unknown[]): void {
      if (!condition) write('error', ['Assertion failed', ...parameters])
    },
    count(name?: unknown): void {
      const label = labelOf(name)
      counts.set(label, (counts.get(label) ?? 0) + 1)
      write('log', [`${label}: ${counts.get(label)}`])
    },
    countReset: (name?: unknown) => void counts.delete(labelOf(name)),
    time: (name?: unknown) => void starts.set(labelOf(name), Date.now()),
    timeLog: (name?: unknown, ...parameters: unknown[]) =>
      write('log', [elapsed(labelOf(name)), ...parameters]),
    timeEnd(name?: unknown): void {
      write('log', [elapsed(labelOf(name))])
      starts.delete(labelOf(name))
    },
  }
  Object.defineProperty(globalThis, 'console', { value: console, writable: true, configurable: true })

  function toShow(value: unknown): unknown {
    return value instanceof Error ? (value.stack ?? String(value)) : realm.copyOut(value)
  }
}
