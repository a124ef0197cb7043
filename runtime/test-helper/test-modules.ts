import type { AnyNodeType } from '../define-node.js'
import type { RedModule } from '../palette/red-module.js'
import type { Red } from '../red/red-api.js'
import { isNodeType } from './node-types.js'

/** What tests give as nodes: modules for Node-RED, node types, and what `import` and `require` make of either. */
export type TestNodes = unknown

export interface SortedNodes {
  modules: RedModule[]
  types: AnyNodeType[]
}

/** @throws TypeError for what is neither a module nor a node type */
export function sortTestNodes(given: TestNodes): SortedNodes {
  const sorted: SortedNodes = { modules: [], types: [] }
  for (const one of new Set([given].flat())) {
    const node = unwrap(one)
    if (typeof node === 'function') sorted.modules.push(node as RedModule)
    else if (isNodeType(node)) sorted.types.push(node)
    else if (node !== undefined && node !== null)
      throw new TypeError(`load() takes modules (functions of RED) and node types, not a ${typeof node}.`)
  }
  return sorted
}

function unwrap(one: unknown): unknown {
  if (typeof one !== 'object' || one === null || !('default' in one) || isNodeType(one)) return one
  return one.default
}

/** The `RED` of a module under test: its texts are the keys of them, and its settings those of the helper. */
export function adaptRed(red: Red, parts: { settings: object; server: () => unknown }): object {
  return Object.create(red, {
    _: { value: (key: unknown) => key, writable: true, configurable: true },
    settings: { value: parts.settings, writable: true, configurable: true },
    server: { get: parts.server, configurable: true },
  })
}
