import { EventEmitter } from 'node:events'
import { setLink } from '../red/node-link.js'
import type { Red } from '../red/red-api.js'
import { RedNode } from '../red/red-node.js'
import { createLocalRuntime } from '../runtime.js'
import type { SinonSpy } from './authors-packages.js'
import type { FlowEntry } from './flow-entries.js'
import type { Serving } from './helper-applications.js'
import type { CurrentSettings } from './helper-settings.js'
import { adaptRed, type RedParts, sortTestNodes, type TestNodes } from './test-modules.js'
import { WatchedNodes } from './watched-node.js'

const logLevels = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE', 'AUDIT', 'METRIC'] as const

/** What a flow under test is loaded with. */
export interface TestFlow {
  readonly nodes: TestNodes
  readonly flow: FlowEntry[]
  readonly settings: CurrentSettings
  readonly logSpy: SinonSpy
  /** What modules under test get in place of the runtime's own. */
  readonly parts: Omit<RedParts, 'settings'>
  /** Called with the `RED` of the flow before any other module gets one. */
  onRed(red: Red): void
}

/** Starts a flow; what a module fails with is among the failures, and the rest runs. */
export async function loadFlow(test: TestFlow): Promise<Serving & { failures: unknown[] }> {
  const { live, given: settings } = test.settings
  const { modules, types } = await sortTestNodes(test.nodes)
  const failures: unknown[] = []
  let red: Red | undefined
  const watched = new WatchedNodes((id) => red?.nodes.getNode(id) ?? null, live)
  const helperModule = (given: object) => {
    red = given as Red
    Object.setPrototypeOf(live, red.settings)
    listenToLog(red, test.logSpy)
    registerHelper(red)
    test.onRed(red)
  }
  const runtime = createLocalRuntime({
    flow: test.flow,
    sandbox: settings.sandbox === 'contained' ? 'contained' : 'trusted',
    nodes: types,
    modules: [
      helperModule,
      ...modules.map((module) => async (given: object) => {
        try {
          await module(adaptRed(given as Red, { ...test.parts, settings: live }))
        } catch (error) {
          failures.push(error)
          throw error
        }
      }),
    ],
    settings,
    admin: true,
    lenient: true,
    unknownAs: 'unknown',
    port: false,
    drainTimeoutMs: 0,
    log: () => {},
    dressNode: (planned, plan, slot) => {
      // Nodes written for Node-RED are the objects that tests know.
      if (red?.nodes.getType(plan.type) !== undefined) return planned
      const before: RedNode = Object.create(RedNode.prototype)
      setLink(before, { environment: undefined, running: planned, plan, slot })
      return watched.watch(planned, slot, before)
    },
  })
  await runtime.start()
  return { runtime, red: red as unknown as Red, failures }
}

function listenToLog({ log }: Red, spy: SinonSpy): void {
  for (const level of logLevels) Object.assign(spy, { [level]: log[level] })
  log.addHandler(new EventEmitter().on('log', (entry) => spy(entry)))
}

/** Nodes of type `helper` do nothing: tests listen to them. */
function registerHelper(red: Red): void {
  function Helper(this: RedNode, entry: Record<string, unknown>) {
    red.nodes.createNode(this, entry)
  }
  red.nodes.registerType('helper', Helper)
}
