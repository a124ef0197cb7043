import type { Problem } from '../errors.js'

/** A place in a text, counted from 1; columns in UTF-16 code units, as editors count. */
export interface Place {
  line: number
  column: number
}

/** One entry of a flow file: a node, config node, tab, subflow or group, checked for shape only. */
export interface Definition extends Place {
  id: string
  type: string
  /** The tab, subflow or (for a tab and for global config nodes) nothing: '' that it is in. */
  z: string
  /** The group that it is in. */
  g?: string
  /** Empty where the flow gives none; for tabs their label. */
  name: string
  /** A node with `d`, or a tab with `disabled`. What a disabled tab means for its nodes is not decided here. */
  disabled: boolean
  /** The ids that each output is wired to. */
  wires: string[][]
  /** The entry as it was saved, without `credentials`. */
  raw: Record<string, unknown>
}

/** What the text was: Node-RED's own file, the admin API's answers, or a Markdown page. */
export type FlowShape = 'array' | 'flows-rev' | 'single-flow' | 'page'

/** A flow file as it was read, with every problem that its text and shape have. */
export interface FlowFile {
  /** As the user named it; `<stdin>` for standard input. */
  file: string
  shape: FlowShape
  /** In the order of the file. Entries without an id or a type are left out, and of two with one id the later. */
  definitions: Definition[]
  /** Secrets that stood in the flow itself, by node id. */
  credentials: Record<string, Record<string, unknown>>
  /** Secrets that stood in the flow itself in Node-RED's encrypted form: the text of their `$`. */
  encryptedCredentials?: string
  problems: Problem[]
  /** The place of a definition's property (its key), or of the definition where it has no such property. */
  positionOf(definition: Definition, property: string): Place
}
