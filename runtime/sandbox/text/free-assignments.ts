import type { AnyNode, Function as FunctionNode, Pattern, Program } from 'acorn'

/**
 * Names that a text assigns to without declaring them. In sloppy code that makes a global; here each becomes a
 * variable of its function node, since the real global object is shared by all of them.
 *
 * @param known names that are declared around the text
 */
export function findFreeAssignments(program: Program, known: readonly string[]): Set<string> {
  const free = new Set<string>()
  const outer = new Scope(undefined, true)
  for (const name of known) outer.names.add(name)
  const top = new Scope(outer, true)
  declareHoisted(program.body, top)
  for (const statement of program.body) visit(statement, top, free)
  return free
}

class Scope {
  readonly names = new Set<string>()

  constructor(
    private readonly parent: Scope | undefined,
    readonly isFunction: boolean,
  ) {}

  has(name: string): boolean {
    return this.names.has(name) || (this.parent?.has(name) ?? false)
  }

  get functionScope(): Scope {
    return this.isFunction || this.parent === undefined ? this : this.parent.functionScope
  }
}

function visit(node: AnyNode, scope: Scope, free: Set<string>): void {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      visitFunction(node, scope, free)
      return
    case 'ClassDeclaration':
    case 'ClassExpression':
      visitIn(node, withNames(scope, node.id ? [node.id.name] : []), free)
      return
    case 'BlockStatement':
    case 'StaticBlock':
      visitBlock(node.body, scope, free)
      return
    case 'SwitchStatement':
      visit(node.discriminant, scope, free)
      visitBlock(
        node.cases.flatMap((each) => each.consequent),
        scope,
        free,
      )
      for (const { test } of node.cases) if (test) visit(test, scope, free)
      return
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
      visitLoop(node, scope, free)
      return
    case 'CatchClause':
      visitBlock(node.body.body, withNames(scope, node.param ? namesIn(node.param) : []), free)
      if (node.param) visit(node.param, scope, free)
      return
    case 'AssignmentExpression':
      noteTarget(node.left, scope, free)
      break
    case 'UpdateExpression':
      noteTarget(node.argument as Pattern, scope, free)
      break
  }
  visitIn(node, scope, free)
}

function visitIn(node: AnyNode, scope: Scope, free: Set<string>): void {
  for (const child of childrenOf(node)) visit(child, scope, free)
}

function visitBlock(body: readonly AnyNode[], scope: Scope, free: Set<string>): void {
  const block = new Scope(scope, false)
  declareLexical(body, block)
  for (const statement of body) visit(statement, block, free)
}

function visitLoop(node: AnyNode, scope: Scope, free: Set<string>): void {
  const block = new Scope(scope, false)
  const head =
    node.type === 'ForStatement'
      ? node.init
      : node.type === 'ForInStatement' || node.type === 'ForOfStatement'
        ? node.left
        : undefined
  if (head?.type === 'VariableDeclaration') declareLexical([head], block)
  else if (head && node.type !== 'ForStatement') noteTarget(head as Pattern, block, free)
  visitIn(node, block, free)
}

function visitFunction(node: FunctionNode | AnyNode, scope: Scope, free: Set<string>): void {
  const { id, params, body } = node as FunctionNode
  const inner = new Scope(scope, true)
  if (id && node.type === 'FunctionExpression') inner.names.add(id.name)
  if (node.type !== 'ArrowFunctionExpression') inner.names.add('arguments')
  for (const parameter of params) for (const name of namesIn(parameter)) inner.names.add(name)
  if (body.type === 'BlockStatement') declareHoisted(body.body, inner)
  for (const parameter of params) visit(parameter, inner, free)
  if (body.type === 'BlockStatement') for (const statement of body.body) visit(statement, inner, free)
  else visit(body, inner, free)
}

function noteTarget(target: Pattern, scope: Scope, free: Set<string>): void {
  for (const name of namesIn(target)) if (!scope.has(name)) free.add(name)
}

function withNames(parent: Scope, names: readonly string[]): Scope {
  const scope = new Scope(parent, false)
  for (const name of names) scope.names.add(name)
  return scope
}

/** What a function's body declares for all of it: `var` at any depth, and what stands directly in it. */
function declareHoisted(body: readonly AnyNode[], scope: Scope): void {
  declareLexical(body, scope)
  for (const statement of body) declareVars(statement, scope)
}

function declareLexical(body: readonly AnyNode[], scope: Scope): void {
  for (const statement of body) {
    if (statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration') {
      if (statement.id) scope.names.add(statement.id.name)
    } else if (statement.type === 'VariableDeclaration') {
      for (const { id } of statement.declarations) for (const name of namesIn(id)) scope.names.add(name)
    }
  }
}

function declareVars(node: AnyNode, scope: Scope): void {
  if (node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression') return
  if (node.type === 'FunctionDeclaration') {
    // In sloppy code a function in a block is a variable of the whole function as well.
    if (node.id) scope.names.add(node.id.name)
    return
  }
  if (node.type === 'VariableDeclaration' && node.kind === 'var') declareLexical([node], scope)
  for (const child of childrenOf(node)) declareVars(child, scope)
}

/** The names that a pattern binds or assigns to. */
function namesIn(pattern: AnyNode): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name]
    case 'ObjectPattern':
      return pattern.properties.flatMap((each) =>
        namesIn(each.type === 'RestElement' ? each.argument : each.value),
      )
    case 'ArrayPattern':
      return pattern.elements.flatMap((each) => (each ? namesIn(each) : []))
    case 'AssignmentPattern':
      return namesIn(pattern.left)
    case 'RestElement':
      return namesIn(pattern.argument)
    default:
      return []
  }
}

export function childrenOf(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = []
  for (const key in node) {
    const value: unknown = Reflect.get(node, key)
    if (Array.isArray(value)) children.push(...value.filter(isNode))
    else if (isNode(value)) children.push(value)
  }
  return children
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'type') === 'string'
}
