import { type Container, enterContainers, openContainer } from './code-block-containers.js'
import { LineCursor } from './line-cursor.js'

/** A code block of a Markdown page. */
export interface CodeBlock {
  text: string
  /** The page's line, counted from 1, of the block's first line of text. */
  line: number
  /** For each line of the text: how many code units stand before it on the page's line. */
  shifts: number[]
}

interface Fence {
  kind: 'fence'
  mark: string
  indent: number
  block: CodeBlock
}

interface IndentedCode {
  kind: 'indented'
  block: CodeBlock
}

interface HiddenHtml {
  kind: 'html'
  end: RegExp
}

type Leaf = { kind: 'none' } | { kind: 'paragraph' } | Fence | IndentedCode | HiddenHtml

interface PageState {
  containers: Container[]
  leaf: Leaf
  blocks: CodeBlock[]
}

/** A line as it is scanned, what it was, and where. */
interface PageLine {
  cursor: LineCursor
  /** Length of the page's line without what was cut from its end. */
  length: number
  number: number
}

/**
 * Finds the fenced and indented code blocks of a page, as CommonMark has them: in lists and quotes, of backticks or
 * tildes of any length, and none inside HTML comments, `<pre>` or `<script>`. Jekyll's raw tags at either end of a
 * line are no part of it, as Jekyll takes them away first. Other HTML does not hide a block that follows it without
 * a blank line, as Markdown's dialects differ there.
 */
export function findCodeBlocks(page: string): CodeBlock[] {
  const state: PageState = { containers: [], leaf: { kind: 'none' }, blocks: [] }
  page.split(/\r\n|\n|\r/).forEach((line, index) => {
    const end = line.replace(/(?:\{%-?\s*(?:end)?raw\s*-?%\}\s*)+$/, '')
    const text = end.replace(/^([ \t]*)(?:\{%-?\s*(?:end)?raw\s*-?%\})+/, '$1')
    readLine(state, { cursor: new LineCursor(text), length: end.length, number: index + 1 })
  })
  return state.blocks
}

function readLine(state: PageState, line: PageLine): void {
  const matched = enterContainers(state.containers, line.cursor)
  const isInside = matched === state.containers.length
  if (isInside && continueLeaf(state, line)) return
  if (openBlocks(state, line, matched)) return
  state.leaf = { kind: line.cursor.isBlank ? 'none' : 'paragraph' }
}

/** Whether the line belongs to the code or the HTML that is open. */
function continueLeaf(state: PageState, line: PageLine): boolean {
  const { leaf } = state
  const { cursor } = line
  if (leaf.kind === 'fence') {
    if (cursor.indent < 4 && closesFence(cursor.text, leaf.mark)) state.leaf = { kind: 'none' }
    else addLine(leaf.block, line, leaf.indent)
    return true
  }
  if (leaf.kind === 'html') {
    if (leaf.end.test(cursor.rest)) state.leaf = { kind: 'none' }
    return true
  }
  if (leaf.kind === 'indented' && (cursor.indent >= 4 || cursor.isBlank)) {
    addLine(leaf.block, line, 4)
    return true
  }
  return false
}

/** Opens the quotes, list items and blocks that start on a line; true where nothing is left to do on it. */
function openBlocks(state: PageState, line: PageLine, matched: number): boolean {
  const { cursor } = line
  let depth = matched
  while (!cursor.isBlank) {
    if (cursor.indent >= 4) {
      if (state.leaf.kind === 'paragraph') return true
      leaveTo(state, depth)
      openCode(state, { kind: 'indented', block: startBlock(line.number) }, line)
      return true
    }
    const isParagraph = state.leaf.kind === 'paragraph' && depth === state.containers.length
    if (openLeaf(state, line, depth, isParagraph)) return true
    const container = openContainer(cursor, isParagraph)
    if (!container) break
    leaveTo(state, depth)
    state.containers.push(container)
    state.leaf = { kind: 'none' }
    depth++
  }
  if (state.leaf.kind !== 'paragraph' || cursor.isBlank) leaveTo(state, depth)
  return false
}

function openLeaf(state: PageState, line: PageLine, depth: number, isParagraph: boolean): boolean {
  const { text, indent } = line.cursor
  const fence = /^(`{3,}(?=[^`]*$)|~{3,})/.exec(text)
  const html = hidingHtml.find(({ start }) => start.test(text))
  const isUnderline = isParagraph && /^(?:=+|-+)[ \t]*$/.test(text)
  const isRuleOrHeading = /^(?:#{1,6}(?:[ \t]|$)|([-*_])[ \t]*(?:\1[ \t]*){2,}$)/.test(text)
  if (!fence && !html && !isUnderline && !isRuleOrHeading) return false
  leaveTo(state, depth)
  state.leaf = { kind: 'none' }
  if (fence) {
    state.leaf = { kind: 'fence', mark: fence[0], indent, block: startBlock(line.number + 1) }
    state.blocks.push(state.leaf.block)
  } else if (html && !html.end.test(text)) state.leaf = { kind: 'html', end: html.end }
  return true
}

/** The kinds of HTML that CommonMark ends by their own mark, so that blank lines and fences are part of them. */
const hidingHtml = [
  { start: /^<(?:script|pre|style|textarea)(?:[\s>]|$)/i, end: /<\/(?:script|pre|style|textarea)>/i },
  { start: /^<!--/, end: /-->/ },
  { start: /^<\?/, end: /\?>/ },
  { start: /^<!\[CDATA\[/, end: /\]\]>/ },
  { start: /^<![A-Za-z]/, end: />/ },
]

function closesFence(text: string, mark: string): boolean {
  const found = /^(`+|~+)[ \t]*$/.exec(text)?.[1]
  return found !== undefined && found[0] === mark[0] && found.length >= mark.length
}

function leaveTo(state: PageState, depth: number): void {
  if (depth === state.containers.length) return
  state.containers.length = depth
  state.leaf = { kind: 'none' }
}

function openCode(state: PageState, leaf: IndentedCode, line: PageLine): void {
  state.leaf = leaf
  state.blocks.push(leaf.block)
  addLine(leaf.block, line, 4)
}

function startBlock(line: number): CodeBlock {
  return { text: '', line, shifts: [] }
}

function addLine(block: CodeBlock, line: PageLine, indent: number): void {
  line.cursor.skipColumns(Math.min(indent, line.cursor.indent))
  const text = line.cursor.rest
  block.text += block.shifts.length > 0 ? `\n${text}` : text
  block.shifts.push(line.length - text.length)
}
