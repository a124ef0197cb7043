import { describe, expect, test } from 'vitest'
import change from '../../nodes/function/change.js'
import { checkNode } from '../helpers/check-node.js'
import { runNode, startNode } from '../helpers/run-node.js'

const set = (p: string, to: unknown, tot: string, more = {}) => ({ t: 'set', p, pt: 'msg', to, tot, ...more })
const replace = (from: unknown, fromt: string, to: unknown, tot: string) => {
  return { t: 'change', p: 'payload', pt: 'msg', from, fromt, to, tot }
}
const move = (p: string, to: string, more = {}) => ({ t: 'move', p, pt: 'msg', to, tot: 'msg', ...more })
const remove = (p: string, pt = 'msg') => ({ t: 'delete', p, pt })

describe('change', () => {
  test.each([
    { name: 'a text', rule: set('payload', '12', 'str'), expected: '12' },
    { name: 'a number', rule: set('payload', '12', 'num'), expected: 12 },
    { name: 'a boolean', rule: set('payload', 'true', 'bool'), expected: true },
    { name: 'an object', rule: set('payload', '{"a":[1]}', 'json'), expected: { a: [1] } },
    { name: 'a buffer', rule: set('payload', '[104,105]', 'bin'), expected: Buffer.from('hi') },
    { name: 'an expression', rule: set('payload', 'count * 2', 'jsonata'), expected: 6 },
    { name: 'an environment variable', rule: set('payload', 'COLOUR', 'env'), expected: 'red' },
    { name: 'a property', rule: set('payload', 'list[1].b', 'msg'), expected: 'deep' },
    { name: 'a property named by another', rule: set('payload', 'list[msg.one].b', 'msg'), expected: 'deep' },
    { name: 'a flow variable', rule: set('payload', 'town.name', 'flow'), expected: 'Ulm' },
    { name: 'a global variable of a store', rule: set('payload', '#:(memory)::n', 'global'), expected: 7 },
    {
      name: 'a text that is not said, which deletes',
      rule: set('payload', undefined, 'str'),
      expected: undefined,
    },
    { name: 'a number that is not said', rule: set('payload', undefined, 'num'), expected: Number.NaN },
    { name: 'nothing, which deletes', rule: set('payload', 'absent', 'msg'), expected: undefined },
    { name: 'nothing from a flow variable', rule: set('payload', 'absent.x', 'flow'), expected: undefined },
    { name: 'nothing new from a part of nothing', rule: set('payload', 'absent.x', 'msg'), expected: 'was' },
  ])('sets a property to $name', async ({ rule, expected }) => {
    const settings = { contextStorage: { default: 'memory', memory: { module: 'memory' } } }
    const node = await startNode(change, { rules: [rule] }, { env: { COLOUR: 'red' }, settings })
    node.context.flow.set('town', { name: 'Ulm' })
    node.context.global.set('n', 7)
    await node.receive({ payload: 'was', count: 3, one: 1, list: [0, { b: 'deep' }] })
    expect(node.sent[0]?.message.payload).toEqual(expected)
    await node.close()
  })

  test('sets the time', async () => {
    const [sent] = await runNode(change, { rules: [set('payload', '', 'date')] }, {})
    expect(Math.abs(Number(sent?.payload) - Date.now())).toBeLessThan(10_000)
  })

  test('makes the objects on the way to a property', async () => {
    const [sent] = await runNode(change, { rules: [set('a.b[1]', 'x', 'str')] }, {})
    expect(sent).toEqual({ a: { b: [undefined, 'x'] } })
  })

  test('warns where a property cannot be set, and goes on', async () => {
    const node = await startNode(change, { rules: [set('payload.a', 'x', 'str'), set('b', 'y', 'str')] })
    await node.receive({ payload: 'text' })
    expect(node.sent[0]?.message).toEqual({ payload: 'text', b: 'y' })
    expect(node.logs).toMatchObject([{ level: 'warn' }])
    await node.close()
  })

  test.each([
    { name: 'hands objects over', dc: undefined, isSame: true },
    { name: 'copies objects deeply when asked', dc: true, isSame: false },
  ])('$name', async ({ dc, isSame }) => {
    const rules = [set('copy', 'payload', 'msg', { dc }), set('fromFlow', 'shared', 'flow', { dc })]
    const node = await startNode(change, { rules })
    const shared = { a: { b: 1 } }
    node.context.flow.set('shared', shared)
    await node.receive({ payload: shared })
    const { copy, fromFlow } = node.sent[0]?.message ?? {}
    expect([copy, fromFlow]).toEqual([shared, shared])
    expect([copy === shared, fromFlow === shared]).toEqual([isSame, isSame])
    await node.close()
  })

  test('makes a new object for each message', async () => {
    const [first, second] = await runNode(change, { rules: [set('payload', '{}', 'json')] }, [{}, {}])
    expect(first?.payload).not.toBe(second?.payload)
  })

  test.each([
    {
      name: 'every match in a text',
      rule: replace('a', 'str', 'o', 'str'),
      payload: 'banana',
      expected: 'bonono',
    },
    {
      name: 'what looks like a pattern',
      rule: replace('[a]*', 'str', '-', 'str'),
      payload: 'x[a]*',
      expected: 'x-',
    },
    {
      name: 'a pattern',
      rule: replace('(\\d)(\\d)', 're', '$2$1', 'str'),
      payload: '12 34',
      expected: '21 43',
    },
    { name: 'line ends', rule: replace('^b$', 're', 'x', 'str'), payload: 'a\nb', expected: 'a\nb' },
    {
      name: 'a complete text, by a number',
      rule: replace('on', 'str', '1', 'num'),
      payload: 'on',
      expected: 1,
    },
    {
      name: 'a part of a text, by digits',
      rule: replace('on', 'str', '1', 'num'),
      payload: 'on!',
      expected: '1!',
    },
    {
      name: 'a part, by true',
      rule: replace('yes|no', 're', 'true', 'bool'),
      payload: 'yes',
      expected: true,
    },
    {
      name: 'a part, by the text true',
      rule: replace('yes', 're', 'true', 'str'),
      payload: 'yes',
      expected: 'true',
    },
    { name: 'a number', rule: replace('5', 'num', 'five', 'str'), payload: 5, expected: 'five' },
    { name: 'a number written otherwise', rule: replace('5.0', 'num', '6', 'num'), payload: 5, expected: 6 },
    { name: 'digits', rule: replace('5', 'num', '6', 'num'), payload: '5', expected: 6 },
    { name: 'digits in a text', rule: replace('5', 'num', '6', 'num'), payload: '55a', expected: '66a' },
    { name: 'no other number', rule: replace('5', 'num', '6', 'num'), payload: 55, expected: 55 },
    { name: 'no number for a text', rule: replace('5', 'str', '6', 'num'), payload: 5, expected: 5 },
    { name: 'a boolean', rule: replace('true', 'bool', '0', 'num'), payload: true, expected: 0 },
    { name: 'no other boolean', rule: replace('true', 'bool', '0', 'num'), payload: false, expected: false },
    { name: 'nothing in objects', rule: replace('a', 'str', 'b', 'str'), payload: ['a'], expected: ['a'] },
    {
      name: 'nothing where nothing is',
      rule: replace('a', 'str', 'b', 'str'),
      payload: undefined,
      expected: undefined,
    },
    { name: 'by a property', rule: replace('a', 'str', 'one', 'msg'), payload: 'a', expected: 1 },
    { name: 'by an object', rule: replace('a', 'str', '{"b":1}', 'json'), payload: 'a', expected: { b: 1 } },
    {
      name: 'by an expression',
      rule: replace('a', 'str', 'one + 1', 'jsonata'),
      payload: 'a-a',
      expected: '2-2',
    },
    {
      name: 'the text of a property',
      rule: replace('what', 'msg', '-', 'str'),
      payload: 'a.b',
      expected: 'a-b',
    },
    { name: 'the number of a property', rule: replace('one', 'msg', 'x', 'str'), payload: 1, expected: 'x' },
    {
      name: 'no boolean for that of a property, as in Node-RED',
      rule: replace('yes', 'msg', 'x', 'str'),
      payload: true,
      expected: true,
    },
    {
      name: 'no text for the number of a property',
      rule: replace('one', 'msg', 'x', 'str'),
      payload: '1 of 1',
      expected: '1 of 1',
    },
    {
      name: 'the text of a flow variable',
      rule: replace('word', 'flow', 'x', 'str'),
      payload: 'a word',
      expected: 'a x',
    },
    {
      name: 'an environment variable',
      rule: replace('WORD', 'env', 'x', 'str'),
      payload: 'env',
      expected: 'x',
    },
    {
      name: 'nothing for a part of nothing',
      rule: replace('absent.x', 'msg', 'x', 'str'),
      payload: 'a',
      expected: 'a',
    },
  ])('changes $name', async ({ rule, payload, expected }) => {
    const node = await startNode(change, { rules: [rule] }, { env: { WORD: 'env' } })
    node.context.flow.set('word', 'word')
    await node.receive({ payload, one: 1, yes: true, what: '.' })
    expect(node.sent[0]?.message.payload).toEqual(expected)
    await node.close()
  })

  test.each([
    { name: 'renames', rules: [move('payload', 'topic')], expected: { topic: { a: 1, b: { c: 2 } } } },
    {
      name: 'moves into itself',
      rules: [move('payload', 'payload.x')],
      expected: { payload: { x: { a: 1, b: { c: 2 } } } },
    },
    {
      name: 'moves a part over the whole',
      rules: [move('payload.b', 'payload')],
      expected: { payload: { c: 2 } },
    },
    {
      name: 'moves a part away',
      rules: [move('payload.a', 'a')],
      expected: { a: 1, payload: { b: { c: 2 } } },
    },
    {
      name: 'moves to itself',
      rules: [move('payload.a', 'payload.a')],
      expected: { payload: { a: 1, b: { c: 2 } } },
    },
    { name: 'deletes the target of nothing', rules: [move('absent', 'payload')], expected: {} },
    { name: 'deletes', rules: [remove('payload.b')], expected: { payload: { a: 1 } } },
    { name: 'deletes nothing', rules: [remove('x.y.z')], expected: { payload: { a: 1, b: { c: 2 } } } },
    {
      name: 'swaps',
      rules: [set('t', 'payload.a', 'msg'), move('payload.b', 'payload.a'), move('t', 'payload.b')],
      expected: { payload: { a: { c: 2 }, b: 1 } },
    },
    { name: 'does nothing without rules', rules: [], expected: { payload: { a: 1, b: { c: 2 } } } },
    {
      name: 'does nothing without a name',
      rules: [set('', 'x', 'str'), set('payload', '', 'msg'), move('payload', '')],
      expected: { payload: { a: 1, b: { c: 2 } } },
    },
  ])('$name', async ({ rules, expected }) => {
    const [sent] = await runNode(change, { rules }, { payload: { a: 1, b: { c: 2 } } })
    expect(sent).toEqual(expected)
  })

  test('takes elements out of lists', async () => {
    const [sent] = await runNode(change, { rules: [remove('payload[0]')] }, { payload: [1, 2] })
    expect(sent?.payload).toEqual([2])
  })

  test.each(['flow', 'global'] as const)('sets, changes, moves and deletes %s variables', async (pt) => {
    const rules = [
      set('count', '5', 'num', { pt }),
      { ...replace('5', 'num', '6', 'num'), p: 'count', pt },
      { ...replace('x', 'str', 'y', 'str'), p: 'absent', pt },
      move('count', 'sixes[0]', { pt, tot: pt }),
      move('payload', 'payload', { tot: pt }),
      move('gone', 'back', { pt }),
      remove('old', pt),
      set('by[msg.key]', 'named', 'str', { pt }),
    ]
    const node = await startNode(change, { rules })
    node.context[pt].set('gone', 'here')
    node.context[pt].set('old', 1)
    await node.receive({ payload: { a: 1 }, key: 'k' })
    expect(node.sent[0]?.message).toEqual({ back: 'here', key: 'k' })
    const keys = ['count', 'sixes', 'payload', 'gone', 'old', 'by'] as const
    const values = keys.map((key) => node.context[pt].get(key))
    expect(values).toEqual([undefined, [6], { a: 1 }, undefined, undefined, { k: 'named' }])
    await node.close()
  })

  test('keeps to the order of its rules where one has to wait', async () => {
    const rules = [
      set('payload', '1', 'num'),
      set('payload', 'payload + 1', 'jsonata'),
      set('payload', 'payload * 10', 'jsonata'),
      set('last', 'payload', 'msg'),
    ]
    const [sent] = await runNode(change, { rules }, {})
    expect(sent).toEqual({ payload: 20, last: 20 })
  })

  test('gives no promise where nothing has to wait', async () => {
    const rules = [set('payload', 'x', 'flow'), move('payload', 'y'), replace('a', 'str', 'b', 'str')]
    const node = await startNode(change, { rules })
    expect(node.behaviour.input?.({ payload: 1 }, node.send)).toBeUndefined()
    await node.close()
  })

  test.each([
    { name: 'an expression that fails', rule: set('payload', '$error("broken")', 'jsonata') },
    { name: 'a search for an object', rule: replace('thing', 'msg', 'x', 'str') },
    { name: 'a search for nothing', rule: replace('absent', 'msg', 'x', 'str') },
  ])('sends nothing and fails on $name', async ({ rule }) => {
    const node = await startNode(change, { rules: [rule] })
    await expect(node.receive({ payload: 'a', thing: {} })).rejects.toMatchObject({ code: 'BAD_TYPED_VALUE' })
    expect(node.sent).toEqual([])
    await node.close()
  })

  test.each([
    {
      name: 'set',
      saved: { action: 'set', property: 'payload', to: 'x' },
      expected: { payload: 'x', topic: 'a.a' },
    },
    {
      name: 'replace',
      saved: { action: 'replace', property: 'topic', to: 'x' },
      expected: { payload: 'a', topic: 'x' },
    },
    {
      name: 'set to a property',
      saved: { action: 'set', property: 'payload', to: 'msg.topic' },
      expected: { payload: 'a.a', topic: 'a.a' },
    },
    {
      name: 'move',
      saved: { action: 'move', property: 'topic', to: 'payload' },
      expected: { payload: 'a.a' },
    },
    { name: 'delete', saved: { action: 'delete', property: 'topic' }, expected: { payload: 'a' } },
    {
      name: 'change',
      saved: { action: 'change', property: 'topic', from: '.', to: '-', reg: false },
      expected: { payload: 'a', topic: 'a-a' },
    },
    {
      name: 'change by a pattern',
      saved: { action: 'change', property: 'topic', from: '.', to: '-', reg: true },
      expected: { payload: 'a', topic: '---' },
    },
    {
      name: 'rules without types',
      saved: {
        rules: [
          { t: 'set', p: 'payload', to: 'msg.topic' },
          { t: 'move', p: 'topic', to: 'x' },
        ],
      },
      expected: { payload: 'a.a', x: 'a.a' },
    },
    {
      name: 'a rule with re',
      saved: { rules: [{ t: 'change', p: 'topic', from: 'a$', to: 'b', re: true }] },
      expected: { payload: 'a', topic: 'a.b' },
    },
    {
      name: 'rules beside an empty action',
      saved: { action: '', property: '', from: '', to: '', reg: false, rules: [remove('topic')] },
      expected: { payload: 'a' },
    },
    { name: 'nothing at all', saved: {}, expected: { payload: 'a', topic: 'a.a' } },
  ])('reads the old form of $name', async ({ saved, expected }) => {
    expect(checkNode(change, saved)).toEqual([])
    expect(await runNode(change, saved, { payload: 'a', topic: 'a.a' })).toEqual([expected])
  })

  test.each([
    { name: 'JSON that is none', rule: set('payload', '{', 'json'), severity: 'error' },
    { name: 'an expression that is none', rule: set('payload', '(', 'jsonata'), severity: 'error' },
    { name: 'a pattern that is none', rule: replace('(', 're', '', 'str'), severity: 'error' },
    { name: 'a bad property', rule: remove('a..b'), severity: 'error' },
    { name: 'an unknown action', rule: { t: 'fold', p: 'payload' }, severity: 'error' },
    { name: 'a move to a text', rule: { ...move('a', 'b'), tot: 'str' }, severity: 'error' },
    { name: 'a missing property', rule: remove(''), severity: 'warning' },
  ])('is checked for $name', ({ rule, severity }) => {
    expect(checkNode(change, { rules: [rule] })).toMatchObject([{ severity }])
  })
})
