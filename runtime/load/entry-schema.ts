const text = { type: 'string' }
const textOrNothing = { type: ['string', 'null'] }
const endpoint = {
  type: 'object',
  properties: {
    wires: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id'],
        properties: { id: text, port: { type: ['integer', 'string'] } },
      },
    },
  },
}

/** What a schema compiler is asked with for {@link entrySchema}: no node type can be called so. */
export const entrySchemaName = 'flow entry'

/** The shape that every entry of a flow file has, and what the entries that are no nodes have beside. */
export const entrySchema = {
  type: 'object',
  required: ['id', 'type'],
  properties: {
    id: { type: 'string', minLength: 1 },
    type: { type: 'string', minLength: 1 },
    z: textOrNothing,
    g: textOrNothing,
    wires: { type: 'array', items: { type: 'array', items: text } },
    credentials: { type: 'object' },
  },
  allOf: [
    {
      if: { properties: { type: { const: 'subflow' } } },
      // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
      then: {
        properties: {
          in: { type: 'array', items: endpoint },
          out: { type: 'array', items: endpoint },
          status: endpoint,
        },
      },
    },
    {
      if: { properties: { type: { const: 'group' } } },
      // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
      then: { properties: { nodes: { type: 'array', items: text } } },
    },
    {
      if: { properties: { type: { enum: ['tab', 'subflow', 'group', 'global-config'] } } },
      // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
      then: {
        properties: {
          env: { type: 'array', items: { type: 'object', required: ['name'], properties: { name: text } } },
        },
      },
    },
  ],
}
