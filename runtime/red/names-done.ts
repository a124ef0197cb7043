import { createRequire } from 'node:module'
import type { AnyNode, Function as FunctionNode } from 'acorn'
import type { InputListener } from './node-link.js'

/**
 * Whether a listener's text names its third parameter, `done`, anywhere: one that does not will never call it. Taken
 * as so where the text does not tell, as that of bound functions.
 */
export function namesDone(listener: InputListener): boolean {
  const made = parseFunction(Function.prototype.toString.call(listener))
  const done = made?.params[2]
  if (made === undefined || done === undefined || done.type !== 'Identifier') return true
  const parts = [...made.params.filter((parameter) => parameter !== done), made.body]
  return parts.some((part) => mentions(part, done.name))
}

function parseFunction(text: string): FunctionNode | undefined {
  // As an expression, or as a method of an object or a class.
  for (const source of [`(${text})`, `({${text}})`]) {
    const parsed = parse(source)
    const found = parsed && findFunction(parsed)
    if (found !== undefined) return found
  }
  return undefined
}

function parse(source: string): AnyNode | undefined {
  const { parse: read } = createRequire(import.meta.url)('acorn') as typeof import('acorn')
  try {
    return read(source, { ecmaVersion: 'latest' })
  } catch {
    return undefined
  }
}

/** The outermost function. */
function findFunction(node: AnyNode): FunctionNode | undefined {
  if (/^(Function|ArrowFunction)Expression$/.test(node.type)) return node as FunctionNode
  return childrenOf(node).map(findFunction).find(Boolean)
}

function mentions(node: AnyNode, name: string): boolean {
  if (node.type === 'Identifier')
    return node.name === name || node.name === 'arguments' || node.name === 'eval'
  if (node.type === 'MemberExpression' && !node.computed) return mentions(node.object, name)
  if (node.type === 'Property' && !node.computed) return mentions(node.value, name)
  return childrenOf(node).some((child) => mentions(child, name))
}

function childrenOf(node: AnyNode): AnyNode[] {
  return Object.values(node)
    .flat()
    .filter((value): value is AnyNode => typeof (value as { type?: unknown } | null)?.type === 'string')
}
