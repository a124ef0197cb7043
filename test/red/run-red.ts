import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { createRuntime, type Runtime } from '../../runtime/index.js'
import type { RuntimeOptions } from '../../runtime/options.js'
import { makeFolder } from '../helpers/make-folder.js'
import { createRecordType, type FlowEntry, type RecordedFlow, recordFlow } from '../helpers/record-flow.js'

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

/** A probe that evaluates expressions. */
export interface Evaluator {
  /** What an expression gives in the node, with `RED`, `node`, `config` and `msg` at hand; promises are awaited. */
  evaluate(expression: string, message?: Record<string, unknown>): Promise<unknown>
}

/** Starts a flow with an evaluator for the tests of one `describe`. */
export function useEvaluator(
  fields: object = {},
  more: FlowEntry[] = [],
  options: Partial<Omit<RuntimeOptions, 'flow' | 'log'>> = {},
): Evaluator {
  const records: RecordedFlow['records'] = []
  let runtime: Runtime
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-red-'))
    await writeFile(join(folder, 'probe.cjs'), evaluatorModule)
    const nodes = [createRecordType(records), join(folder, 'probe.cjs')]
    const flow = probeFlow(fields, more)
    runtime = createRuntime({ port: false, env: {}, userDir: folder, log: () => {}, ...options, flow, nodes })
    await runtime.start()
  })
  afterAll(async () => {
    await runtime.stop()
    await rm(folder, { recursive: true })
  })
  return {
    async evaluate(expression, message = {}) {
      const before = records.length
      runtime.inject('p', { ...message, expression })
      await vi.waitFor(() => expect(records.length).toBeGreaterThan(before), { interval: 1 })
      return records.at(-1)?.message.payload
    },
  }
}

const evaluatorModule = probeModule(`
  node.on('input', async (msg, send, done) => {
    const evaluate = new Function('RED', 'node', 'config', 'msg', 'return ' + msg.expression)
    try {
      send({ payload: await evaluate(RED, node, config, msg) })
    } catch (error) {
      send({ payload: 'threw ' + error.message })
    }
    done()
  })`)
