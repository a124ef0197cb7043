import timezone from 'moment-timezone'

/**
 * The date library of `$moment` in expressions, with time zones and languages. Large: load it only where an
 * expression asks for it.
 */
export function moment(...parameters: unknown[]): timezone.Moment {
  return ownMethods((timezone as unknown as (...given: unknown[]) => timezone.Moment)(...parameters))
}

/** Expressions can call an object's own methods only, so a date gets those of its prototype as its own. */
function ownMethods(date: timezone.Moment): timezone.Moment {
  const prototype: object = Object.getPrototypeOf(date)
  for (const name of Object.keys(prototype)) {
    const method: unknown = Reflect.get(prototype, name)
    if (typeof method !== 'function') continue
    const value = (...parameters: unknown[]) => {
      const result: unknown = method.apply(date, parameters)
      return timezone.isMoment(result) && result !== date ? ownMethods(result) : result
    }
    Object.defineProperty(date, name, { value, configurable: true, writable: true })
  }
  return date
}
