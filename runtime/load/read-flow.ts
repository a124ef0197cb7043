import { createSchemaCompiler, type SchemaCompiler } from './compile-schema.js'
import { entrySchema, entrySchemaName } from './entry-schema.js'
import { FlowCollector } from './flow-collector.js'
import { type FlowText, unpackEntries } from './flow-entries.js'
import type { FlowFile, FlowShape } from './flow-file.js'
import { type FlowPage, findFlowsInPage, looksLikePage } from './flow-page.js'
import { findJsonFault } from './json-fault.js'
import { dropByteOrderMark, indexPlaces, type PlaceAt } from './text-place.js'

export interface ReadFlowOptions {
  /** How messages name the text; its ending tells a page (`.md`) from JSON where the text leaves it open. */
  file: string
  /** Which flow of a page with several, counted from 1; all of them where not given. */
  flow?: number
  /** Shares compiled schemas with other checks. */
  compile?: SchemaCompiler
}

/**
 * Reads the text of a flow file: Node-RED's list of nodes, `{flows, rev}`, the export of a single flow, or a Markdown
 * page with flows in its code blocks. Never throws for bad text: what is wrong is in `problems`.
 */
export function readFlow(text: string, options: ReadFlowOptions): FlowFile {
  const { file, compile = createSchemaCompiler() } = options
  const collector = new FlowCollector(file, compile(entrySchema, entrySchemaName))
  const shape = readText(dropByteOrderMark(text), collector, options)
  const { definitions, credentials, encryptedCredentials, problems } = collector
  const flowFile: FlowFile = {
    file,
    shape,
    definitions,
    credentials,
    problems,
    positionOf: (definition, property) => collector.positionOf(definition, property),
  }
  if (encryptedCredentials !== undefined) flowFile.encryptedCredentials = encryptedCredentials
  return flowFile
}

function readText(text: string, collector: FlowCollector, { file, flow }: ReadFlowOptions): FlowShape {
  const placeAt = indexPlaces(text)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    if (looksLikePage(text, file)) return readPage(findFlowsInPage(text), collector, flow)
    reportNotJson(collector, { text, placeAt })
    return 'array'
  }
  const shape = readValue(collector, { text, value, placeAt })
  if (flow !== undefined && flow !== 1) reportNoSuchFlow(collector, flow, 1, 'The file holds one flow')
  return shape
}

function readPage(
  { flows, broken }: FlowPage,
  collector: FlowCollector,
  flow: number | undefined,
): FlowShape {
  if (flow !== undefined && flows.length > 0) {
    const chosen = flows[flow - 1]
    if (chosen) readValue(collector, chosen)
    else reportNoSuchFlow(collector, flow, flows.length, `The page holds ${countFlows(flows.length)}`)
    return 'page'
  }
  for (const text of broken) reportNotJson(collector, text)
  for (const text of flows) readValue(collector, text)
  if (flows.length === 0 && broken.length === 0) {
    collector.report({
      code: 'NO_FLOW_IN_PAGE',
      severity: 'error',
      message: 'The page holds no code block with a flow.',
      remedy: 'Put the exported JSON between two lines of ``` in it.',
    })
  }
  return 'page'
}

function readValue(collector: FlowCollector, source: FlowText): FlowShape {
  const found = unpackEntries(source)
  const isEntry = (value: unknown) => typeof value === 'object' && value !== null
  if (!found || (found.entries.length > 0 && !found.entries.some((entry) => isEntry(entry.value)))) {
    const message = 'The JSON is neither a list of nodes nor an object with "flows" or "nodes".'
    const remedy = 'Export the flow from the editor, or save it as Node-RED does: [{"id": …, "type": …}, …].'
    const start = source.text.search(/\S/)
    collector.report(
      { code: 'NOT_A_FLOW', severity: 'error', message, remedy },
      source.placeAt(Math.max(start, 0)),
    )
    return 'array'
  }
  collector.collect(source, found)
  return found.shape
}

function reportNotJson(
  collector: FlowCollector,
  { text, placeAt }: { text: string; placeAt: PlaceAt },
): void {
  const found = findJsonFault(text, placeAt)
  const message = found?.message ?? 'This is not JSON.'
  const remedy = found?.remedy ?? 'Save or export the flow from the editor again.'
  collector.report({ code: 'NOT_JSON', severity: 'error', message, remedy }, placeAt(found?.offset ?? 0))
}

function reportNoSuchFlow(collector: FlowCollector, flow: number, count: number, holds: string): void {
  const message = `There is no flow ${flow}: ${holds.charAt(0).toLowerCase()}${holds.slice(1)}.`
  const remedy = count === 1 ? 'Leave the number out.' : `Choose one from 1 to ${count}.`
  collector.report({ code: 'BAD_ARGUMENT', severity: 'error', message, remedy })
}

function countFlows(count: number): string {
  return count === 1 ? 'one flow' : `${count} flows`
}
