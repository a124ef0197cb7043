import { isBuiltin } from 'node:module'

/** What is wrong with a name for a package, in a sentence; `undefined` where it may be used. */
export function problemOfPackageName(name: string): string | undefined {
  const [, scope, own = ''] = /^(?:@([^/]*)\/)?(.*)$/s.exec(name) as RegExpExecArray
  if (name.length > 214) return 'It has more than the 214 characters that npm allows.'
  for (const part of scope === undefined ? [own] : [scope, own]) {
    if (part === '') return 'It is empty.'
    if (!/^[a-z0-9._~-]+$/.test(part)) {
      return 'A name has small letters, digits, and - . _ only: pump-control, or @me/pump-control.'
    }
    if (/^[._-]/.test(part)) return `It begins with "${part.charAt(0)}".`
  }
  if (!/[a-z]/.test(typeNameOf(name))) return 'It has no letter that a node could be named by.'
  if (reserved.has(name)) return 'A package of that name exists, and the new one would depend on it.'
  if (scope === undefined && isBuiltin(own)) return 'Node.js has a module of that name.'
  return undefined
}

const reserved: ReadonlySet<string> = new Set(['millrace', 'node-red', 'node_modules', 'favicon.ico'])

/** `@me/node-red-contrib-pump-control` gives nodes of type `pump-control`. */
export function typeNameOf(packageName: string): string {
  return folderNameOf(packageName).replace(/^node-red-(?:contrib-|node-)?(?=.)/, '')
}

/** The folder that a package is written to: its name without a scope. */
export function folderNameOf(packageName: string): string {
  return packageName.slice(packageName.lastIndexOf('/') + 1)
}

/** A name for JavaScript: `pump-control` is `pumpControl`. */
export function variableNameOf(type: string): string {
  const name = type.replace(/[^a-z0-9]+(.)?/g, (_, next: string | undefined) => next?.toUpperCase() ?? '')
  return /^[a-z]/.test(name) && !words.has(name) ? name : `${name.replace(/^(?=\d)/, 'node')}Node`
}

/** Words of the language, and names that the written files use. */
const words: ReadonlySet<string> = new Set(
  (
    'assert await break case catch class const continue debugger default delete do else enum export extends false ' +
    'finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof var void while with yield ' +
    'test property defineNode editorHtml runNode checkFlow readFileSync arguments eval'
  ).split(' '),
)
