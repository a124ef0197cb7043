import type { AnyNodeType, ConfigProblem } from '../define-node.js'
import { type ErrorCode, MillraceError, type Problem } from '../errors.js'
import { findFieldFaults } from './check-fields.js'
import { settleValue } from './coerce-config.js'
import { createSchemaCompiler, type SchemaCheck, type SchemaCompiler } from './compile-schema.js'
import { describeConfigFaults } from './describe-config-fault.js'
import { findUnsetFields } from './find-unset-fields.js'
import { isEditorOnly, reportUnknownFields } from './known-fields.js'
import type { SchemaNode } from './schema-node.js'

/** One thing that is wrong with a node's configuration. */
export interface ConfigIssue {
  code: ErrorCode
  severity: Problem['severity']
  message: string
  remedy: string
  /** The property at fault, such as `rules[0].t`; '' where it is the configuration as a whole. */
  property: string
}

export interface CheckedConfig {
  /** Coerced, with defaults, without what only the editor needs. Of no use where an issue is an error. */
  config: Record<string, unknown>
  issues: ConfigIssue[]
}

/**
 * Checks the entry of a node as it was saved, with its environment variables put in. Never throws. References to
 * config nodes stay ids, '' where not set.
 */
export type ConfigCheck = (raw: Readonly<Record<string, unknown>>) => CheckedConfig

/** Gives each node type's check, made at its first use. */
export type ConfigChecks = (type: AnyNodeType) => ConfigCheck

export function createConfigChecks(compile: SchemaCompiler = createSchemaCompiler()): ConfigChecks {
  const made = new WeakMap<AnyNodeType, ConfigCheck>()
  return (type) => {
    const check = made.get(type) ?? compileConfigCheck(type, compile)
    made.set(type, check)
    return check
  }
}

/**
 * Makes the check of a node type's configurations.
 *
 * @throws MillraceError BAD_NODE_TYPE where the type's schema is none
 */
export function compileConfigCheck(
  type: AnyNodeType,
  compile: SchemaCompiler = createSchemaCompiler(),
): ConfigCheck {
  const schema = type.config as SchemaNode
  const checkSchema = compileOrRefuse(type, compile)
  return (raw) => {
    const issues: ConfigIssue[] = []
    const saved = upgrade(type, raw, issues)
    const fields = dropEditorFields(saved, schema)
    const known = reportUnknownFields(fields, schema, type.credentials ?? {}, issues)
    const config = settleValue(known, schema) as Record<string, unknown>
    issues.push(...findUnsetFields(config, schema), ...findFieldFaults(config, schema))
    const missing = new Set(issues.map(({ property }) => property))
    const faults = describeConfigFaults(checkSchema(config), config, schema, type.credentials ?? {})
    issues.push(...faults.filter(({ property }) => !missing.has(property)))
    const isSound = !issues.some(({ severity }) => severity === 'error')
    if (isSound) issues.push(...runOwnCheck(type, config, raw))
    return { config, issues }
  }
}

function compileOrRefuse(type: AnyNodeType, compile: SchemaCompiler): SchemaCheck {
  try {
    return compile(type.config as object, type.type)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const message = `The configuration schema of the node type "${type.type}" is not JSON Schema: ${reason}.`
    throw new MillraceError('BAD_NODE_TYPE', message, { cause: error })
  }
}

function upgrade(
  type: AnyNodeType,
  raw: Readonly<Record<string, unknown>>,
  issues: ConfigIssue[],
): Readonly<Record<string, unknown>> {
  try {
    return type.upgrade?.(raw) ?? raw
  } catch (error) {
    issues.push(ownFault(error, 'brought to its present form'))
    return raw
  }
}

function dropEditorFields(
  saved: Readonly<Record<string, unknown>>,
  { properties = {} }: SchemaNode,
): Record<string, unknown> {
  const kept = Object.entries(saved).filter(([key]) => Object.hasOwn(properties, key) || !isEditorOnly(key))
  return Object.fromEntries(kept)
}

function runOwnCheck(
  type: AnyNodeType,
  config: Record<string, unknown>,
  { id, name }: Readonly<Record<string, unknown>>,
): ConfigIssue[] {
  try {
    const node = { id: String(id ?? ''), name: String(name ?? '') }
    const problems: ConfigProblem[] = type.check?.(config, node) ?? []
    return problems.map(({ code = 'BAD_CONFIG', severity = 'error', message, remedy }) => {
      return { code, severity, message, remedy, property: '' }
    })
  } catch (error) {
    return [ownFault(error, 'checked')]
  }
}

function ownFault(error: unknown, what: string): ConfigIssue {
  const reason = error instanceof Error ? error.message : String(error)
  return {
    code: error instanceof MillraceError ? error.code : 'BAD_CONFIG',
    severity: 'error',
    message: `The configuration could not be ${what}: ${reason}`,
    remedy: 'Open the node in the editor, and save it again.',
    property: '',
  }
}
