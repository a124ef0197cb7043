import { MillraceError } from '../../runtime/errors.js'
import type { ChangeRule } from './change-rule.js'

/** The value with what was searched for replaced, or {@link unchanged}. */
export type Replace = (current: unknown, replacement: unknown) => unknown

/** What a search gives for a value that it does not change. */
export const unchanged = Symbol('unchanged')

/** Whether what is searched for is known only with the message. */
export const isReadSearch = (type: string): boolean => ['msg', 'flow', 'global', 'env'].includes(type)

/**
 * Makes what gives the replacing function for a value searched for. Where the configuration says it, that is one for
 * all messages.
 *
 * @throws MillraceError BAD_TYPED_VALUE from the function given, for a value that is no text, number or boolean
 */
export function compileSearch({ from = '', fromt, tot }: ChangeRule): (searched: unknown) => Replace {
  const toBoolean = tot === 'bool'
  if (isReadSearch(fromt)) return (searched) => searchFor(searched, fromt, toBoolean)
  const text = String(from)
  const replace = fromt === 're' ? inText(new RegExp(text, 'g'), toBoolean) : searchAs(fromt, text, toBoolean)
  return () => replace
}

function searchFor(searched: unknown, fromt: string, toBoolean: boolean): Replace {
  if (searched instanceof RegExp) return inText(searched, toBoolean)
  if (typeof searched === 'string') return searchAs('str', searched, toBoolean)
  const isNumber = typeof searched === 'number' || searched instanceof Number
  const kind = isNumber ? 'num' : typeof searched === 'boolean' ? 'bool' : undefined
  // Variables are texts; what the message or context holds is no text, and is not looked for in texts.
  if (kind !== undefined && fromt === 'env') return searchAs(kind, String(searched), toBoolean)
  if (isNumber) return (current, replacement) => (isNumberLike(current, searched) ? replacement : unchanged)
  if (kind === 'bool') return () => unchanged
  throw new MillraceError(
    'BAD_TYPED_VALUE',
    `What to search for is of type ${searched === null ? 'null' : typeof searched}. It must be a text, a number or a boolean.`,
  )
}

/** A complete match is replaced by the value as it is, and a match within a text by its text. */
function searchAs(type: string, searched: string, toBoolean: boolean): Replace {
  const replaceInText = inText(searched, toBoolean)
  const isMatch = matchers[type] ?? (() => false)
  return (current, replacement) => {
    if (typeof current !== 'string') return isMatch(current, searched) ? replacement : unchanged
    return current === searched ? replacement : replaceInText(current, replacement)
  }
}

const matchers: Readonly<Record<string, (current: unknown, searched: string) => boolean>> = {
  num: isNumberLike,
  bool: (current, searched) => typeof current === 'boolean' && String(current) === searched,
}

function isNumberLike(current: unknown, searched: unknown): boolean {
  return (typeof current === 'number' || current instanceof Number) && Number(current) === Number(searched)
}

function inText(searched: string | RegExp, toBoolean: boolean): Replace {
  return (current, replacement) => {
    if (typeof current !== 'string') return unchanged
    const text = String(replacement)
    const changed =
      typeof searched === 'string' ? current.replaceAll(searched, text) : current.replace(searched, text)
    return toBoolean && changed === text ? replacement : changed
  }
}
