import { coreText } from './core-texts.js'

type Options = Readonly<Record<string, unknown>>
type Catalogue = Readonly<Record<string, unknown>>

/** Where a text is looked for, and what is put into it. */
export interface Translation {
  readonly languages: readonly string[]
  catalogues(namespace: string): readonly Catalogue[]
  readonly namespace: string
  readonly options: Options
}

/** Texts may refer to each other: this deep, and no deeper. */
const deepest = 10

/**
 * Looks a key up, `a.b.c`, and puts the options into its text: `__name__`, and `$t(other.key)` for another text. With
 * `count` the form for that number is taken (`key_one`, `key_other`, `key_plural`), with `context` the form of that
 * name. Where no catalogue has it: the option `defaultValue`, a text of Node-RED's own where it is one, else the key.
 */
export function translate(key: string, translation: Translation, depth = 0): unknown {
  const { namespace, options } = translation
  const found = find(key, translation)
  const text = found ?? options.defaultValue ?? coreText(namespace, key) ?? key
  return typeof text === 'string' ? fill(text, translation, depth) : text
}

function find(key: string, { catalogues, namespace, languages, options }: Translation): unknown {
  const wantsTree = options.returnObjects === true
  for (const catalogue of catalogues(namespace)) {
    for (const form of formsOf(key, options, languages[0] as string)) {
      const value = Object.hasOwn(catalogue, form) ? catalogue[form] : readPath(catalogue, form)
      if (typeof value === 'string' || Array.isArray(value)) return joinLines(value, wantsTree)
      if (wantsTree && typeof value === 'object' && value !== null) return value
    }
  }
  return undefined
}

/** A list is a text of several lines, unless it is asked for as it is. */
function joinLines(value: string | unknown[], wantsTree: boolean): unknown {
  return Array.isArray(value) && !wantsTree ? value.join('\n') : value
}

/** The keys to try, the closest first. */
function formsOf(key: string, { count, context }: Options, language: string): string[] {
  const named = context === undefined ? [key] : [`${key}_${String(context)}`, key]
  if (typeof count !== 'number') return named
  const category = pluralCategory(count, language)
  return named.flatMap((name) => [
    `${name}_${category}`,
    ...(count === 1 ? [name] : [`${name}_plural`, `${name}_other`]),
    name,
    `${name}_other`,
  ])
}

function pluralCategory(count: number, language: string): string {
  try {
    return new Intl.PluralRules(language).select(count)
  } catch {
    return count === 1 ? 'one' : 'other'
  }
}

function fill(text: string, translation: Translation, depth: number): string {
  const { options } = translation
  const filled = text.replaceAll(/__([^_]+(?:_[^_]+)*)__/g, (whole, name: string) => {
    const value = readPath(options, name.trim())
    return value === undefined ? whole : String(value)
  })
  if (depth >= deepest) return filled
  return filled.replaceAll(/\$t\(([^)]+)\)/g, (_, inner: string) => {
    const [namespace, key] = inner.includes(':')
      ? (inner.split(':', 2) as [string, string])
      : [translation.namespace, inner]
    return String(translate(key.trim(), { ...translation, namespace }, depth + 1))
  })
}

function readPath(tree: unknown, path: string): unknown {
  let value = tree
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<string, unknown>)[step]
  }
  return value
}
