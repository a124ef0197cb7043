import mustache, { type TemplateSpans } from 'mustache'
import type { RunningNode } from '../../runtime/define-node.js'
import type { Message } from '../../runtime/message/message.js'
import { compileTypedValue } from '../../runtime/message/typed-value.js'

/** The text of a template for a message; a promise only where a context store cannot answer at once. */
export type Render = (message: Message) => string | Promise<string>

/**
 * Parses a mustache template, whose names are properties of the message, and beyond those `env.NAME`, `flow.key`,
 * `global.key` and `flow[store].key`.
 *
 * @param escapesForJson line ends, tabs and backslashes of texts are written as within JSON texts
 * @throws Error where the template is none
 */
export function compileMustache(template: string, escapesForJson: boolean, node: RunningNode): Render {
  const writer = new mustache.Writer()
  const tokens: TemplateSpans = writer.parse(template)
  const reads = compileReads(tokens, node)
  const render = (message: Message, values: OuterValues) => {
    const context = new TemplateContext(message, undefined, values, escapesForJson)
    return writer.renderTokens(tokens as unknown as string[][], context, undefined, template)
  }
  return (message) => {
    const found = reads.map(([name, read]) => [name, read()] as const)
    if (!found.some(([, value]) => value instanceof Promise)) return render(message, new Map(found))
    const settled = found.map(async ([name, value]) => [name, await value] as const)
    return Promise.all(settled).then((values) => render(message, new Map(values)))
  }
}

/** Values from outside the message, by the name that the template has for them. */
type OuterValues = ReadonlyMap<string, unknown>

class TemplateContext extends mustache.Context {
  constructor(
    view: unknown,
    parent: TemplateContext | undefined,
    readonly outerValues: OuterValues,
    readonly escapesForJson: boolean,
  ) {
    super(view, parent)
  }

  override lookup(name: string): unknown {
    const value: unknown = super.lookup(name)
    if (value === undefined) return this.outerValues.has(name) ? this.outerValues.get(name) : ''
    return this.escapesForJson && typeof value === 'string' ? escapeForJson(value) : value
  }

  /** Within a section nothing is escaped, as in Node-RED: flows put JSON that is ready there. */
  override push(view: unknown): TemplateContext {
    return new TemplateContext(view, this, this.outerValues, false)
  }
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\f': '\\f',
  '\b': '\\b',
}

const escapeForJson = (text: string) => text.replace(/[\\\n\t\r\f\b]/g, (character) => escapes[character]!)

type Read = () => unknown

function compileReads(tokens: TemplateSpans, node: RunningNode): Array<[name: string, read: Read]> {
  return [...new Set(namesIn(tokens))].flatMap((name) => {
    const read = compileRead(name, node)
    return read === undefined ? [] : [[name, read] as [string, Read]]
  })
}

function namesIn(tokens: TemplateSpans): string[] {
  return tokens.flatMap(([type, name, , , inner]) => {
    if (type === 'text') return []
    return Array.isArray(inner) ? [name, ...namesIn(inner)] : [name]
  })
}

function compileRead(name: string, node: RunningNode): Read | undefined {
  const variable = /^env\.(.+)/.exec(name)?.[1]
  if (variable !== undefined) {
    const value = compileTypedValue(variable, 'env', node)
    return () => value.evaluate()
  }
  const [, scope, store, key] = /^(flow|global)(?:\[(\w+)\])?\.(.+)/.exec(name) ?? []
  if (key === undefined) return undefined
  return () => node.context[scope as 'flow' | 'global'].read(key, store)
}
