import { type CodeBlock, findCodeBlocks } from './code-blocks.js'
import { type FlowText, isObject } from './flow-entries.js'
import { indexPlaces, type PlaceAt } from './text-place.js'

/** What a page holds: its flows, in order, and the blocks that were meant to be flows but are not JSON. */
export interface FlowPage {
  flows: FlowText[]
  broken: Array<Omit<FlowText, 'value'>>
}

/**
 * Whether a text is a Markdown page rather than JSON, by its name and what it holds. Text that is JSON never is.
 */
export function looksLikePage(text: string, file: string): boolean {
  if (/\.json$/i.test(file)) return false
  if (/\.(?:md|mdx|markdown|mdown|mkd)$/i.test(file)) return true
  if (/^\s*(?:\[\s*[[{"\]]|\{\s*["}])/.test(text)) return false
  return /^(?:---[ \t]*$|#{1,6}[ \t]|[ \t>]*(?:[-*+\d.)]+[ \t]+)?(?:`{3}|~{3})|[ \t]*\{%)/m.test(text)
}

/** Finds the flows among the code blocks of a page. */
export function findFlowsInPage(page: string): FlowPage {
  const texts = findCodeBlocks(page)
    .filter(({ text }) => /^\s*[[{]/.test(text))
    .map((block) => ({ text: block.text, placeAt: placeInPage(block), value: parseOrNothing(block.text) }))
  const parsed = texts.filter(({ value }) => value !== undefined)
  const failed = texts.filter(({ value }) => value === undefined)
  const certain = parsed.filter(({ value }) => isCertainlyFlow(value))
  const flows = certain.length > 0 ? certain : parsed.filter(({ value }) => isListOfNodes(value))
  const suspect = failed.filter(({ text }) => wasMeantAsFlow(text))
  return { flows, broken: flows.length > 0 || suspect.length > 0 ? suspect : failed }
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function placeInPage({ text, line, shifts }: CodeBlock): PlaceAt {
  const placeInBlock = indexPlaces(text)
  return (offset) => {
    const place = placeInBlock(offset)
    return { line: line + place.line - 1, column: place.column + (shifts[place.line - 1] ?? 0) }
  }
}

/** Pages also show other JSON, so one node must have what only a flow has. */
function isCertainlyFlow(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.some(
      (entry) => isNode(entry) && (Array.isArray(entry.wires) || 'z' in entry || isFrame(entry)),
    )
  }
  if (!isObject(value)) return false
  const { flows, nodes, configs } = value
  return [flows, nodes, configs].some((list) => Array.isArray(list) && list.some(isNode))
}

function isListOfNodes(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isNode)
}

function isNode(entry: unknown): entry is Record<string, unknown> {
  return isObject(entry) && typeof entry.id === 'string' && typeof entry.type === 'string'
}

function isFrame({ type }: Record<string, unknown>): boolean {
  return type === 'tab' || type === 'subflow' || type === 'global-config'
}

function wasMeantAsFlow(text: string): boolean {
  const names = ['id', 'type'].every((name) => hasName(text, name))
  return names && ['wires', 'z', 'x'].some((name) => hasName(text, name))
}

function hasName(text: string, name: string): boolean {
  return new RegExp(`(?:^|[{,\\s"'\u201c\u201d])${name}["'\u201c\u201d]?\\s*:`).test(text)
}
