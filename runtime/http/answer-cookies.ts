import type { AnswerHeaders } from './answer.js'
import { lazyPackages } from './lazy-packages.js'

/**
 * Adds a Set-Cookie header for each cookie, as Express 4's `res.cookie` and `res.clearCookie` do.
 *
 * @param cookies by name: a text; an object with `value` and options; `null`, or a `value` of `null`, deletes it
 */
export function writeCookies(headers: AnswerHeaders, cookies: Readonly<Record<string, unknown>>): void {
  const present = headers.get('set-cookie')
  const written = present === undefined ? [] : [present].flat().map(String)
  for (const [name, cookie] of Object.entries(cookies)) written.push(writeCookie(name, cookie))
  if (written.length > 0) headers.set('set-cookie', written)
}

function writeCookie(name: string, cookie: unknown): string {
  if (cookie === null) return clearCookie(name, {})
  if (typeof cookie !== 'object') return setCookie(name, cookie, {})
  const options = cookie as Record<string, unknown>
  return options.value === null ? clearCookie(name, options) : setCookie(name, options.value, options)
}

function clearCookie(name: string, options: Record<string, unknown>): string {
  return setCookie(name, '', { ...options, maxAge: undefined, expires: new Date(1) })
}

function setCookie(name: string, value: unknown, options: Record<string, unknown>): string {
  const { maxAge, ...rest } = options
  const text = typeof value === 'object' ? `j:${JSON.stringify(value)}` : String(value)
  const lifetime = maxAge === undefined || maxAge === null ? {} : lifetimeOf(Number(maxAge))
  const complete = { ...rest, ...lifetime, path: rest.path ?? '/' }
  return lazyPackages.cookie().serialize(name, text, complete)
}

/** Flows give milliseconds, the header wants seconds, and old browsers a date. */
function lifetimeOf(maxAge: number): Record<string, unknown> {
  if (Number.isNaN(maxAge)) return {}
  return { maxAge: Math.floor(maxAge / 1000), expires: new Date(Date.now() + maxAge) }
}
