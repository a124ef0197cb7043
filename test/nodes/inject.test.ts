import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import inject from '../../nodes/common/inject.js'
import { runNode, startNode } from '../helpers/run-node.js'

const noon = Date.UTC(2030, 0, 1, 12)

describe('inject', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: noon })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test.each([
    { name: 'a text', type: 'str', value: 'on', expected: 'on' },
    { name: 'a number', type: 'num', value: '21.5', expected: 21.5 },
    { name: 'true', type: 'bool', value: 'true', expected: true },
    { name: 'false', type: 'bool', value: 'false', expected: false },
    { name: 'an object', type: 'json', value: '{"a":[1,2]}', expected: { a: [1, 2] } },
    { name: 'a buffer', type: 'bin', value: '[1,2]', expected: Buffer.from([1, 2]) },
    { name: 'the time in milliseconds', type: 'date', value: '', expected: noon },
    { name: 'the time as ISO text', type: 'date', value: 'iso', expected: '2030-01-01T12:00:00.000Z' },
    { name: 'the time as an object', type: 'date', value: 'object', expected: new Date(noon) },
    { name: 'the result of an expression', type: 'jsonata', value: '1 + 2', expected: 3 },
    { name: 'the text of the oldest type name', type: 'string', value: 'on', expected: 'on' },
    { name: 'an empty text for the old type none', type: 'none', value: '', expected: '' },
  ])('sends $name as $type', async ({ type, value, expected }) => {
    const [sent] = await runNode(inject, { props: [{ p: 'payload', v: value, vt: type }] }, {})
    expect(sent?.payload).toEqual(expected)
  })

  test.each([
    {
      name: 'a flow of before 1.0, without props',
      config: { topic: 'light', payload: 'on', payloadType: 'str', repeat: '', crontab: '', once: false },
      expected: { payload: 'on', topic: 'light' },
    },
    {
      name: 'one without a payload type',
      config: { topic: '', payload: 'on', repeat: '', once: false },
      expected: { payload: 'on', topic: '' },
    },
    {
      name: 'the payload beside the props',
      config: {
        props: [{ p: 'payload' }, { p: 'topic', vt: 'str' }],
        topic: 'light',
        payload: '5',
        payloadType: 'num',
      },
      expected: { payload: 5, topic: 'light' },
    },
    {
      name: 'a topic of another type, kept in the props',
      config: { props: [{ p: 'topic', v: '7', vt: 'num' }], topic: 'light' },
      expected: { topic: 7 },
    },
    { name: 'an empty configuration', config: {}, expected: { payload: '', topic: '' } },
    {
      name: 'no properties at all',
      config: { props: [], payload: 'on', payloadType: 'str', topic: 'light' },
      expected: {},
    },
    {
      name: 'a property without a name',
      config: { props: [{ p: '', v: 'x', vt: 'str' }] },
      expected: {},
    },
    {
      name: 'an expression without text',
      config: { props: [{ p: 'payload', v: '', vt: 'jsonata' }] },
      expected: {},
    },
    {
      name: 'properties within properties',
      config: { props: [{ p: 'payload.list[1].name', v: 'b', vt: 'str' }] },
      expected: { payload: { list: [undefined, { name: 'b' }] } },
    },
    {
      name: 'a property that takes its value from the one before',
      config: {
        props: [
          { p: 'count', v: '2', vt: 'num' },
          { p: 'payload', v: 'count', vt: 'msg' },
          { p: 'double', v: 'payload * 2', vt: 'jsonata' },
        ],
      },
      expected: { count: 2, payload: 2, double: 4 },
    },
  ])('reads $name', async ({ config, expected }) => {
    const [sent] = await runNode(inject, config, {})
    const { _msgid, ...properties } = sent ?? {}
    expect(properties).toEqual(expected)
  })

  test('makes a new object for each message', async () => {
    const [first, second] = await runNode(inject, { props: [{ p: 'payload', v: '{"a":1}', vt: 'json' }] }, [
      {},
      {},
    ])
    expect(first?.payload).not.toBe(second?.payload)
  })

  test('takes the properties that a message by hand brings with it', async () => {
    const message = { __user_inject_props__: [{ p: 'payload', v: '3', vt: 'num' }] }
    const [sent] = await runNode(inject, { props: [{ p: 'payload', v: 'saved', vt: 'str' }] }, message)
    expect(sent).toMatchObject({ payload: 3 })
    expect(sent).not.toHaveProperty('__user_inject_props__')
  })

  test('sends nothing and names every property that fails', async () => {
    const props = [
      { p: 'payload', v: '{', vt: 'json' },
      { p: 'other', v: '$error("broken")', vt: 'jsonata' },
    ]
    const node = await startNode(inject, { props })
    await expect(node.receive({})).rejects.toThrow(/JSON.*; .*broken/s)
    expect(node.sent).toEqual([])
    await node.close()
  })

  test.each([
    { name: 'at an interval', config: { repeat: '2' }, afterMs: 7000, times: 3 },
    { name: 'at an interval with a fraction', config: { repeat: 0.5 }, afterMs: 1600, times: 3 },
    {
      name: 'only by hand where nothing else is set',
      config: { repeat: '', crontab: '' },
      afterMs: 1e6,
      times: 0,
    },
    { name: 'never for an interval below zero', config: { repeat: -1 }, afterMs: 1e6, times: 0 },
    { name: 'once after a tenth of a second', config: { once: true }, afterMs: 100, times: 1 },
    { name: 'once after no other delay', config: { once: true, onceDelay: '' }, afterMs: 99, times: 0 },
    { name: 'once after its own delay', config: { once: true, onceDelay: '1.5' }, afterMs: 1500, times: 1 },
    {
      name: 'once, and at the interval from then on',
      config: { once: true, onceDelay: 1, repeat: 10 },
      afterMs: 21_000,
      times: 3,
    },
    { name: 'at a time of day', config: { crontab: '00 13 * * *' }, afterMs: 3_600_000, times: 1 },
    { name: 'at a time with seconds', config: { crontab: '*/20 * * * * *' }, afterMs: 60_000, times: 3 },
    {
      name: 'every 20 minutes between two times',
      config: { crontab: '*/20 13-14 * * *' },
      afterMs: 24 * 3_600_000,
      times: 6,
    },
    { name: 'on some days only', config: { crontab: '0 18 * * 0' }, afterMs: 4 * 24 * 3_600_000, times: 0 },
    {
      name: 'at the interval where a time is given too',
      config: { repeat: 60, crontab: '* * * * * *' },
      afterMs: 60_000,
      times: 1,
    },
  ])('sends $name', async ({ config, afterMs, times }) => {
    const node = await startNode(inject, { props: [{ p: 'payload', v: 'x', vt: 'str' }], ...config })
    await vi.advanceTimersByTimeAsync(afterMs)
    expect(node.sent).toHaveLength(times)
    await node.close()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('repeats at intervals longer than a timer of Node.js can wait', async () => {
    const days = 24 * 3600
    const node = await startNode(inject, { props: [], repeat: 40 * days })
    await vi.advanceTimersByTimeAsync(39 * days * 1000)
    expect(node.sent).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(days * 1000)
    expect(node.sent).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(40 * days * 1000)
    expect(node.sent).toHaveLength(2)
    await node.close()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('refuses to start with times that do not exist', async () => {
    const started = startNode(inject, { crontab: '61 * * * *' })
    await expect(started).rejects.toMatchObject({ code: 'NODE_START_FAILED' })
    await expect(started).rejects.toThrow('crontab "61 * * * *" cannot be read')
  })

  test.each([
    { name: 'a crontab with too few fields', config: { crontab: '5 *' }, severity: undefined },
    { name: 'a property name that cannot be', config: { props: [{ p: 'a..b' }] }, severity: undefined },
    {
      name: 'JSON that is none',
      config: { props: [{ p: 'payload', v: '{', vt: 'json' }] },
      severity: 'warning',
    },
  ])('is checked for $name', ({ config, severity }) => {
    const complete = { name: '', props: [], repeat: 0, crontab: '', once: false, onceDelay: 0.1 }
    const rest = { topic: '', payload: '', payloadType: 'str' }
    const problems = inject.check?.({ ...complete, ...rest, ...config }, { id: 'n', name: '' })
    expect(problems).toMatchObject([severity === undefined ? {} : { severity }])
  })
})
