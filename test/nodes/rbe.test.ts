import { describe, expect, test } from 'vitest'
import rbe from '../../nodes/function/rbe.js'
import { checkNode } from '../helpers/check-node.js'
import { runNode, startNode } from '../helpers/run-node.js'

const payloadsOf = (messages: ReadonlyArray<{ payload?: unknown }>) => messages.map(({ payload }) => payload)

describe('filter', () => {
  const same = { a: 1, b: { c: 2 } }

  test.each([
    { name: 'passes each change', config: {}, payloads: [1, 1, 2, 2, 1], expected: [1, 2, 1] },
    { name: 'tells a text from a number', config: {}, payloads: [1, '1', 1], expected: [1, '1', 1] },
    {
      name: 'compares objects all the way down',
      config: {},
      payloads: [same, { b: { c: 2 }, a: 1 }, { a: 1, b: { c: 3 } }],
      expected: [same, { a: 1, b: { c: 3 } }],
    },
    { name: 'compares arrays', config: {}, payloads: [[1], [1], [1, 2]], expected: [[1], [1, 2]] },
    {
      name: 'compares buffers',
      config: {},
      payloads: [Buffer.from('a'), Buffer.from('a'), Buffer.from('b')],
      expected: [Buffer.from('a'), Buffer.from('b')],
    },
    {
      name: 'passes changes between null, false, zero and an empty text',
      config: {},
      payloads: [null, null, false, 0, '', null],
      expected: [null, false, 0, '', null],
    },
    { name: 'can ignore the first value', config: { func: 'rbei' }, payloads: [1, 1, 2], expected: [2] },
    {
      name: 'can ignore the first object',
      config: { func: 'rbei' },
      payloads: [{ a: 1 }, { a: 1 }, { a: 2 }],
      expected: [{ a: 2 }],
    },
    { name: 'drops what has no value', config: {}, payloads: [undefined, 1, undefined, 1], expected: [1] },

    {
      name: 'deadband passes changes beyond the gap',
      config: { func: 'deadband', gap: '10' },
      payloads: [0, 5, 10, 11, 20, 22],
      expected: [0, 11, 22],
    },
    {
      name: 'deadband with equality passes a change of the gap',
      config: { func: 'deadbandEq', gap: '10' },
      payloads: [0, 5, 10, 15, 20],
      expected: [0, 10, 20],
    },
    {
      name: 'deadband compares with the last input when asked',
      config: { func: 'deadband', gap: '4', inout: 'in' },
      payloads: [0, 3, 6, 11, 12],
      expected: [0, 11],
    },
    {
      name: 'deadband takes a percentage of the last value',
      config: { func: 'deadband', gap: '10%' },
      payloads: [100, 109, 111, 120, 123],
      expected: [100, 111, 123],
    },
    {
      name: 'deadband passes a first zero with a percentage',
      config: { func: 'deadband', gap: '10%' },
      payloads: [0, 1],
      expected: [0, 1],
    },
    {
      name: 'deadband reads numbers at the start of texts',
      config: { func: 'deadband', gap: '2' },
      payloads: ['20.1 C', '21 C', '23 C'],
      expected: ['20.1 C', '23 C'],
    },
    {
      name: 'deadband without a gap passes any change',
      config: { func: 'deadband', gap: '' },
      payloads: [1, 1, 2],
      expected: [1, 2],
    },
    {
      name: 'deadband handles values below zero',
      config: { func: 'deadband', gap: 5 },
      payloads: [-5, -9, -11, 0],
      expected: [-5, -11, 0],
    },
    {
      name: 'narrowband passes changes of the gap and less',
      config: { func: 'narrowband', gap: '10' },
      payloads: [0, 10, 30, 20, 31],
      expected: [0, 10, 20],
    },
    {
      name: 'narrowband with equality blocks a change of the gap',
      config: { func: 'narrowbandEq', gap: '10' },
      payloads: [0, 10, 9, 18],
      expected: [0, 9, 18],
    },
    {
      name: 'narrowband lets a step through on the second value when it compares with inputs',
      config: { func: 'narrowband', gap: '10', inout: 'in' },
      payloads: [0, 50, 55, 56],
      expected: [0, 55, 56],
    },
    {
      name: 'narrowband compares the first value with the start',
      config: { func: 'narrowband', gap: '10', start: '50' },
      payloads: [0, 45, 52],
      expected: [45, 52],
    },
    {
      name: 'narrowband keeps to the start until a value is near it',
      config: { func: 'narrowbandEq', gap: '10%', start: '100' },
      payloads: [80, 89, 91],
      expected: [91],
    },
    {
      name: 'narrowband can start at zero',
      config: { func: 'narrowband', gap: '3', start: '0' },
      payloads: [5, 2],
      expected: [2],
    },
  ])('$name', async ({ config, payloads, expected }) => {
    const messages = payloads.map((payload) => ({ payload }))
    expect(payloadsOf(await runNode(rbe, config, messages))).toEqual(expected)
  })

  test('keeps topics apart', async () => {
    const messages = [
      { topic: 'a', payload: 1 },
      { topic: 'b', payload: 1 },
      { topic: 'a', payload: 1 },
      { topic: '__proto__', payload: 1 },
      { payload: 1 },
      { topic: '', payload: 1 },
    ]
    const sent = await runNode(rbe, {}, messages)
    expect(sent.map(({ topic }) => topic)).toEqual(['a', 'b', '__proto__', undefined])
  })

  test.each([{ septopics: false }, { septopics: 'false' }])(
    'can put topics together ($septopics)',
    async (config) => {
      const messages = ['a', 'b'].map((topic) => ({ topic, payload: 1 }))
      expect(await runNode(rbe, config, messages)).toHaveLength(1)
    },
  )

  test('takes value and topic from other properties', async () => {
    const config = { property: 'payload.t', topi: 'payload.sensor.id' }
    const messages = [
      { payload: { t: 1, sensor: { id: 'a' } } },
      { payload: { t: 1, sensor: { id: 'b' } } },
      { payload: { t: 1, sensor: { id: 'a' } } },
      { payload: {} },
    ]
    expect(await runNode(rbe, config, messages)).toHaveLength(2)
  })

  test.each([
    { name: 'one topic', reset: { reset: 1, topic: 'a' }, expected: ['a'] },
    { name: 'all topics', reset: { reset: false }, expected: ['a', 'b'] },
  ])('forgets $name on msg.reset', async ({ reset, expected }) => {
    const values = ['a', 'b'].map((topic) => ({ topic, payload: 1 }))
    const sent = await runNode(rbe, {}, [...values, reset, ...values])
    expect(sent.slice(2).map(({ topic }) => topic)).toEqual(expected)
  })

  test('looks at the value of a message that resets', async () => {
    const sent = await runNode(rbe, {}, [{ payload: 1 }, { payload: 1, reset: true }, { payload: 1 }])
    expect(payloadsOf(sent)).toEqual([1, 1])
  })

  test('remembers objects as they were', async () => {
    const node = await startNode(rbe, {})
    const payload = { a: 1 }
    await node.receive({ payload })
    payload.a = 2
    await node.receive({ payload })
    expect(node.sent).toHaveLength(2)
    await node.close()
  })

  test('fails on a value without a number in a band mode', async () => {
    const run = runNode(rbe, { func: 'deadband', gap: '1' }, { payload: 'warm' })
    await expect(run).rejects.toMatchObject({ code: 'NODE_FAILED' })
  })

  test.each([
    { name: 'a gap that is no number', config: { func: 'deadband', gap: '1..5' }, code: 'BAD_CONFIG' },
    { name: 'a property that cannot be', config: { property: 'a..b' }, code: 'BAD_PROPERTY' },
    { name: 'a mode that does not exist', config: { func: 'wideband' }, code: 'BAD_CONFIG' },
  ])('is refused for $name', ({ config, code }) => {
    expect(checkNode(rbe, config)).toMatchObject([{ code, severity: 'error' }])
  })
})
