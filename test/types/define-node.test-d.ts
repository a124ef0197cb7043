// What node types see of their configuration: checked by tsc, which `npm test` runs first.
import {
  type AnyNodeType,
  type ContextStore,
  configNode,
  defineNode,
  type InstanceOf,
  type MessagePlace,
  type Place,
  property,
  type TypedValueOf,
  typedValue,
} from '../../runtime/index.js'
import { testNode } from '../../runtime/test-node/index.js'
import type { Equal, Expect } from './equal.js'

const broker = defineNode({
  type: 'broker',
  summary: 'Connects.',
  isConfig: true,
  config: { type: 'object', properties: {} },
  credentials: { user: { type: 'text', description: 'The user.' } },
  async create(_config, node) {
    type Secrets = Expect<Equal<typeof node.credentials, { readonly user: string | undefined }>>
    // @ts-expect-error a secret that the type does not declare
    node.credentials.password
    return { publish: (topic: string) => topic.length, secrets: (secrets: Secrets) => secrets, close() {} }
  },
})

type Broker = InstanceOf<typeof broker>
export type Publishes = Expect<Equal<ReturnType<Broker['publish']>, number>>

const sorter = defineNode({
  type: 'sorter',
  summary: 'Sorts.',
  outputs: ['good', 'bad'],
  config: {
    type: 'object',
    properties: {
      text: { type: 'string', default: '', description: 'A text.' },
      count: { type: 'integer', description: 'A number that may be left out.' },
      mode: { type: 'string', enum: ['a', 'b'], default: 'a', description: 'A choice.' },
      byType: configNode(broker, { description: 'By the type.', needed: true }),
      byName: configNode<typeof broker>('broker', { description: 'By its name.' }),
      unknown: configNode('other', { description: 'Of another package.', needed: true }),
      number: typedValue({ types: ['num'], description: 'A number.' }),
      payload: typedValue({
        types: ['msg', 'str', { type: 'nul', label: 'nothing', hasValue: false }],
        default: { type: 'nul', value: '' },
        description: 'A value.',
      }),
      source: property({ default: 'payload', description: 'Of the message.' }),
      target: property({ of: ['msg', 'flow', 'global'], description: 'Somewhere.' }),
      perhaps: property({ mayBeEmpty: true, description: 'May be empty.' }),
      rules: {
        type: 'array',
        default: [],
        description: 'A list.',
        items: {
          type: 'object',
          required: ['t'],
          properties: {
            t: { type: 'string', enum: ['set', 'delete'] },
            p: property({ of: ['msg', 'flow'], typeField: 'pt', description: 'A property.' }),
            v: typedValue({ types: ['num', 'str'], typeField: 'vt', description: 'A value.' }),
          },
        },
      },
    },
  },
  check({ byType, payload, source, rules }) {
    type Saved = [
      Expect<Equal<typeof byType, string>>,
      Expect<Equal<typeof payload, { readonly type: 'msg' | 'str' | 'nul'; readonly value: unknown }>>,
      Expect<Equal<typeof source, { readonly type: 'msg'; readonly expression: string }>>,
      Expect<Equal<(typeof rules)[number]['v']['type'], 'num' | 'str'>>,
    ]
    return [] satisfies Saved[]
  },
  create(config, node) {
    type Config = [
      Expect<Equal<typeof config.text, string>>,
      Expect<Equal<typeof config.count, number | undefined>>,
      Expect<Equal<typeof config.mode, 'a' | 'b'>>,
      Expect<Equal<typeof config.byType, Broker>>,
      Expect<Equal<typeof config.byName, Broker | undefined>>,
      Expect<Equal<typeof config.unknown, unknown>>,
      Expect<Equal<ReturnType<typeof config.number.evaluate>, number>>,
      Expect<Equal<typeof config.payload, TypedValueOf<'msg' | 'str' | 'nul'>>>,
      Expect<Equal<ReturnType<typeof config.payload.evaluate>, unknown>>,
      Expect<Equal<typeof config.source, MessagePlace>>,
      Expect<Equal<typeof config.target, Place>>,
      Expect<Equal<typeof config.perhaps, MessagePlace | undefined>>,
      Expect<Equal<(typeof config.rules)[number]['t'], 'set' | 'delete'>>,
      Expect<Equal<(typeof config.rules)[number]['p'], Place>>,
      Expect<Equal<ReturnType<(typeof config.rules)[number]['v']['evaluate']>, number | string>>,
      Expect<Equal<typeof node.context.flow, ContextStore>>,
      Expect<Equal<ReturnType<typeof node.env>, unknown>>,
    ]
    // @ts-expect-error a field that the schema does not have
    config.other
    return {
      config: [] satisfies Config[],
      input(message, send) {
        send.to('good', message)
        send.to(1, [message, message], true)
        send([message, null])
        node.send.to('bad', message)
        // @ts-expect-error an output that the type does not name
        send.to('ugly', message)
      },
    }
  },
})

defineNode({
  type: 'unnamed',
  summary: 'Has outputs without names.',
  outputs: ({ many }) => (many ? 2 : 1),
  config: {
    type: 'object',
    properties: { many: { type: 'boolean', default: false, description: 'Two.' } },
  },
  create: (_config, node) => ({
    input(message, send) {
      send.to(1, message)
      // @ts-expect-error it names no output
      send.to('good', message)
      // @ts-expect-error it declares no secrets
      node.credentials.user
    },
  }),
})

typedValue({
  types: ['num', 'str'],
  // @ts-expect-error a default of a type that is not among them
  default: { type: 'jsonata', value: '' },
  description: 'A value.',
})

// @ts-expect-error a field needs a description
property({ default: 'payload' })

/** A table holds node types of any configuration. */
export const types: AnyNodeType[] = [broker, sorter]

export async function tested() {
  const node = await testNode(broker)
  type Tested = Expect<Equal<ReturnType<typeof node.behaviour.publish>, number>>
  return [] satisfies Tested[]
}
