import { makeFolder } from '../helpers/make-folder.js'
import { type FlowEntry, type RecordedFlow, recordFlow } from '../helpers/record-flow.js'

type Options = NonNullable<Parameters<typeof recordFlow>[1]>

/** A module for Node-RED around the statements of its function; the types are `RED`'s own business. */
export const redModule = (statements: string) => `module.exports = function (RED) {\n${statements}\n}\n`

/** A module with one node type `probe` whose constructor has these statements after `createNode`. */
export const probeModule = (statements: string, more = '') =>
  redModule(`
    function Probe(config) {
      RED.nodes.createNode(this, config)
      const node = this
      ${statements}
    }
    RED.nodes.registerType('probe', Probe)
    ${more}`)

/** Starts a flow with modules for Node-RED, given by the name of their file. */
export async function runRed(
  modules: Record<string, string | object>,
  flow: readonly FlowEntry[],
  options: Options = {},
): Promise<RecordedFlow & { folder: string }> {
  const folder = await makeFolder(modules)
  const recorded = await recordFlow(flow, { cwd: folder, nodes: [folder], ...options })
  return Object.assign(recorded, { folder })
}

/** A probe wired to a recorder. */
export const probeFlow = (fields: object = {}, more: FlowEntry[] = []): FlowEntry[] => [
  { id: 't', type: 'tab', label: 'Tab' },
  { id: 'p', type: 'probe', z: 't', x: 1, y: 1, wires: [['out']], ...fields },
  { id: 'out', type: 'record', z: 't', x: 1, y: 1 },
  ...more,
]
