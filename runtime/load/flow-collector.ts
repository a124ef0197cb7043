import { isDeepStrictEqual } from 'node:util'
import type { ErrorCode, Problem } from '../errors.js'
import type { SchemaCheck } from './compile-schema.js'
import { describeEntryFaults } from './describe-entry-fault.js'
import { type Entries, type Entry, type FlowText, isObject } from './flow-entries.js'
import type { Definition, Place } from './flow-file.js'
import { locateMembers } from './json-places.js'
import { toDefinition } from './to-definition.js'

type Told = Pick<Problem, 'code' | 'severity' | 'message' | 'remedy'>

/** Gathers the definitions, secrets and problems of one flow file, from one text or from several of a page. */
export class FlowCollector {
  readonly definitions: Definition[] = []
  readonly credentials: Record<string, Record<string, unknown>> = Object.create(null)
  readonly problems: Problem[] = []
  encryptedCredentials: string | undefined
  private readonly byId = new Map<string, Definition>()
  private readonly origins = new WeakMap<Definition, { source: FlowText; offset: number }>()

  constructor(
    private readonly file: string,
    private readonly checkEntry: SchemaCheck,
  ) {}

  report(told: Told, place: Place = { line: 0, column: 0 }, node?: Problem['node']): void {
    const problem: Problem = { ...told, file: this.file, line: place.line, column: place.column }
    if (node) problem.node = node
    this.problems.push(problem)
  }

  collect(source: FlowText, { entries, credentials }: Entries): void {
    if (credentials) this.collectCredentials(source, credentials)
    entries.forEach((entry, index) => {
      this.collectEntry(source, entry, index)
    })
  }

  positionOf(definition: Definition, property: string): Place {
    const origin = this.origins.get(definition)
    const member =
      origin && locateMembers(origin.source.text, origin.offset).findLast(({ key }) => key === property)
    return member
      ? origin.source.placeAt(member.offset)
      : { line: definition.line, column: definition.column }
  }

  private collectCredentials(source: FlowText, { value, offset }: { value: unknown; offset: number }): void {
    if (!isObject(value)) {
      if (value === null || value === undefined) return
      const message = 'The "credentials" of the file are not an object.'
      const remedy = 'Write them as {"<node id>": {"<field>": "<value>"}}, or remove them.'
      this.report({ code: 'BAD_CREDENTIALS', severity: 'error', message, remedy }, source.placeAt(offset))
    } else if (typeof value.$ === 'string' && Object.keys(value).length === 1)
      this.encryptedCredentials = value.$
    else for (const [id, fields] of Object.entries(value)) if (isObject(fields)) this.addSecrets(id, fields)
  }

  /** Secrets of the node's own entry come after those that stand beside the nodes, and win. */
  private addSecrets(id: string, fields: Record<string, unknown>): void {
    this.credentials[id] = { ...this.credentials[id], ...fields }
  }

  private collectEntry(source: FlowText, entry: Entry, index: number): void {
    const faults = this.checkEntry(entry.value)
    const place = source.placeAt(entry.offset)
    const definition = toDefinition(entry.value, place, entry.z)
    if (definition) this.origins.set(definition, { source, offset: entry.offset })
    const node = definition && { id: definition.id, type: definition.type, name: definition.name }
    for (const { property, ...told } of describeEntryFaults(faults, entry.value, index)) {
      this.report(told, definition && property ? this.positionOf(definition, property) : place, node)
    }
    if (!definition) return
    if (entry.names > Object.keys(entry.value as object).length)
      this.reportTwiceWritten(source, entry, definition)
    this.addDefinition(definition, entry)
  }

  private addDefinition(definition: Definition, { value }: Entry): void {
    const first = this.byId.get(definition.id)
    if (first) {
      this.reportDuplicate(first, definition)
      return
    }
    this.byId.set(definition.id, definition)
    this.definitions.push(definition)
    const { credentials } = value as Record<string, unknown>
    if (isObject(credentials)) this.addSecrets(definition.id, credentials)
  }

  /** Flows of one page often share a config node, exported with each of them: that is one node. */
  private reportDuplicate(first: Definition, second: Definition): void {
    const isSame = this.comesFromAnotherText(first, second) && isDeepStrictEqual(first.raw, second.raw)
    const { id, type, name } = second
    const message = `The id is also that of the ${first.type} node at ${first.line}:${first.column}.`
    const told: Told = isSame
      ? { code: 'DUPLICATE_ID', severity: 'warning', message, remedy: 'Both are the same: it is made once.' }
      : { code: 'DUPLICATE_ID', severity: 'error', message, remedy: this.remedyForDuplicate(first, second) }
    this.report(told, second, { id, type, name })
  }

  private remedyForDuplicate(first: Definition, second: Definition): string {
    const change = 'Give one of them another id, and change what refers to it'
    return this.comesFromAnotherText(first, second)
      ? `${change}, or run one flow of the page with --flow <number>.`
      : `${change}, or remove one.`
  }

  private comesFromAnotherText(first: Definition, second: Definition): boolean {
    return this.origins.get(first)?.source !== this.origins.get(second)?.source
  }

  private reportTwiceWritten(source: FlowText, entry: Entry, { id, type, name }: Definition): void {
    const seen = new Set<string>()
    for (const { key, offset } of locateMembers(source.text, entry.offset)) {
      if (seen.has(key)) this.report(twiceWritten(key), source.placeAt(offset), { id, type, name })
      seen.add(key)
    }
  }
}

function twiceWritten(key: string): Told {
  const code: ErrorCode = 'DUPLICATE_FIELD'
  const message = `"${key}" is written twice, and only this one counts.`
  return { code, severity: 'warning', message, remedy: 'Remove one of them.' }
}
