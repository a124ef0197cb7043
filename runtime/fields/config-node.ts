import type { ConfigSchema } from './config-schema.js'

declare const instance: unique symbol

/** A reference to a config node; made by {@link configNode}. */
export interface ConfigNodeField<Instance = unknown, Needed extends boolean = boolean> {
  readonly type: 'string'
  readonly default: ''
  readonly configNode: string
  readonly description: string
  readonly needed: Needed
  readonly [instance]?: Instance
}

/** What the `create` of a node type returns, once it has settled. */
export type InstanceOf<Type> = Type extends { create(...parameters: never[]): infer Made }
  ? Awaited<Made>
  : unknown

interface TypeOfConfigNode {
  readonly type: string
  readonly config: ConfigSchema
  create(...parameters: never[]): unknown
}

interface Needed {
  /** What the node is for. */
  description: string
  /** A flow that does not set it is refused. */
  needed: true
}

interface Optional {
  /** What the node is for. */
  description: string
  /** A flow may leave it out: the value is then `undefined`. */
  needed?: boolean
}

/**
 * A field that refers to a config node, by its node type or by that type's name; at the top of a schema only.
 *
 * ```ts
 * properties: { broker: configNode(mqttBroker, { description: 'The broker to use.', needed: true }) }
 * properties: { broker: configNode<typeof mqttBroker>('mqtt-broker', { description: 'The broker to use.' }) }
 * ```
 *
 * In `create`, `config.broker` is what that config node's `create` returned, or `undefined` where the field is not
 * `needed` and the flow does not set it. In `check` and the like it is the id, `''` where not set.
 */
export function configNode<const Type extends TypeOfConfigNode>(
  type: Type,
  options: Needed,
): ConfigNodeField<InstanceOf<Type>, true>
export function configNode<const Type extends TypeOfConfigNode>(
  type: Type,
  options: Optional,
): ConfigNodeField<InstanceOf<Type>>
export function configNode<Type = unknown>(
  type: string,
  options: Needed,
): ConfigNodeField<InstanceOf<Type>, true>
export function configNode<Type = unknown>(type: string, options: Optional): ConfigNodeField<InstanceOf<Type>>
export function configNode(
  type: string | TypeOfConfigNode,
  { description, needed = false }: Needed | Optional,
): ConfigNodeField {
  const name = typeof type === 'string' ? type : type.type
  return { type: 'string', default: '', configNode: name, description, needed }
}
