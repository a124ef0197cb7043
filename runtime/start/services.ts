import { resolve } from 'node:path'
import type { FlowScope } from '../build/graph.js'
import type { Contexts } from '../context/contexts.js'
import type { HttpEntry } from '../http/http-entry.js'
import type { Log } from '../log.js'
import type { RuntimeOptions } from '../options.js'
import type { LocalOptions, Preparation } from '../prepare.js'
import { createSandbox } from '../sandbox/create-sandbox.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import type { CredentialKeeper } from './credential-keeper.js'
import type { RuntimeEvents } from './events.js'
import type { Peerage } from './peers.js'
import type { NodeServices } from './running-node.js'

export interface ServiceParts {
  preparation: Preparation
  options: RuntimeOptions & LocalOptions
  contexts: Contexts
  http: HttpEntry
  events: RuntimeEvents
  peers: Peerage
  credentials: CredentialKeeper
  log: Log
}

export interface RuntimeServices extends NodeServices {
  /** The secrets of nodes, as nodes change them. */
  readonly credentials: CredentialKeeper
  /** The longest that one call of a function may take, in milliseconds; 0 where there is none. */
  readonly longestCallMs: number
  close(): Promise<void>
}

/** What the nodes of a runtime share. The sandbox is made when the first node asks for it. */
export function createServices(parts: ServiceParts): RuntimeServices {
  const { preparation, options, contexts, http, events, peers, credentials } = parts
  const { settings } = preparation
  const userDir = resolve(preparation.cwd, preparation.userDir ?? '.')
  let sandbox: Sandbox | undefined
  return {
    settings,
    get sandbox() {
      sandbox ??= createSandbox({
        level: options.sandbox === 'trusted' ? 'trusted' : 'contained',
        settings: { ...settings, userDir },
        takesSigint: options.takesSigint ?? false,
      })
      return sandbox
    },
    peers,
    credentials,
    nodeContext: (plan) => contexts.node(plan.id, plan.flow.id),
    flowContext: (plan) => contexts.flow(plan.flow.id, listParents(plan.flow)),
    globalContext: contexts.global,
    httpDoor: (plan) => http.door(plan.id),
    log: events.log,
    reportError: events.reportError,
    reportStatus: events.reportStatus,
    debugOutput(plan, output) {
      const { id, type, name } = plan
      const node = { id, type, name, z: plan.flow.id, path: `${plan.flow.path}/${plan.alias}` }
      parts.log({ level: 'info', message: output.property, node, debug: output })
    },
    ...(options.dressNode === undefined ? {} : { dress: options.dressNode }),
    get longestCallMs() {
      return sandbox?.longestLimitMs ?? 0
    },
    async close() {
      await sandbox?.close()
    },
  }
}

/** The ids of the flows that a subflow instance is in, nearest first. */
function listParents({ parent }: FlowScope): string[] {
  return parent === undefined ? [] : [parent.id, ...listParents(parent)]
}
