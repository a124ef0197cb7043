import type { NodeModule } from '../palette/folder-modules.js'
import { nodeRedVersion } from '../palette/package-version.js'
import { createTranslate } from './catalogues.js'
import type { RedEnvironment } from './environment.js'
import { createModuleAccess } from './module-access.js'
import type { Plugin } from './plugins.js'
import type { RedNode } from './red-node.js'
import type { Registration } from './registration.js'

type Entry = Readonly<Record<string, unknown>>
type Next = (error?: unknown) => void

/** The `RED` of one module: what all modules share, and what is its own. */
export function createRed(environment: RedEnvironment, module: NodeModule, registration: Registration) {
  const { nodes, credentials, log, settings, events, hooks, util, comms, plugins, http } = environment
  const translate = createTranslate(environment.catalogues, module)
  const access = createModuleAccess(environment, module)
  return {
    nodes: {
      createNode: (node: RedNode, entry: Entry) => nodes.create(node, entry),
      registerType: (...parameters: unknown[]) => registration.registerType(...parameters),
      registerSubflow: (subflow: unknown) => registration.registerSubflow(subflow),
      getNode: (id: unknown) => nodes.get(id),
      eachNode: (call: (entry: Entry) => unknown) => environment.eachEntry(call),
      getType: (type: string) => nodes.constructorOf(type),
      getCredentials: (id: string) => credentials.get(id),
      addCredentials: (id: string, secrets: Record<string, unknown>) => credentials.add(id, secrets),
      deleteCredentials: (id: string) => credentials.delete(id),
    },
    log: Object.assign(log.forModules(), { _: translate }),
    settings: settings.view,
    events,
    hooks: {
      add: (hookId: string, hook: (...parameters: never[]) => unknown) => hooks.add(hookId, hook),
      remove: (hookId: string) => hooks.remove(hookId),
      clear: () => hooks.clear(),
      has: (hookId: string) => hooks.has(hookId),
      trigger: (hook: string, payload: unknown, done?: (result?: unknown) => void) =>
        hooks.trigger(hook, payload, done),
    },
    util,
    version: () => nodeRedVersion,
    require: access.require,
    import: access.import,
    comms: {
      publish: (topic: string, data: unknown, retain?: boolean) => comms.publish(topic, data, retain),
    },
    plugins: {
      registerPlugin: (id: string, plugin: Plugin) => registration.registerPlugin(id, plugin),
      get: (id: string) => plugins.get(id),
      getByType: (type: string) => plugins.getByType(type),
    },
    library: {
      register: (type: string) => environment.libraryTypes.add(type),
    },
    auth: {
      needsPermission: (permission: string) => (request: object, response: object, next: Next) =>
        environment.authorise(permission, request, response, next),
    },
    get httpNode() {
      return http.httpNode
    },
    get httpAdmin() {
      return http.httpAdmin
    },
    get server() {
      return http.server
    },
    _: translate,
  }
}

export type Red = ReturnType<typeof createRed>
