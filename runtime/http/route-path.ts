import { MillraceError } from '../errors.js'
import { lazyPackages } from './lazy-packages.js'

/** How paths are compared; both are off unless `httpServerOptions` says otherwise. */
export interface PathRules {
  caseSensitive: boolean
  /** `/a` and `/a/` are two paths. */
  strict: boolean
}

/** The path of a route, ready to be compared with those of requests. */
export interface RoutePath {
  /** For a path without a pattern in it: what a request's path must be, once normalised. */
  readonly literal: string | undefined
  /** The normalised leading segments that every match has; empty where there are none, or for a literal path. */
  readonly prefix: string
  matches(path: string): boolean
  /** @throws URIError where a part of the path is not valid percent-encoding */
  readParams(path: string): Record<string, string | undefined>
}

const loose: PathRules = { caseSensitive: false, strict: false }

// These have no meaning of their own in the grammar of Express 4, nor in a regular expression once `.` is escaped.
const literalPath = /^[\w\-/.~%@&=,;!' ]*$/
const firstSpecial = /[^\w\-/.~%@&=,;!' ]/

/**
 * Compiles a path in the grammar of Express 4.
 *
 * @throws MillraceError BAD_ROUTE where it cannot be parsed
 */
export function compilePath(path: string, rules: PathRules = loose): RoutePath {
  const rooted = withSlash(path)
  const keys: Array<{ name: string | number }> = []
  if (literalPath.test(rooted) && !rooted.includes('//')) {
    const literal = normalisePath(rooted, rules)
    return {
      literal,
      prefix: '',
      matches: (requested) => normalisePath(requested, rules) === literal,
      readParams: () => ({}),
    }
  }
  const expression = compilePattern(rooted, keys, rules)
  return {
    literal: undefined,
    prefix: normaliseCase(literalPrefix(rooted), rules),
    matches: (requested) => expression.test(requested),
    readParams: (requested) => readGroups(expression.exec(requested), keys),
  }
}

/** A text that is equal for two routes exactly when they are written for the same method and path. */
export function routeKey(method: string, path: string, rules: PathRules = loose): string {
  return `${method.toUpperCase()} ${normalisePath(withSlash(path), rules) || '/'}`
}

/** The sentence that says why a path cannot be a route, or `undefined` where it can. */
export function problemOfPath(path: string): string | undefined {
  try {
    compilePath(path)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

export function withSlash(path: string): string {
  return path.startsWith('/') ? path : `/${path}`
}

/** Brings a request's path to the form in which literal paths are kept. */
export function normalisePath(path: string, rules: PathRules): string {
  const cased = normaliseCase(path, rules)
  return !rules.strict && cased.endsWith('/') ? cased.slice(0, -1) : cased
}

function normaliseCase(path: string, rules: PathRules): string {
  return rules.caseSensitive ? path : path.toLowerCase()
}

function compilePattern(path: string, keys: Array<{ name: string | number }>, rules: PathRules): RegExp {
  try {
    const options = { sensitive: rules.caseSensitive, strict: rules.strict, end: true }
    return lazyPackages.pathToRegexp()(path, keys, options)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new MillraceError('BAD_ROUTE', `The path "${path}" cannot be parsed: ${reason}.`, { cause })
  }
}

/** The leading segments that a pattern takes literally: `/api/v1` of `/api/v1/:id?`. */
function literalPrefix(path: string): string {
  // An alternative outside of parentheses splits the whole expression, so nothing before it is sure to be there.
  if (/[|\\^$]/.test(path)) return ''
  const special = path.search(firstSpecial)
  const literal = path.slice(0, special)
  const lastSlash = literal.lastIndexOf('/')
  const quantifiesSlash = special === lastSlash + 1 && /[?+{]/.test(path.charAt(special))
  const end = quantifiesSlash ? literal.lastIndexOf('/', lastSlash - 1) : lastSlash
  return literal.slice(0, Math.max(end, 0))
}

function readGroups(match: RegExpExecArray | null, keys: Array<{ name: string | number }>) {
  const params: Record<string, string | undefined> = {}
  for (const [index, { name }] of keys.entries()) {
    const text = match?.[index + 1]
    // A repeated name keeps the last group that took part in the match.
    if (text !== undefined || !Object.hasOwn(params, name)) {
      params[name] = text && decodeURIComponent(text)
    }
  }
  return params
}
