import { describe, expect, test } from 'vitest'
import { type FlowEntry, type RecordedFlow, recordFlow } from '../helpers/record-flow.js'

const subroutines: FlowEntry[] = [
  { id: 'tab', type: 'tab' },
  { id: 'other', type: 'tab' },
  { id: 'in-double', type: 'link in', z: 'other', name: 'double', wires: [['doubler']] },
  fn('doubler', 'msg.payload *= 2; return msg', ['back'], 'other'),
  { id: 'back', type: 'link out', z: 'other', mode: 'return' },
  { id: 'in-plain', type: 'link in', z: 'other', name: 'plain', wires: [['back']] },
  { id: 'in-outer', type: 'link in', z: 'other', name: 'outer', wires: [['caller']] },
  fn('caller', 'return await node.linkcall("double", msg)', ['back'], 'other'),
  { id: 'in-own', type: 'link in', z: 'tab', name: 'same', wires: [['own']] },
  fn('own', 'msg.payload = "own"; return msg', ['back-own']),
  { id: 'back-own', type: 'link out', z: 'tab', mode: 'return' },
  { id: 'in-same', type: 'link in', z: 'other', name: 'same', wires: [['back']] },
  { id: 'in-twin-1', type: 'link in', z: 'other', name: 'twin', wires: [['back']] },
  { id: 'in-twin-2', type: 'link in', z: 'other', name: 'twin', wires: [['back']] },
  { id: 'in-silent', type: 'link in', z: 'other', name: 'silent', wires: [['deaf']] },
  fn('deaf', 'return null', [], 'other'),
  { id: 'in-inside', type: 'link in', z: 'subflow', name: 'inside', wires: [[]] },
  { id: 'subflow', type: 'subflow', name: 'S', in: [], out: [] },
  { id: 'instance', type: 'subflow:subflow', z: 'tab', wires: [] },
  { id: 'all', type: 'catch', z: 'tab', scope: null, wires: [['caught']] },
  { id: 'caught', type: 'record', z: 'tab' },
  { id: 'out', type: 'record', z: 'tab' },
]

function fn(id: string, func: string, wires: string[], z = 'tab', more: object = {}): FlowEntry {
  return { id, type: 'function', z, func, outputs: 1, wires: [wires], ...more }
}

const start = (func: string, level: 'contained' | 'trusted', more: object = {}) =>
  recordFlow([...subroutines, fn('f', func, ['out'], 'tab', more)], {
    sandbox: level,
    drainTimeoutMs: 30,
  })

async function firstOf(flow: RecordedFlow): Promise<{ at: string; message: Record<string, unknown> }> {
  const [record] = await flow.recorded(1)
  return record as { at: string; message: Record<string, unknown> }
}

const payload = (value: unknown) => `msg.payload = ${value}; return msg`

describe.each(['contained', 'trusted'] as const)('node.linkcall in %s', (level) => {
  test.each([
    {
      name: 'the node of a name',
      func: 'return await node.linkcall("double", msg)',
      expected: { payload: 42 },
    },
    {
      name: 'the node of an id',
      func: 'return await node.linkcall("in-double", msg)',
      expected: { payload: 42 },
    },
    {
      name: 'the node of its own tab first',
      func: 'return await node.linkcall("same", msg)',
      expected: { payload: 'own' },
    },
    {
      name: 'a flow with a call of its own',
      func: 'return await node.linkcall("outer", msg)',
      expected: { payload: 42 },
    },
    {
      name: 'one flow after the other',
      func: `for (let i = 0; i < 3; i++) msg = await node.linkcall("double", msg); return msg`,
      expected: { payload: 168 },
    },
    {
      name: 'several flows at once, each with its own answer',
      func: `const all = await Promise.all([1, 2, 3].map((n) => node.linkcall("double", { payload: n })))
             ${payload('all.map((each) => each.payload)')}`,
      expected: { payload: [2, 4, 6] },
    },
    {
      name: 'with a copy of the message',
      func: `const answer = await node.linkcall("double", msg); ${payload('[answer.payload, msg.payload, answer === msg]')}`,
      expected: { payload: [42, 21, false] },
    },
    {
      name: 'with the message itself where it is not to be cloned',
      func: `await node.linkcall("double", msg, { clone: false }); return msg`,
      expected: { payload: 42 },
    },
    {
      name: 'from callbacks, for messages that are sent later',
      func: 'node.linkcall("double", msg).then((answer) => node.send(answer)); return null',
      expected: { payload: 42 },
    },
    {
      name: 'and gives objects that are the function’s own',
      func: `const { list, when, bytes } = await node.linkcall("plain", { list: [{}], when: new Date(0), bytes: Buffer.from("a") })
             ${payload('[list instanceof Array, list[0].constructor === Object, when instanceof Date, Buffer.isBuffer(bytes)]')}`,
      expected: { payload: [true, true, true, true] },
    },
    {
      name: 'with a message of a class, as its properties',
      func: `class Thing { payload = 4 } const { payload } = await node.linkcall("double", new Thing()); ${payload('payload')}`,
      expected: { payload: 8 },
    },
    {
      name: 'and takes an answer with a property then for no promise',
      func: `const answer = await Promise.all([node.linkcall("plain", { then: 5 })]); ${payload('answer[0].then')}`,
      expected: { payload: 5 },
    },
  ])('calls $name', async ({ func, expected }) => {
    const flow = await start(func, level)
    await flow.send('f', { payload: 21, _msgid: 'm1' })
    const { at, message } = await firstOf(flow)
    expect({ at, message }).toMatchObject({ at: 'out', message: { ...expected, _msgid: 'm1' } })
    expect(message).not.toHaveProperty('_linkSource')
  })

  test.each([
    { name: 'there is no such node', call: '"nobody", msg', error: 'nobody' },
    { name: 'the id is that of another node', call: '"out", msg', error: '"out"' },
    { name: 'several have the name', call: '"twin", msg', error: 'Several' },
    { name: 'the node is inside a subflow', call: '"inside", msg', error: 'inside' },
    { name: 'the target is no text', call: '5, msg', error: 'a text' },
    { name: 'the target is blank', call: '" ", msg', error: 'a text' },
    { name: 'no message is given', call: '"double"', error: 'an object' },
    { name: 'the message is a text', call: '"double", "text"', error: 'an object' },
    { name: 'the message is a list', call: '"double", [msg]', error: 'type array' },
    { name: 'no answer comes in time', call: '"silent", msg, { timeout: 20 }', error: 'timeout' },
  ])('rejects where $name', async ({ call, error }) => {
    const caught = await start(
      `try { await node.linkcall(${call}) } catch (e) { ${payload('[e instanceof Error, e.message]')} }`,
      level,
    )
    await caught.send('f', { payload: 1 })
    expect(await firstOf(caught)).toMatchObject({
      at: 'out',
      message: { payload: [true, expect.stringContaining(error)] },
    })
    const failed = await start(`return await node.linkcall(${call})`, level)
    await failed.send('f', { payload: 1 })
    expect(await firstOf(failed)).toMatchObject({
      at: 'caught',
      message: {
        payload: 1,
        error: { message: expect.stringContaining(error), source: { id: 'f', count: 1 } },
      },
    })
  })

  test('leaves an answer within a link call to that call', async () => {
    const flow = await recordFlow(
      [
        ...subroutines,
        { id: 'call', type: 'link call', z: 'tab', links: ['in-outer'], wires: [['out']] },
        { id: 'f', type: 'function', z: 'tab', func: '', wires: [] },
      ],
      { sandbox: level },
    )
    await flow.send('call', { payload: 3 })
    expect((await firstOf(flow)).message).toMatchObject({ payload: 6 })
  })

  test('counts the time that it waits to the limit of the function', async () => {
    const flow = await start('return await node.linkcall("silent", msg)', level, { timeout: 0.05 })
    await flow.send('f', { payload: 1 })
    expect(await firstOf(flow)).toMatchObject({
      at: 'caught',
      message: { error: { code: 'NODE_TIMEOUT', message: expect.stringContaining('0.05 seconds') } },
    })
  })

  test('keeps the message in flight, and rejects when the flow stops', async () => {
    const flow = await start(
      'try { return await node.linkcall("silent", msg) } catch (e) { node.warn(e.message); return null }',
      level,
    )
    await flow.send('f', { payload: 1 })
    const { dropped } = await flow.runtime.stop()
    expect(dropped).toMatchObject([{ node: { id: 'f' }, count: 1 }])
    expect(flow.logged.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('stopped before the answer came'),
    )
  })

  test('drops an answer that comes too late', async () => {
    const flow = await recordFlow(
      [
        ...subroutines,
        { id: 'in-late', type: 'link in', z: 'other', name: 'late', wires: [['late']] },
        fn('late', 'await new Promise((r) => setTimeout(r, 40)); return msg', ['back'], 'other'),
        fn('f', 'return await node.linkcall("late", msg, { timeout: 5 })', ['out']),
      ],
      { sandbox: level },
    )
    await flow.send('f', { payload: 1 })
    await flow.recorded(1)
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(flow.records.map(({ at }) => at)).toEqual(['caught'])
  })

  test.each([
    ['calls without end of nobody', 'for (;;) { try { await node.linkcall("nobody", msg) } catch (e) {} }'],
    ['context callbacks without end', '(function f() { flow.get("x", f) })(); await new Promise(() => {})'],
  ])('%s do not keep other functions waiting', async (_name, func) => {
    const flow = await recordFlow([...subroutines, fn('f', func, []), fn('g', 'return msg', ['out'])], {
      sandbox: level,
      settings: { globalFunctionTimeout: 0.1 },
    })
    await flow.send('f', { payload: 1 })
    await flow.send('g', { payload: 2 })
    await flow.recorded(2)
    expect(flow.records.map(({ at }) => at).sort()).toEqual(['caught', 'out'])
  })
})

test('node.linkcall refuses a proxy in contained', async () => {
  const flow = await start('return await node.linkcall("double", new Proxy({ payload: 1 }, {}))', 'contained')
  await flow.send('f')
  expect(await firstOf(flow)).toMatchObject({
    at: 'caught',
    message: { error: { message: expect.stringContaining('proxy') } },
  })
})
