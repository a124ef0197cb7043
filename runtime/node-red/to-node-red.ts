import type { AnyNodeType } from '../define-node.js'
import { MillraceError } from '../errors.js'
import { createConfigChecks } from '../load/check-config.js'
import { adaptHttp } from './adapted-http.js'
import type { Definition, Red, RedNode } from './red.js'
import { runNode, type TypeInNodeRed } from './run-node.js'

/** Node types, or a function that loads the module which exports them. */
export type NodeTypeSource =
  | AnyNodeType
  | readonly AnyNodeType[]
  | (() => Promise<Readonly<Record<string, unknown>>>)

/**
 * Makes a module for Node-RED of node types: what its `module.exports` is to be. The `.html` file that Node-RED wants
 * beside it is written by `millrace node-html`.
 *
 * ```js
 * const { toNodeRed } = require('millrace/node-red')
 * module.exports = toNodeRed(() => import('../src/greet.js'))
 * ```
 */
export function toNodeRed(source: NodeTypeSource): (RED: Red) => void | Promise<void> {
  return (RED) => {
    if (typeof source === 'function') {
      return source().then((exports) => registerTypes(RED, nodeTypesIn(exports)))
    }
    return registerTypes(RED, [source].flat() as AnyNodeType[])
  }
}

/** The node types among a module's exports: the default one, which may be a list, and the named ones. */
export function nodeTypesIn(exports: Readonly<Record<string, unknown>>): AnyNodeType[] {
  const types = Object.values(exports)
    .flatMap((value) => (isTable(value) ? Object.values(value) : value))
    .filter(isNodeType)
  if (types.length > 0) return [...new Set(types)]
  const names = Object.keys(exports).join(', ') || 'nothing'
  throw new MillraceError('BAD_NODE_TYPE', `The module exports no node type, but ${names}.`)
}

/** What `import()` gives as default for a CommonJS module. */
function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !isNodeType(value) && !Array.isArray(value)
}

function isNodeType(value: unknown): value is AnyNodeType {
  const { type, create } = Object(value) as Record<string, unknown>
  return typeof type === 'string' && typeof create === 'function'
}

function registerTypes(red: Red, types: readonly AnyNodeType[]): void {
  const http = adaptHttp(red)
  const checks = createConfigChecks()
  for (const nodeType of types) {
    refuseWhatNodeRedLacks(nodeType)
    registerType({ red, nodeType, check: (definition) => checks(nodeType)(definition), http })
  }
}

function registerType(shared: TypeInNodeRed): void {
  const { red, nodeType } = shared
  const { credentials = {} } = nodeType
  const fields = Object.entries(credentials).map(([name, { type }]) => [name, { type }])
  // Node-RED calls it with `new`, and sets its prototype.
  function NodeOfType(this: RedNode, definition: Definition) {
    red.nodes.createNode(this, definition)
    runNode(this, definition, shared)
  }
  red.nodes.registerType(nodeType.type, NodeOfType, { credentials: Object.fromEntries(fields) })
}

/** @throws MillraceError BAD_NODE_TYPE for what only Millrace's engine can do */
function refuseWhatNodeRedLacks(nodeType: AnyNodeType): void {
  const lacking = (['observes', 'wires', 'wiredFrom'] as const).filter((member) => nodeType[member])
  if (lacking.length === 0) return
  throw new MillraceError(
    'BAD_NODE_TYPE',
    `The node type "${nodeType.type}" uses ${lacking.join(' and ')}, which Node-RED offers to no node.`,
  )
}
