import type { AnyNodeType } from '../define-node.js'
import type { RedModule } from '../palette/red-module.js'
import type { Red } from '../red/red-api.js'
import { isNodeType } from './node-types.js'

/** What tests give as nodes: modules for Node-RED, node types, what `import` and `require` make of either, or lists. */
export type TestNodes = unknown

export interface SortedNodes {
  modules: RedModule[]
  types: AnyNodeType[]
}

/** @throws TypeError for what is neither a module nor a node type */
export async function sortTestNodes(given: TestNodes): Promise<SortedNodes> {
  const sorted: SortedNodes = { modules: [], types: [] }
  for (const one of new Set([await given].flat(Number.POSITIVE_INFINITY))) {
    const node = unwrap(await one)
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

/** What modules under test get from the helper. */
export interface RedParts {
  readonly settings: object
  readonly util: Red['util']
  readonly server: () => unknown
}

/** The `RED` of a module under test: its texts are the keys of them. */
export function adaptRed(red: Red, { settings, util, server }: RedParts): object {
  const { registerType } = red.nodes
  const nodes = {
    ...red.nodes,
    registerType: (...parameters: Parameters<typeof registerType>) => {
      if (!parameters.slice(0, 2).some(isObserver)) registerType(...parameters)
    },
  }
  const fixed = { writable: true, configurable: true, enumerable: true }
  return Object.create(red, {
    nodes: { value: nodes, ...fixed },
    _: { value: (key: unknown) => key, ...fixed },
    settings: { value: settings, ...fixed },
    util: { value: util, ...fixed },
    server: { get: server, configurable: true, enumerable: true },
  })
}

/** Types that the runtime itself tells of what happens: the built-in ones serve, also where tests give Node-RED's own. */
function isObserver(type: unknown): boolean {
  return ['catch', 'status', 'complete'].includes(type as string)
}
