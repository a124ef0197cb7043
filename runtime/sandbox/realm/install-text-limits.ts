import type { Method, Realm } from './realm.js'

/** Limits on what the engine does with a long text in one piece. */
export function installTextLimits(realm: Realm): void {
  const { apply } = Reflect
  const mostCharacters = 2 ** 25
  const mostKeys = 2 ** 24
  const replace = (owner: object, name: PropertyKey, wrap: (native: Method) => Method) =>
    realm.wrapNative(owner, name, wrap)

  limitTexts()

  function limitTexts(): void {
    for (const name of [
      'split',
      'replace',
      'replaceAll',
      'match',
      'matchAll',
      'normalize',
      'localeCompare',
    ]) {
      replace(
        String.prototype,
        name,
        (native) =>
          function (this: unknown, ...parameters: unknown[]) {
            checkText(this)
            checkText(parameters[0])
            return apply(native, this, parameters)
          },
      )
    }
    for (const name of [
      'encodeURIComponent',
      'encodeURI',
      'decodeURIComponent',
      'decodeURI',
      'escape',
      'unescape',
    ]) {
      replace(globalThis, name, (native) => (text) => {
        checkText(text)
        return apply(native, undefined, [text])
      })
    }
    replace(JSON, 'parse', (native) => (text, ...rest) => {
      checkText(text)
      return apply(native, JSON, [text, ...rest])
    })
    for (const name of [
      'keys',
      'values',
      'entries',
      'getOwnPropertyNames',
      'getOwnPropertyDescriptors',
      'assign',
    ]) {
      replace(
        Object,
        name,
        (native) =>
          function (this: unknown, ...sources: unknown[]) {
            for (const source of sources) {
              const isLong = typeof source === 'string' || ArrayBuffer.isView(source)
              if (isLong && Number(Reflect.get(Object(source), 'length')) > mostKeys) {
                throw new RangeError('A text or typed array of a function is too long to list its keys.')
              }
            }
            return apply(native, this, sources)
          },
      )
    }
  }

  function checkText(text: unknown): void {
    if (typeof text === 'string' && text.length > mostCharacters) {
      throw new RangeError(`A text of more than ${mostCharacters} characters is too long for this.`)
    }
  }
}
