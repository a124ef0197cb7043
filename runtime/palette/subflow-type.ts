import type { AnyNodeType, ConfigSchema, PropertySchema } from '../define-node.js'
import { MillraceError } from '../errors.js'

interface Variable {
  name: string
  type?: string
  value?: unknown
  ui?: { label?: Record<string, string> }
}

/**
 * The node type that a subflow published as a module is: named by its `meta.type`, else `sf:<id>`, with a field for
 * each of its environment variables, and a credential for each that is secret.
 *
 * @param subflow the saved subflow with its nodes in `flow`, as `RED.nodes.registerSubflow` takes it
 * @throws MillraceError BAD_NODE_TYPE where it is not a subflow
 * @see Node-RED, "Packaging a subflow as a module"
 */
export function subflowType(subflow: unknown): AnyNodeType {
  if (!isObject(subflow) || subflow.type !== 'subflow' || typeof subflow.id !== 'string') {
    throw new MillraceError(
      'BAD_NODE_TYPE',
      'registers a subflow that is not one: its "type" must be "subflow".',
    )
  }
  const { flow, ...definition } = subflow
  if (!Array.isArray(flow)) {
    throw new MillraceError(
      'BAD_NODE_TYPE',
      `registers the subflow "${subflow.id}" without its nodes in "flow".`,
    )
  }
  const meta = isObject(subflow.meta) ? subflow.meta : {}
  const variables = (Array.isArray(subflow.env) ? subflow.env : []).filter(isVariable)
  return {
    type: typeof meta.type === 'string' && meta.type !== '' ? meta.type : `sf:${subflow.id}`,
    summary: describe(subflow, meta),
    category: typeof subflow.category === 'string' && subflow.category !== '' ? subflow.category : 'subflows',
    outputs: Array.isArray(subflow.out) ? subflow.out.length : 0,
    hasInput: Array.isArray(subflow.in) && subflow.in.length > 0,
    isConfig: false,
    config: schemaOf(variables),
    credentials: credentialsOf(variables),
    subflow: { definition, nodes: flow.filter(isObject) },
    create() {
      throw new MillraceError('BAD_NODE_TYPE', 'A subflow is replaced by its nodes, and never made itself.')
    },
  }
}

function schemaOf(variables: readonly Variable[]): ConfigSchema {
  const fields = variables
    .filter(({ type }) => type !== 'cred')
    .map((variable): [string, PropertySchema] => [variable.name, fieldOf(variable)])
  return { type: 'object', properties: Object.fromEntries(fields) }
}

/** Anything is taken: what a value means is for the variable's type to say, when the scope is evaluated. */
function fieldOf({ name, type = 'str', value, ui }: Variable): PropertySchema {
  const label = ui?.label?.['en-US'] ?? Object.values(ui?.label ?? {})[0] ?? name
  return {
    default: value ?? '',
    description: `${label}: the environment variable ${name} (${type}).`,
  } as PropertySchema
}

function credentialsOf(variables: readonly Variable[]): NonNullable<AnyNodeType['credentials']> {
  const secrets = variables.filter(({ type }) => type === 'cred')
  return Object.fromEntries(
    secrets.map(({ name }) => [name, { type: 'password', description: `The environment variable ${name}.` }]),
  )
}

function describe(subflow: Record<string, unknown>, meta: Record<string, unknown>): string {
  for (const text of [meta.desc, subflow.info, subflow.name]) {
    const line = typeof text === 'string' ? text.trim().split('\n')[0] : ''
    if (line) return line
  }
  return 'A subflow.'
}

function isVariable(value: unknown): value is Variable {
  return isObject(value) && typeof value.name === 'string'
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
