import type { AnyNodeType, ConfigSchema, CredentialFields } from '../define-node.js'
import type { NodeModule } from '../palette/folder-modules.js'
import type { RedEnvironment, RegisteredType } from './environment.js'
import type { NodeForm } from './read-form.js'
import type { DeclaredSetting } from './red-settings.js'

/** The options of `registerType`. */
export interface TypeOptions {
  credentials?: Readonly<Record<string, { type?: string } | undefined>>
  settings?: Readonly<Record<string, DeclaredSetting>>
}

/** What a node's fields are is known to its form in the editor only, so all are taken. */
const anyFields = { type: 'object', properties: {}, additionalProperties: true } as ConfigSchema

/** A registered type as a node type like any other. Whether it is a config node, each entry says: it has no place. */
export function createNodeType(
  type: string,
  registered: RegisteredType,
  environment: RedEnvironment,
  module: NodeModule,
  { inputs }: NodeForm,
): AnyNodeType {
  const holder = module.package
  return {
    type,
    summary: `A node of ${holder === undefined ? module.source : `${holder.name} ${holder.version}`}, written for Node-RED.`,
    ...(inputs === undefined ? {} : { hasInput: inputs > 0 }),
    config: anyFields,
    credentials: describeCredentials(registered.credentials),
    create: (_config, running) => environment.nodes.make(running, registered),
  }
}

function describeCredentials(credentials: NonNullable<TypeOptions['credentials']>): CredentialFields {
  return Object.fromEntries(
    Object.entries(credentials).map(([name, field]) => [
      name,
      {
        type: field?.type === 'password' ? 'password' : 'text',
        description: `${name} of the node.`,
      } as const,
    ]),
  )
}
