import { describe, expect, test } from 'vitest'
import switchNode from '../../nodes/function/switch.js'
import type { Message } from '../../runtime/message/message.js'
import { checkNode } from '../helpers/check-node.js'
import { type NodeOptions, startNode } from '../helpers/run-node.js'

type Rule = Readonly<Record<string, unknown>>

/** The outputs that each message left by. */
async function route(config: object, messages: readonly Message[], options: NodeOptions = {}) {
  const node = await startNode(switchNode, { property: 'payload', ...config }, options)
  const outputs: number[][] = []
  for (const message of messages) {
    const before = node.sent.length
    await node.receive(message)
    outputs.push(node.sent.slice(before).map(({ output }) => output))
  }
  await node.close()
  return outputs
}

const sequence = (payloads: readonly unknown[], { id = 's', counted = true } = {}): Message[] =>
  payloads.map((payload, index) => {
    const parts = { id, index, type: 'array', ...(counted ? { count: payloads.length } : {}) }
    return { payload, parts }
  })

describe('switch', () => {
  const circular: Record<string, unknown> = {}
  circular.self = circular

  test.each<{ rule: Rule; yes: unknown[]; no: unknown[] }>([
    { rule: { t: 'eq', v: '5', vt: 'num' }, yes: [5, '5'], no: [6, '', null, undefined] },
    { rule: { t: 'eq', v: 'on', vt: 'str' }, yes: ['on'], no: ['ON', 1, true] },
    { rule: { t: 'eq', v: '1', vt: 'str' }, yes: ['1', 1, true], no: [2] },
    { rule: { t: 'neq', v: '5', vt: 'num' }, yes: [6, 'x', undefined], no: [5, '5'] },
    { rule: { t: 'lt', v: '5', vt: 'num' }, yes: [4, '4', null], no: [5, 6, 'x', undefined] },
    { rule: { t: 'lte', v: '5', vt: 'num' }, yes: [4, 5], no: [6] },
    { rule: { t: 'gt', v: '5', vt: 'num' }, yes: [6, '10'], no: [5, 4] },
    { rule: { t: 'gte', v: '5', vt: 'num' }, yes: [5, 6], no: [4] },
    { rule: { t: 'gt', v: 'b', vt: 'str' }, yes: ['c'], no: ['a', 'b', 3] },
    {
      rule: { t: 'btwn', v: '3', vt: 'num', v2: '5', v2t: 'num' },
      yes: [3, 4, 5, '4'],
      no: [2, 6, undefined],
    },
    { rule: { t: 'btwn', v: '5', vt: 'num', v2: '3', v2t: 'num' }, yes: [3, 4, 5], no: [2, 6] },
    { rule: { t: 'cont', v: 'b', vt: 'str' }, yes: ['abc', ['a', 'b']], no: ['ac', 5, null] },
    { rule: { t: 'cont', v: '4', vt: 'num' }, yes: [345, '4'], no: [5] },
    { rule: { t: 'regex', v: '^a.c$', vt: 'str' }, yes: ['abc'], no: ['ABC', 'xabc', undefined] },
    { rule: { t: 'regex', v: '^a', vt: 'str', case: true }, yes: ['Abc', 'abc'], no: ['b'] },
    { rule: { t: 'regex', v: '^a', vt: 'str', case: 'false' }, yes: ['abc'], no: ['Abc'] },
    { rule: { t: 'regex', v: 'pattern', vt: 'msg' }, yes: ['xyz'], no: ['abc'] },
    { rule: { t: 'regex', v: 'missing', vt: 'msg' }, yes: ['xyz', '', undefined], no: [] },
    { rule: { t: 'istype', v: 'kind', vt: 'msg' }, yes: ['text'], no: [1, undefined] },
    { rule: { t: 'true' }, yes: [true], no: [1, 'true'] },
    { rule: { t: 'false' }, yes: [false], no: [0, 'false', undefined] },
    { rule: { t: 'null' }, yes: [null, undefined], no: [0, ''] },
    { rule: { t: 'nnull' }, yes: [0, '', {}], no: [null, undefined] },
    { rule: { t: 'empty' }, yes: ['', [], {}, Buffer.alloc(0)], no: ['a', [1], 0, null, undefined, false] },
    {
      rule: { t: 'nempty' },
      yes: ['a', [1], { a: 1 }, Buffer.from('a')],
      no: ['', [], {}, 0, null, undefined],
    },
    { rule: { t: 'hask', v: 'a', vt: 'str' }, yes: [{ a: undefined }], no: [{ b: 1 }, 'a', null, undefined] },
    { rule: { t: 'hask', v: 'toString', vt: 'str' }, yes: [{ toString: 1 }], no: [{}] },
    { rule: { t: 'hask', v: 'object', vt: 'msg' }, yes: [], no: [{ '[object Object]': 1 }] },
    { rule: { t: 'istype', v: 'string', vt: 'string' }, yes: ['', 'a'], no: [1, null] },
    { rule: { t: 'istype', v: 'number', vt: 'number' }, yes: [1], no: [Number.NaN, '1'] },
    { rule: { t: 'istype', v: 'boolean', vt: 'boolean' }, yes: [false], no: ['true', 0] },
    { rule: { t: 'istype', v: 'array', vt: 'array' }, yes: [[]], no: [{}, Buffer.from('a')] },
    { rule: { t: 'istype', v: 'buffer', vt: 'buffer' }, yes: [Buffer.from('a')], no: ['a', []] },
    { rule: { t: 'istype', v: 'object', vt: 'object' }, yes: [{}], no: [[], Buffer.from('a'), null] },
    { rule: { t: 'istype', v: 'json', vt: 'json' }, yes: ['{"a":1}', '5'], no: ['{', {}, undefined] },
    { rule: { t: 'istype', v: 'undefined', vt: 'undefined' }, yes: [undefined], no: [null] },
    { rule: { t: 'istype', v: 'null', vt: 'null' }, yes: [null], no: [undefined, {}] },
    { rule: { t: 'jsonata_exp', v: 'payload > limit', vt: 'jsonata' }, yes: [8], no: [7] },
    { rule: { t: 'jsonata_exp', v: 'payload', vt: 'jsonata' }, yes: [true], no: [1, 'true'] },
    { rule: { t: 'eq', v: 'limit', vt: 'msg' }, yes: [7], no: [8] },
    { rule: { t: 'eq', v: 'absent.x', vt: 'msg' }, yes: [null, undefined], no: ['absent.x'] },
    { rule: { t: 'eq', v: 'best', vt: 'flow' }, yes: ['flow'], no: ['global'] },
    { rule: { t: 'eq', v: '#:(memory)::best', vt: 'global' }, yes: ['global'], no: ['flow'] },
    { rule: { t: 'eq', v: 'BEST', vt: 'env' }, yes: ['env'], no: ['BEST'] },
    { rule: { t: 'eq', v: 'limit + 1', vt: 'jsonata' }, yes: [8], no: [7] },
    { rule: { t: 'btwn', v: 'limit', vt: 'msg', v2: 'limit + 2', v2t: 'jsonata' }, yes: [7, 9], no: [6, 10] },
    { rule: { t: 'else' }, yes: [1, undefined], no: [] },
    { rule: { t: 'null' }, yes: [], no: [circular] },
  ])('rule $rule.t $rule.vt $rule.v', async ({ rule, yes, no }) => {
    const settings = { contextStorage: { default: 'memory', memory: { module: 'memory' } } }
    const node = await startNode(
      switchNode,
      { property: 'payload', rules: [rule] },
      { settings, env: { BEST: 'env' } },
    )
    node.context.flow.set('best', 'flow')
    node.context.global.set('best', 'global')
    const matches = async (payload: unknown) => {
      const before = node.sent.length
      await node.receive({ payload, limit: 7, pattern: '^x', kind: 'string', object: {} })
      return node.sent.length > before
    }
    for (const payload of yes) expect([payload, await matches(payload)]).toEqual([payload, true])
    for (const payload of no) expect([payload, await matches(payload)]).toEqual([payload, false])
    await node.close()
  })

  test.each([
    { property: 'topic', propertyType: 'msg' },
    { property: 'payload.list[msg.place]', propertyType: 'msg' },
    { property: 'seen.topic', propertyType: 'flow' },
    { property: 'topic', propertyType: 'global' },
    { property: 'TOPIC', propertyType: 'env' },
    { property: '$uppercase("hi")', propertyType: 'jsonata' },
  ])('looks at $propertyType $property', async ({ property, propertyType }) => {
    const rules = [{ t: 'eq', v: 'HI', vt: 'str' }, { t: 'else' }]
    const node = await startNode(switchNode, { property, propertyType, rules }, { env: { TOPIC: 'HI' } })
    node.context.flow.set('seen', { topic: 'HI' })
    node.context.global.set('topic', 'HI')
    await node.receive({ topic: 'HI', place: 1, payload: { list: [0, 'HI'] } })
    expect(node.sent.map(({ output }) => output)).toEqual([0])
    await node.close()
  })

  test.each([
    { name: 'a part of nothing', property: 'a.b.c' },
    { name: 'no property at all', property: undefined },
    { name: 'an empty property', property: '' },
    { name: 'a place that the message does not say', property: 'payload[msg.absent]' },
  ])('takes $name for undefined', async ({ property }) => {
    expect(await route({ property, rules: [{ t: 'null' }] }, [{ payload: 1 }])).toEqual([[0]])
  })

  const low = { t: 'lt', v: '5', vt: 'num' }
  const small = { t: 'lt', v: '7', vt: 'num' }
  const other = { t: 'else' }

  test.each([
    { name: 'checks all rules', config: { rules: [low, small] }, payload: 1, outputs: [0, 1] },
    {
      name: 'checks all when a text says so',
      config: { rules: [low, small], checkall: 'true' },
      payload: 1,
      outputs: [0, 1],
    },
    {
      name: 'stops at the first match',
      config: { rules: [low, small], checkall: 'false' },
      payload: 1,
      outputs: [0],
    },
    {
      name: 'goes on to the first match',
      config: { rules: [low, small], checkall: 'false' },
      payload: 6,
      outputs: [1],
    },
    { name: 'sends nothing without a match', config: { rules: [low, small] }, payload: 9, outputs: [] },
    { name: 'sends nothing without rules', config: { rules: [] }, payload: 9, outputs: [] },
    { name: 'takes else where nothing matched', config: { rules: [low, other] }, payload: 9, outputs: [1] },
    { name: 'leaves out else after a match', config: { rules: [low, other] }, payload: 1, outputs: [0] },
    {
      name: 'counts for else only rules since the last',
      config: { rules: [low, other, { t: 'true' }, other] },
      payload: 1,
      outputs: [0, 3],
    },
    { name: 'takes one else of two', config: { rules: [other, other] }, payload: 1, outputs: [0] },
    {
      name: 'mixes rules that wait with others',
      config: { rules: [low, { t: 'jsonata_exp', v: 'payload = 1', vt: 'jsonata' }, other, small] },
      payload: 1,
      outputs: [0, 1, 3],
    },
    {
      name: 'guesses the types of old rules',
      config: {
        rules: [
          { t: 'eq', v: '5' },
          { t: 'eq', v: 'five' },
          { t: 'btwn', v: '1', v2: '9' },
        ],
      },
      payload: 5,
      outputs: [0, 2],
    },
  ])('$name', async ({ config, payload, outputs }) => {
    expect(await route(config, [{ payload }])).toEqual([outputs])
  })

  test('compares with the value of the message before', async () => {
    const rules = [
      { t: 'gt', v: '', vt: 'prev' },
      { t: 'btwn', v: '0', vt: 'num', v2: '', v2t: 'prev' },
    ]
    const messages = [{ payload: 3 }, { payload: 5 }, { payload: 4 }]
    expect(await route({ rules }, messages)).toEqual([[0], [0], [1]])
  })

  test('keeps messages in order where some have to wait', async () => {
    const rules = [{ t: 'jsonata_exp', v: 'slow ? $sum([1..2000]) > 0 : true', vt: 'jsonata' }]
    const node = await startNode(switchNode, { property: 'payload', rules })
    await Promise.all([node.receive({ slow: true, payload: 1 }), node.receive({ payload: 2 })])
    expect(node.sent.map(({ message }) => message.payload)).toEqual([1, 2])
    await node.close()
  })

  test('gives no promise where nothing has to wait', async () => {
    const rules = [low, { t: 'eq', v: 'a', vt: 'flow' }, { t: 'regex', v: 'x', vt: 'str' }, other]
    const node = await startNode(switchNode, { property: 'payload', rules })
    expect(node.behaviour.input?.({ payload: 1 }, node.send)).toBeUndefined()
    await node.close()
  })

  test.each([
    {
      name: 'an expression fails',
      rule: { t: 'eq', v: '$error("no")', vt: 'jsonata' },
      code: 'BAD_TYPED_VALUE',
    },
    {
      name: 'a message is not part of a sequence',
      rule: { t: 'head', v: '1', vt: 'num' },
      code: 'NODE_FAILED',
    },
    { name: 'a pattern of the message is none', rule: { t: 'regex', v: 'bad', vt: 'msg' }, code: undefined },
    { name: 'a pattern is none', rule: { t: 'regex', v: '(', vt: 'str' }, code: undefined },
  ])('fails where $name', async ({ rule, code }) => {
    const node = await startNode(switchNode, { property: 'payload', rules: [{ t: 'true' }, rule] })
    const received = node.receive({ payload: 1, bad: '(' })
    await expect(received).rejects.toMatchObject(code === undefined ? { name: 'SyntaxError' } : { code })
    expect(node.sent).toEqual([])
    await node.close()
  })

  describe('with sequences', () => {
    test.each([
      { rule: { t: 'head', v: '2', vt: 'num' }, expected: ['a', 'b'] },
      { rule: { t: 'head', v: 'many', vt: 'flow' }, expected: ['a', 'b', 'c'] },
      { rule: { t: 'tail', v: '2', vt: 'num' }, expected: ['c', 'd'] },
      { rule: { t: 'index', v: '1', vt: 'num', v2: '2', v2t: 'num' }, expected: ['b', 'c'] },
      { rule: { t: 'jsonata_exp', v: '$I = $N - 1', vt: 'jsonata' }, expected: ['d'] },
    ])('matches $rule.t $rule.v', async ({ rule, expected }) => {
      const node = await startNode(switchNode, { property: 'payload', rules: [rule] })
      node.context.flow.set('many', 3)
      await Promise.all(sequence(['a', 'b', 'c', 'd']).map((message) => node.receive(message)))
      expect(node.sent.map(({ message }) => message.payload)).toEqual(expected)
      await node.close()
    })

    test('finds the tail of a sequence whose length comes last', async () => {
      const node = await startNode(switchNode, {
        property: 'payload',
        rules: [{ t: 'tail', v: '1', vt: 'num' }],
      })
      const messages = sequence(['a', 'b', 'c'], { counted: false })
      Object.assign(messages[2]!.parts as object, { count: 3 })
      await Promise.all(messages.map((message) => node.receive(message)))
      expect(node.sent.map(({ message }) => message)).toMatchObject([
        { payload: 'c', parts: { index: 2, count: 3 } },
      ])
      await node.close()
    })

    test('leaves parts as they are unless asked', async () => {
      const node = await startNode(switchNode, { property: 'payload', rules: [small] })
      for (const message of sequence([9, 1])) await node.receive(message)
      expect(node.sent).toMatchObject([{ message: { payload: 1, parts: { id: 's', index: 1, count: 2 } } }])
      await node.close()
    })

    test.each([{ checkall: 'true' }, { checkall: 'false' }])(
      'makes sequences anew for each output (checkall $checkall)',
      async ({ checkall }) => {
        const rules = [{ t: 'lt', v: '3', vt: 'num' }, { t: 'eq', v: 'no', vt: 'str' }, other]
        const node = await startNode(switchNode, { property: 'payload', rules, repair: true, checkall })
        const [first, ...rest] = sequence([5, 1, 6, 2, 7])
        const waiting = node.receive(first!)
        await node.receive({ payload: 0 })
        expect(node.sent).toMatchObject([{ output: 0, message: { payload: 0 } }])
        await Promise.all([waiting, ...rest.map((message) => node.receive(message))])
        const sent = node.sent.slice(1).map(({ output, message: { payload, parts } }) => {
          return { output, payload, ...(parts as { id: string; index: number; count: number; type: string }) }
        })
        expect(sent).toMatchObject([
          { output: 2, payload: 5, index: 0, count: 3, type: 'array' },
          { output: 0, payload: 1, index: 0, count: 2 },
          { output: 2, payload: 6, index: 1, count: 3 },
          { output: 0, payload: 2, index: 1, count: 2 },
          { output: 2, payload: 7, index: 2, count: 3 },
        ])
        expect(new Set(sent.map(({ id }) => id)).size).toBe(2)
        expect(sent.every(({ id }) => id !== 's')).toBe(true)
        await node.close()
      },
    )

    test('repairs a sequence without the messages that fail', async () => {
      const rules = [{ t: 'jsonata_exp', v: 'payload = 2 ? $error("no") : true', vt: 'jsonata' }]
      const node = await startNode(switchNode, { property: 'payload', rules, repair: true })
      const results = await Promise.allSettled(sequence([1, 2, 3]).map((message) => node.receive(message)))
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
      expect(node.sent.map(({ message }) => message.parts)).toMatchObject([
        { index: 0, count: 2 },
        { index: 1, count: 2 },
      ])
      await node.close()
    })

    test('gives up sequences that wait for more messages than the setting allows', async () => {
      const settings = { nodeMessageBufferMaxLength: 2 }
      const node = await startNode(
        switchNode,
        { property: 'payload', rules: [small], repair: true },
        { settings },
      )
      const [one, two, three] = sequence([1, 2, 3, 4])
      const waiting = [node.receive(one!), node.receive(two!)]
      await expect(node.receive(three!)).rejects.toMatchObject({ code: 'BUFFER_FULL' })
      await Promise.all(waiting)
      await Promise.all(sequence([5, 6], { id: 'next' }).map((message) => node.receive(message)))
      expect(node.sent.map(({ message }) => message.payload)).toEqual([5, 6])
      await node.close()
    })

    test('makes a sequence of a hundred and fifty thousand messages anew', { timeout: 20_000 }, async () => {
      const rules = [{ t: 'lt', v: '50000', vt: 'num' }, other]
      const node = await startNode(switchNode, { property: 'payload', rules, repair: true })
      const messages = sequence(Array.from({ length: 150_000 }, (_, index) => index))
      await Promise.all(messages.map((message) => node.receive(message)))
      expect(node.sent).toHaveLength(150_000)
      expect(node.sent.at(-1)).toMatchObject({
        output: 1,
        message: { parts: { index: 99_999, count: 100_000 } },
      })
      await node.close()
    })

    test('lets go of waiting messages when it closes', async () => {
      const node = await startNode(switchNode, { property: 'payload', rules: [small], repair: true })
      const waiting = node.receive(sequence([1, 2])[0]!)
      await node.close()
      await waiting
      expect(node.sent).toEqual([])
    })
  })

  test.each([
    { name: 'an expression that is none', rules: [{ t: 'eq', v: '(', vt: 'jsonata' }], severity: 'error' },
    { name: 'a rule that does not exist', rules: [{ t: 'like', v: 'a', vt: 'str' }], severity: 'error' },
    { name: 'a pattern that is none', rules: [{ t: 'regex', v: '(', vt: 'str' }], severity: 'warning' },
    { name: 'a property that is none', rules: [{ t: 'eq', v: 'a..b', vt: 'msg' }], severity: 'warning' },
  ])('is checked for $name', ({ rules, severity }) => {
    expect(checkNode(switchNode, { property: 'payload', rules })).toMatchObject([{ severity }])
  })

  test.each([
    { rule: { t: 'eq', vt: 'num' }, payload: null },
    { rule: { t: 'eq', vt: 'str' }, payload: null },
    { rule: { t: 'eq' }, payload: undefined },
    { rule: { t: 'istype' }, payload: undefined },
  ])('nothing matches $rule, which has no value', async ({ rule, payload }) => {
    expect(await route({ rules: [rule] }, [{ payload }])).toEqual([[]])
  })

  test('a rule for JSON needs no value beside its type', async () => {
    expect(await route({ rules: [{ t: 'istype', v: '', vt: 'json' }] }, [{ payload: '[1]' }])).toEqual([[0]])
  })

  test('warns of a node that looks at nothing', () => {
    expect(checkNode(switchNode, { rules: [{ t: 'true' }] })).toMatchObject([{ severity: 'warning' }])
  })

  test('accepts what the editor saves', () => {
    const rules = [
      { t: 'eq', v: '', vt: 'prev' },
      { t: 'istype', v: 'undefined', vt: 'undefined' },
      { t: 'btwn', v: '', vt: 'num', v2: '', v2t: 'num' },
      { t: 'else' },
    ]
    const saved = {
      name: '',
      property: 'payload',
      propertyType: 'msg',
      rules,
      checkall: 'true',
      repair: false,
      outputs: 4,
    }
    expect(checkNode(switchNode, saved)).toEqual([])
  })
})
