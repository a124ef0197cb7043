import { MillraceError } from '../../errors.js'
import { findSyntaxFault } from '../../message/syntax-fault.js'
import type { Place } from '../function-error.js'
import { EditedText } from './edits.js'
import { needsParsing } from './needs-parsing.js'
import { type RewrittenText, rewriteText } from './rewrite-text.js'

/** Texts of which all is known that is needed before the first message. */
export interface PreparedTexts {
  callsDone: boolean
  /** Does the rest, which cannot fail. */
  compile(): CompiledTexts
}

/** The texts of one node, compiled into one function that takes what they name and gives one function for each. */
export interface CompiledTexts {
  /** An expression: the wrapper function. */
  source: string
  /** Add this to the script's line numbers. */
  lineOffset: number
  /** The names that the wrapper takes, in order. */
  parameters: string[]
  usesNode: boolean
  usesGlobal: boolean
  /** The place in the node's own texts of a place in the script. */
  placeOf(line: number, column: number): Place | undefined
}

interface CompileOptions {
  libs: readonly string[]
  bridgesPromises: boolean
  /** Who the texts belong to, for errors. */
  label: string
  isChecked: boolean
}

export type PieceName = Place['piece']

/** What the realm has ready for functions, by the name that they use. */
const scopeNames = [
  ...['context', 'flow', 'global', 'env', 'RED', 'globalThis'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'],
]
const helperNames = ['$millraceTrack', '$millraceClean', '$millraceImport', '$millraceAwait']

const noRewriting = (text: string): RewrittenText => ({
  text: new EditedText(text, []),
  freeNames: new Set(),
  isAsync: false,
  callsDone: false,
})

/**
 * Prepares the texts of a node to be compiled. The body comes first, so that most places need no conversion.
 *
 * @throws MillraceError BAD_FUNCTION with the line of the text
 */
export async function prepareTexts(
  texts: Partial<Record<PieceName, string>> & { body: string },
  options: CompileOptions,
): Promise<PreparedTexts> {
  const names: PieceName[] = (['body', 'setup', 'cleanup'] as const).filter(
    (name) => texts[name]?.trim() || name === 'body',
  )
  const rewritten = new Map<PieceName, RewrittenText>()
  for (const name of names) {
    const piece = await rewritePiece(name, texts[name] ?? '', options)
    if (piece !== undefined) rewritten.set(name, piece)
  }
  return {
    callsDone: rewritten.get('body')?.callsDone ?? false,
    compile() {
      const pieces = names.map(
        (name) => [name, rewritten.get(name) ?? noRewriting(texts[name] ?? '')] as const,
      )
      return compilePieces(names, new Map(pieces), options)
    },
  }
}

function compilePieces(
  names: readonly PieceName[],
  pieces: ReadonlyMap<PieceName, RewrittenText>,
  options: CompileOptions,
): CompiledTexts {
  const all = names.map((name) => pieces.get(name)?.text.text ?? '').join('\n')
  const free = new Set([...pieces.values()].flatMap(({ freeNames }) => [...freeNames]))
  for (const name of options.libs) free.delete(name)
  const parameters = [
    ...options.libs,
    ...[...scopeNames, ...helperNames].filter((name) => all.includes(name)),
    ...free,
  ]
  const usesThis = /\bthis\b/.test(all)
  return {
    ...joinPieces(names, pieces, parameters),
    parameters,
    usesNode: /\bnode\b|\\u|\beval\b|\barguments\b/.test(pieces.get('body')?.text.text ?? ''),
    usesGlobal: usesThis || all.includes('globalThis'),
  }
}

/** The piece as it may run; undefined where it may run as it is. */
async function rewritePiece(
  name: PieceName,
  text: string,
  { libs, bridgesPromises, label, isChecked }: CompileOptions,
): Promise<RewrittenText | undefined> {
  const fault = isChecked ? undefined : findSyntaxFault(text)
  if (fault !== undefined) throw badFunction(label, name, fault)
  if (!needsParsing(text)) return undefined
  // Loaded where the first text needs it: most flows do without.
  const { parse } = await import('acorn')
  try {
    return rewriteText(parse, text, { known: ['msg', 'node', ...scopeNames, ...libs], bridgesPromises })
  } catch (error) {
    const { message, loc } = error as Error & { loc?: { line: number; column: number } }
    const place = loc ? { line: loc.line, column: loc.column + 1 } : { line: 0, column: 0 }
    throw badFunction(label, name, { message: message.replace(/ \(\d+:\d+\)$/, ''), ...place })
  }
}

function joinPieces(
  names: readonly PieceName[],
  pieces: ReadonlyMap<PieceName, RewrittenText>,
  parameters: readonly string[],
): Pick<CompiledTexts, 'source' | 'lineOffset' | 'placeOf'> {
  const starts: Array<{ name: PieceName; line: number; text: EditedText }> = []
  let source = `(function (${parameters.join(', ')}) { return {`
  let line = 1
  for (const name of names) {
    const { text, isAsync } = pieces.get(name) as RewrittenText
    source += ` ${name}: ${isAsync ? 'async ' : ''}function (${name === 'body' ? 'msg' : '$millraceNone'}, node) {\n`
    starts.push({ name, line, text })
    source += `${text.text}\n},`
    line += text.text.split('\n').length + 1
  }
  source += ' } })'
  return {
    source,
    lineOffset: -1,
    placeOf(at, column) {
      const piece = starts.findLast((start) => start.line <= at)
      if (piece === undefined) return undefined
      const own = at - piece.line + 1
      return { piece: piece.name, line: own, column: piece.text.originalColumn(own, column) }
    },
  }
}

function badFunction(
  label: string,
  piece: PieceName,
  { message, line, column }: { message: string; line: number; column: number },
): MillraceError {
  const place = line > 0 ? ` (${piece === 'body' ? '' : `${piece} `}line ${line}, col ${column})` : ''
  return new MillraceError('BAD_FUNCTION', `${label}: its text does not compile: ${message}${place}.`)
}
