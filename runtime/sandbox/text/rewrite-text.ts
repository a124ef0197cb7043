import type { AnyNode, Function as FunctionNode, Program, Token } from 'acorn'
import { EditedText, EditList } from './edits.js'
import { childrenOf, findFreeAssignments } from './free-assignments.js'

/** A text of a function node, ready to be put into its wrapper. */
export interface RewrittenText {
  text: EditedText
  /** Names that it assigns to without declaring them. */
  freeNames: Set<string>
  /** It awaits at its top level, so it becomes an async function. */
  isAsync: boolean
  /** It calls `node.done()`, so a message is not finished when the function returns. */
  callsDone: boolean
}

type Parse = typeof import('acorn').parse

/**
 * Rewrites a text so that it keeps to its realm:
 *
 * - `import(…)` would give a promise of the host: it becomes a rejection of the realm, and the word itself is gone
 *   from the text, so that nothing depends on both parsers agreeing on what is code.
 * - What a `catch` takes is looked at before the code sees it: it may be an error of the host, thrown where the
 *   stack ran out.
 * - The promise of an async function is handed to the realm, lest its rejection end the process.
 * - With grants, what is awaited may be a promise of the host, which has to be made the realm's.
 *
 * @throws SyntaxError of the parser, with `loc`
 */
export function rewriteText(
  parse: Parse,
  text: string,
  options: { known: readonly string[]; bridgesPromises: boolean },
): RewrittenText {
  const tokens: Token[] = []
  const program = parse(text, {
    ecmaVersion: 'latest',
    sourceType: 'script',
    allowReturnOutsideFunction: true,
    allowAwaitOutsideFunction: true,
    onToken: tokens,
    locations: true,
  })
  const rewriter = new Rewriter(text, tokens, options.bridgesPromises)
  for (const statement of program.body) rewriter.visit(statement, 0)
  rewriter.hideImportWords()
  return {
    text: new EditedText(text, rewriter.edits.edits),
    freeNames: findFreeAssignments(program as Program, options.known),
    isAsync: rewriter.awaitsAtTop,
    callsDone: rewriter.callsDone,
  }
}

class Rewriter {
  readonly edits = new EditList()
  awaitsAtTop = false
  callsDone = false
  private readonly importCalls = new Set<number>()

  constructor(
    private readonly text: string,
    private readonly tokens: readonly Token[],
    private readonly bridgesPromises: boolean,
  ) {}

  /** `depth` counts the functions around the node. */
  visit(node: AnyNode, depth: number): void {
    switch (node.type) {
      case 'Identifier':
        if (/^(?:\$millrace|millraceEnter)/.test(node.name))
          this.refuse(node, `${node.name} is a reserved name`)
        break
      case 'ImportExpression':
        this.importCalls.add(node.start)
        this.edits.replace(node.start, node.start + 'import'.length, '$millraceImport')
        break
      case 'CatchClause':
        this.cleanCatch(node)
        break
      case 'AwaitExpression':
        if (depth === 0) this.awaitsAtTop = true
        if (this.bridgesPromises) this.wrap(node.argument, '($millraceAwait(', '))')
        break
      case 'ForOfStatement':
        if (node.await && depth === 0) this.awaitsAtTop = true
        break
      case 'VariableDeclaration':
        if (node.kind === 'await using' && depth === 0) this.awaitsAtTop = true
        break
      case 'CallExpression':
        if (isDoneCall(node)) this.callsDone = true
        break
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        if (node.async && !node.generator) this.trackAsync(node as FunctionNode)
        for (const child of childrenOf(node)) this.visit(child, depth + 1)
        return
      case 'MethodDefinition':
      case 'Property':
        if (node.value?.type === 'FunctionExpression' && isMethod(node)) {
          this.visitMethod(node, node.value as FunctionNode, depth)
          return
        }
        break
    }
    for (const child of childrenOf(node)) this.visit(child, depth)
  }

  /** Escapes the word in names, texts and comments: it is still the same name or text, and no keyword any more. */
  hideImportWords(): void {
    for (let at = this.text.indexOf('import'); at !== -1; at = this.text.indexOf('import', at + 1)) {
      if (!this.importCalls.has(at)) this.edits.replace(at, at + 1, '\\u0069')
    }
  }

  private cleanCatch(node: AnyNode & { type: 'CatchClause' }): void {
    const { param, body } = node
    if (!param) return
    if (param.type === 'Identifier') {
      this.edits.insertBefore(body.start + 1, `${param.name}=$millraceClean(${param.name});`)
      return
    }
    const close = this.closingParenthesis(param.end, body.start)
    this.edits.insertBefore(param.start, '$millraceCaught){let ')
    this.edits.replace(close, close + 1, '=$millraceClean($millraceCaught);')
    this.edits.insertAfter(body.end, '}')
  }

  /** `async function f(a) {…}` becomes `function f(...$) {return track((async (a) => {…})(...$))}`. */
  private trackAsync(node: FunctionNode): void {
    const { body, params } = node
    const asyncToken = this.tokenAt(node.start)
    const isArrow = node.type === 'ArrowFunctionExpression'
    if (isArrow) {
      this.wrap(node, '((...$millraceGiven) => $millraceTrack((', ')(...$millraceGiven)))')
      return
    }
    this.edits.replace(asyncToken.start, asyncToken.end, '')
    this.trackBody(node.start, params, body)
  }

  private visitMethod(member: AnyNode, value: FunctionNode, depth: number): void {
    const { key, computed } = member as unknown as { key: AnyNode; computed: boolean }
    if (computed) this.visit(key, depth)
    if (value.async && !value.generator) {
      const asyncToken = this.tokens.find(
        ({ start, end }) =>
          start >= member.start && end <= key.start && this.text.slice(start, end) === 'async',
      )
      if (asyncToken) this.edits.replace(asyncToken.start, asyncToken.end, '')
      this.trackBody(value.start, value.params, value.body as AnyNode)
    }
    for (const parameter of value.params) this.visit(parameter, depth + 1)
    this.visit(value.body, depth + 1)
  }

  private trackBody(from: number, params: readonly AnyNode[], body: AnyNode): void {
    const open = this.tokens.find(({ start }) => start >= from && this.text[start] === '(') as Token
    const close = this.closingParenthesis(params.at(-1)?.end ?? open.end, body.start)
    this.edits.insertBefore(open.start, '(...$millraceGiven){return $millraceTrack((async ')
    this.edits.insertAfter(close + 1, '=>')
    this.edits.insertAfter(body.end, ')(...$millraceGiven))}')
  }

  private closingParenthesis(from: number, before: number): number {
    const token = this.tokens.findLast(
      ({ start, end }) => start >= from && end <= before && this.text[start] === ')',
    ) as Token
    return token.start
  }

  private tokenAt(start: number): Token {
    return this.tokens.find((token) => token.start === start) as Token
  }

  private wrap(node: { start: number; end: number }, before: string, after: string): void {
    this.edits.insertBefore(node.start, before)
    this.edits.insertAfter(node.end, after)
  }

  private refuse(node: AnyNode, message: string): never {
    throw Object.assign(new SyntaxError(message), { loc: node.loc?.start })
  }
}

function isMethod(node: AnyNode): boolean {
  if (node.type === 'MethodDefinition') return true
  return node.type === 'Property' && (node.method || node.kind !== 'init')
}

function isDoneCall(node: AnyNode & { type: 'CallExpression' }): boolean {
  const { callee } = node
  return (
    callee.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    callee.object.name === 'node' &&
    !callee.computed &&
    callee.property.type === 'Identifier' &&
    callee.property.name === 'done' &&
    node.arguments.length === 0
  )
}
