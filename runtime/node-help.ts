/**
 * What the page of a node type says beside its summary and its fields: `millrace nodes <type>`. Nothing of it is read
 * while a flow runs.
 */
export interface NodeHelp {
  /** What the summary has no room for; each line is a paragraph. */
  details?: string
  /** The properties of the message that it looks at, by name without `msg.`: what each means, with its unit. */
  reads?: Readonly<Record<string, string>>
  /** The properties of the message that it sets or removes, by name without `msg.`. */
  sets?: Readonly<Record<string, string>>
  /** What leaves by each output, from the first; one text where the configuration says how many there are. */
  outputs?: string | readonly string[]
  /** A small flow in which the type does its work: the entries as they stand in a flow file. */
  example?: ReadonlyArray<Readonly<{ id: string; type: string; [field: string]: unknown }>>
}
