import type { Problem } from '../errors.js'
import type { SchemaFault } from './compile-schema.js'
import { isObject } from './flow-entries.js'
import { showValue } from './show-value.js'
import { valueAtPointer } from './value-at-pointer.js'

type EntryFault = Pick<Problem, 'code' | 'severity' | 'message' | 'remedy'> & {
  /** The property of the entry that is at fault. */
  property?: string
}

const saveAgain = 'Save or export the flow from the editor again.'

const forms: Record<string, string> = {
  wires: 'a list with a list of node ids for each output',
  in: 'a list of inputs, each with its wires',
  out: 'a list of outputs, each with its wires',
  status: 'an object with its wires',
  nodes: 'a list of node ids',
  env: 'a list of {name, type, value}',
  z: 'the id of a tab or subflow',
  g: 'the id of a group',
  credentials: 'an object of fields',
}

/** Says in sentences what is wrong with an entry of a flow file; one problem a property. */
export function describeEntryFaults(
  faults: readonly SchemaFault[],
  entry: unknown,
  index: number,
): EntryFault[] {
  if (faults.length === 0) return []
  if (!isObject(entry)) return [notANode(`Entry ${index + 1} is ${showValue(entry)}, not a node.`)]
  const described = new Map<string, EntryFault>()
  for (const fault of faults) {
    if (fault.keyword === 'if') continue
    const property = propertyOf(fault)
    if (!described.has(property)) described.set(property, describeFault(fault, property, entry, index))
  }
  return [...described.values()]
}

function propertyOf({ keyword, instancePath, params }: SchemaFault): string {
  if (keyword === 'required' && instancePath === '') return String(params.missingProperty)
  return instancePath.split('/')[1] ?? ''
}

function describeFault(
  fault: SchemaFault,
  property: string,
  entry: Record<string, unknown>,
  index: number,
): EntryFault {
  if (property === 'id' || property === 'type') {
    const has =
      entry[property] === undefined ? `no "${property}"` : `${showValue(entry[property])} as "${property}"`
    return { ...notANode(`Entry ${index + 1} has ${has}; every node needs a text there.`), property }
  }
  const found = showValue(valueAtPointer(entry, fault.instancePath))
  const place = fault.instancePath.split('/').slice(1).join('/')
  const message = `"${property}" must be ${forms[property] ?? 'of another form'}, but ${place} is ${found}.`
  const shown = property === 'credentials' ? `"credentials" must be ${forms.credentials}.` : message
  return { code: 'BAD_CONFIG', severity: 'error', message: shown, remedy: saveAgain, property }
}

function notANode(message: string): EntryFault {
  return { code: 'NOT_A_FLOW', severity: 'error', message, remedy: saveAgain }
}
