import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import debug from '../../nodes/common/debug.js'
import { startNode } from '../helpers/run-node.js'

const message = () => ({ payload: { a: [1, 'two'] }, topic: 'light', _msgid: 'm1' })

describe('debug, to the debug output', () => {
  test.each([
    { name: 'the payload', config: {}, property: 'payload', value: { a: [1, 'two'] } },
    {
      name: 'the payload for the old "false"',
      config: { complete: 'false' },
      property: 'payload',
      value: { a: [1, 'two'] },
    },
    {
      name: 'the payload for an empty field',
      config: { complete: '' },
      property: 'payload',
      value: { a: [1, 'two'] },
    },
    {
      name: 'the message for "true"',
      config: { complete: 'true', targetType: 'full' },
      property: '',
      value: message(),
    },
    {
      name: 'a property though the type says the message',
      config: { complete: 'topic', targetType: 'full' },
      property: 'topic',
      value: 'light',
    },
    { name: 'the message for the old true', config: { complete: true }, property: '', value: message() },
    {
      name: 'a property',
      config: { complete: 'topic', targetType: 'msg' },
      property: 'topic',
      value: 'light',
    },
    {
      name: 'a property within others',
      config: { complete: 'payload.a[1]' },
      property: 'payload.a[1]',
      value: 'two',
    },
    {
      name: 'a property that is not there',
      config: { complete: 'payload.x.y' },
      property: 'payload.x.y',
      value: undefined,
    },
    {
      name: 'an expression',
      config: { complete: '$sum([1,2]) & topic', targetType: 'jsonata' },
      property: '',
      value: '3light',
    },
  ])('shows $name', async ({ config, property, value }) => {
    const node = await startNode(debug, config)
    await node.receive(message())
    expect(node.debugOutputs).toEqual([{ property, value, message: message() }])
    await node.close()
  })

  test.each([
    { name: 'it is not active', config: { active: false } },
    { name: 'it does not go to the sidebar', config: { tosidebar: false } },
  ])('shows nothing where $name', async ({ config }) => {
    const node = await startNode(debug, config)
    await node.receive(message())
    expect(node.debugOutputs).toEqual([])
    await node.close()
  })

  test('reports an expression that fails as the error of the message', async () => {
    const node = await startNode(debug, { complete: '$error("broken")', targetType: 'jsonata' })
    await expect(node.receive(message())).rejects.toThrow('broken')
    await node.close()
  })

  test('ignores the state that it showed itself', async () => {
    const node = await startNode(debug, { complete: 'true', tostatus: true }, { id: 'd1' })
    await node.receive({ status: { text: 'x', source: { id: 'd1' } } })
    expect(node.debugOutputs).toEqual([])
    expect(node.statuses).toEqual([])
    await node.close()
  })

  test.each([
    { name: 'a property that cannot be', config: { complete: 'a..b' } },
    { name: 'an expression that cannot be', config: { complete: '1 +', targetType: 'jsonata' } },
    {
      name: 'a state property that cannot be',
      config: { tostatus: true, statusType: 'msg', statusVal: 'a..b' },
    },
  ])('is checked for $name', ({ config }) => {
    const complete = {
      name: '',
      active: true,
      tosidebar: true,
      console: false,
      tostatus: false,
      complete: 'payload',
    }
    const rest = { targetType: 'msg', statusVal: '', statusType: 'auto' } as const
    const problems = debug.check?.({ ...complete, ...rest, ...config } as never, { id: 'n', name: '' })
    expect(problems).toHaveLength(1)
  })
})

describe('debug, to the log', () => {
  test.each([
    { name: 'a text', payload: 'on', expected: 'on' },
    { name: 'lines, from a new line on', payload: 'a\nb', expected: '\na\nb' },
    { name: 'a number', payload: 5, expected: '5' },
    { name: 'undefined', payload: undefined, expected: 'undefined' },
    {
      name: 'an object',
      payload: { a: { b: { c: { d: 1 } } } },
      expected: '\n{\n  a: { b: { c: { d: 1 } } }\n}',
    },
    { name: 'a Buffer', payload: Buffer.from('hi'), expected: '\n<Buffer 68 69>' },
    { name: 'a Map', payload: new Map([['a', 1]]), expected: "\nMap(1) { 'a' => 1 }" },
  ])('writes $name', async ({ payload, expected }) => {
    const node = await startNode(debug, { console: 'true', active: false })
    await node.receive({ payload })
    expect(node.logs.map(({ text }) => text)).toEqual([expected])
    await node.close()
  })

  test('writes an object that holds itself', async () => {
    const payload: Record<string, unknown> = {}
    payload.self = payload
    const node = await startNode(debug, { console: true, tosidebar: false })
    await node.receive({ payload })
    expect(node.logs[0]?.text).toContain('[Circular *1]')
    await node.close()
  })

  test('does not write twice what the debug output shows in the log', async () => {
    const node = await startNode(debug, { console: true })
    await node.receive({ payload: 'on' })
    expect(node.debugOutputs).toHaveLength(1)
    expect(node.logs).toEqual([])
    await node.close()
  })

  test('names the request and the response of a whole message in place of all that they hold', async () => {
    const node = await startNode(debug, { console: true, active: false, complete: 'true' })
    await node.receive({
      payload: 1,
      req: { method: 'GET', url: '/a?b', headers: { cookie: 'secret' } },
      res: { _res: {} },
    })
    expect(node.logs[0]?.text).toContain('req: [request GET /a?b]')
    expect(node.logs[0]?.text).toContain('res: [response]')
    await node.close()
  })
})

describe('debug, to the state of the node', () => {
  test.each([
    {
      name: 'a text',
      config: {},
      message: { payload: 'on' },
      expected: { fill: 'grey', shape: 'dot', text: 'on' },
    },
    {
      name: 'a value',
      config: {},
      message: { payload: { a: 1 } },
      expected: { fill: 'grey', shape: 'dot', text: '{ a: 1 }' },
    },
    {
      name: 'no more than 32 characters',
      config: {},
      message: { payload: 'x'.repeat(33) },
      expected: { text: `${'x'.repeat(32)}...` },
    },
    {
      name: 'the payload where the whole message is shown',
      config: { complete: 'true' },
      message: { payload: 'on' },
      expected: { text: 'on' },
    },
    {
      name: 'a property of its own',
      config: { statusType: 'msg', statusVal: 'topic' },
      message: { payload: 'on', topic: 'light' },
      expected: { text: 'light' },
    },
    {
      name: 'the shown property where it has none of its own',
      config: { statusType: 'msg', complete: 'topic' },
      message: { payload: 'on', topic: 'light' },
      expected: { text: 'light' },
    },
    {
      name: 'the payload where neither says a property',
      config: { statusType: 'jsonata', complete: 'false' },
      message: { payload: 'on' },
      expected: { text: 'on' },
    },
    {
      name: 'an expression',
      config: { statusType: 'jsonata', statusVal: 'payload & "!"' },
      message: { payload: 'on' },
      expected: { text: 'on!' },
    },
    {
      name: 'a value that is a state',
      config: {},
      message: { payload: { fill: 'green', shape: 'ring', text: 'up' } },
      expected: { fill: 'green', shape: 'ring', text: 'up' },
    },
    {
      name: 'the error of a catch node in red',
      config: {},
      message: { payload: 'on', error: { message: 'broken' } },
      expected: { fill: 'red', shape: 'dot', text: 'broken' },
    },
    {
      name: 'the state of a status node',
      config: {},
      message: { status: { fill: 'yellow', text: 'away', source: { id: 'other' } } },
      expected: { fill: 'yellow', shape: 'ring', text: 'away' },
    },
    {
      name: 'no error where the state is a property',
      config: { statusType: 'msg', statusVal: 'payload' },
      message: { payload: 'on', error: { message: 'broken' } },
      expected: { fill: 'grey', text: 'on' },
    },
  ])('shows $name', async ({ config, message, expected }) => {
    const node = await startNode(debug, { tostatus: true, active: false, ...config })
    await node.receive(message)
    expect(node.statuses).toEqual([expect.objectContaining(expected)])
    await node.close()
  })

  test('shows as many characters as the settings say', async () => {
    const node = await startNode(debug, { tostatus: true }, { settings: { debugStatusLength: 3 } })
    await node.receive({ payload: 'abcdef' })
    expect(node.statuses).toEqual([expect.objectContaining({ text: 'abc...' })])
    await node.close()
  })

  test('does not show the same state twice in a row, and clears it at the end', async () => {
    const node = await startNode(debug, { tostatus: true })
    for (const payload of ['on', 'on', 'off']) await node.receive({ payload })
    expect(node.statuses.map(({ text }) => text)).toEqual(['on', 'off'])
    await node.close()
    expect(node.statuses.at(-1)).toEqual({})
  })

  describe('as a counter', () => {
    beforeEach(() => {
      vi.useFakeTimers()
    })
    afterEach(() => {
      vi.useRealTimers()
    })

    test('shows each message where they come slowly', async () => {
      const node = await startNode(debug, { tostatus: true, statusType: 'counter', active: false })
      for (let count = 0; count < 3; count++) {
        await vi.advanceTimersByTimeAsync(150)
        await node.receive({ payload: 'x' })
      }
      expect(node.statuses).toEqual(['1', '2', '3'].map((text) => ({ fill: 'blue', shape: 'ring', text })))
      await node.close()
    })

    test('shows only the sum of a burst, after it', async () => {
      const node = await startNode(debug, { tostatus: true, statusType: 'counter', active: false })
      for (let count = 0; count < 5; count++) await node.receive({ payload: 'x' })
      expect(node.statuses).toEqual([])
      await vi.advanceTimersByTimeAsync(200)
      expect(node.statuses.map(({ text }) => text)).toEqual(['5'])
      await node.receive({ payload: 'x' })
      await node.close()
      expect(vi.getTimerCount()).toBe(0)
    })
  })
})
