import type { Realm } from './realm.js'

/** `URL` and `URLSearchParams` as classes of this realm; the host parses, and gives the parts back as text. */
export function installUrl(realm: Realm): void {
  type Parts = Record<string, string>
  const names = [
    'href',
    'protocol',
    'username',
    'password',
    'host',
    'hostname',
    'port',
    'pathname',
    'search',
    'hash',
  ]

  class URLSearchParams {
    #pairs: Array<[string, string]> = []
    #changed: ((text: string) => void) | undefined

    constructor(source: unknown = '') {
      if (source === undefined || source === null) return
      if (typeof source === 'object') this.#pairs = pairsOf(source)
      else this.#pairs = parse(String(source))
    }
    static follow(params: URLSearchParams, text: string, changed: (text: string) => void): void {
      params.#pairs = parse(text)
      params.#changed = changed
    }
    get size(): number {
      return this.#pairs.length
    }
    append(name: unknown, value: unknown): void {
      this.#pairs.push([String(name), String(value)])
      this.#tell()
    }
    delete(name: unknown, value?: unknown): void {
      this.#pairs = this.#pairs.filter((pair) => !isPair(pair, name, value))
      this.#tell()
    }
    get(name: unknown): string | null {
      return this.#pairs.find((pair) => isPair(pair, name))?.[1] ?? null
    }
    getAll(name: unknown): string[] {
      return this.#pairs.filter((pair) => isPair(pair, name)).map(([, value]) => value)
    }
    has(name: unknown, value?: unknown): boolean {
      return this.#pairs.some((pair) => isPair(pair, name, value))
    }
    set(name: unknown, value: unknown): void {
      const at = this.#pairs.findIndex((pair) => isPair(pair, name))
      const rest = this.#pairs.filter((pair, index) => index === at || !isPair(pair, name))
      if (at === -1) rest.push([String(name), String(value)])
      else (rest[rest.findIndex((pair) => isPair(pair, name))] as [string, string])[1] = String(value)
      this.#pairs = rest
      this.#tell()
    }
    sort(): void {
      this.#pairs.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
      this.#tell()
    }
    forEach(callback: (value: string, name: string, params: this) => unknown, self?: unknown): void {
      for (const [name, value] of [...this.#pairs]) callback.call(self, value, name, this)
    }
    *entries(): Generator<[string, string]> {
      for (const [name, value] of this.#pairs) yield [name, value]
    }
    *keys(): Generator<string> {
      for (const [name] of this.#pairs) yield name
    }
    *values(): Generator<string> {
      for (const [, value] of this.#pairs) yield value
    }
    [Symbol.iterator](): Generator<[string, string]> {
      return this.entries()
    }
    toString(): string {
      return String(realm.ask(0, 'searchText', JSON.stringify(this.#pairs)))
    }
    #tell(): void {
      this.#changed?.(this.toString())
    }
  }
  const { follow } = URLSearchParams
  Reflect.deleteProperty(URLSearchParams, 'follow')

  class URL {
    #parts: Parts
    readonly #params = new URLSearchParams()

    constructor(address: unknown, base?: unknown) {
      this.#parts = read(
        realm.ask(0, 'parseUrl', String(address), base === undefined ? undefined : String(base)),
      )
      this.#connect()
    }
    static canParse(address: unknown, base?: unknown): boolean {
      try {
        return new URL(address, base) !== undefined
      } catch {
        return false
      }
    }
    static part(url: URL, name: string): string {
      return url.#parts[name] ?? ''
    }
    static change(url: URL, name: string, value: unknown): void {
      url.#parts = read(realm.ask(0, 'changeUrl', url.#parts.href, name, String(value)))
      if (name === 'href' || name === 'search') url.#connect()
    }
    get origin(): string {
      return this.#parts.origin ?? ''
    }
    get searchParams(): URLSearchParams {
      return this.#params
    }
    toString(): string {
      return this.#parts.href ?? ''
    }
    toJSON(): string {
      return this.#parts.href ?? ''
    }
    #connect(): void {
      follow(this.#params, this.#parts.search ?? '', (text) => {
        this.#parts = read(realm.ask(0, 'changeUrl', this.#parts.href, 'search', text))
      })
    }
  }
  const { part, change } = URL
  Reflect.deleteProperty(URL, 'part')
  Reflect.deleteProperty(URL, 'change')
  for (const name of names) {
    Object.defineProperty(URL.prototype, name, {
      get(this: URL) {
        return part(this, name)
      },
      set(this: URL, value: unknown) {
        change(this, name, value)
      },
      enumerable: true,
      configurable: true,
    })
  }

  realm.makeUrl = (href) => new URL(href)
  Object.assign(realm.prototypes, { url: URL.prototype })
  Object.defineProperty(globalThis, 'URL', { value: URL, writable: true, configurable: true })
  // Bundlers rename what a global is called as well.
  Object.defineProperty(URL, 'name', { value: 'URL', configurable: true })
  Object.defineProperty(URLSearchParams, 'name', { value: 'URLSearchParams', configurable: true })
  Object.defineProperty(globalThis, 'URLSearchParams', {
    value: URLSearchParams,
    writable: true,
    configurable: true,
  })

  function isPair([name, value]: [string, string], wantedName: unknown, wantedValue?: unknown): boolean {
    return name === String(wantedName) && (wantedValue === undefined || value === String(wantedValue))
  }

  function parse(text: string): Array<[string, string]> {
    return JSON.parse(String(realm.ask(0, 'searchPairs', text))) as Array<[string, string]>
  }

  function pairsOf(source: object): Array<[string, string]> {
    const isIterable = typeof Reflect.get(source, Symbol.iterator) === 'function'
    const pairs = isIterable ? [...(source as Iterable<unknown[]>)] : Object.entries(source)
    return pairs.map(([name, value]) => [String(name), String(value)])
  }

  function read(text: unknown): Parts {
    return JSON.parse(String(text)) as Parts
  }
}
