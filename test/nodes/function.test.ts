import { types } from 'node:util'
import { afterEach, describe, expect, test, vi } from 'vitest'
import functionNode from '../../nodes/function/function.js'
import { ForeignMessage } from '../../runtime/message/foreign.js'
import type { Message } from '../../runtime/message/message.js'
import { createSandbox } from '../../runtime/sandbox/create-sandbox.js'
import type { Sandbox, SandboxLevel } from '../../runtime/sandbox/sandbox.js'
import { type NodeOptions, type StartedNode, startNode } from '../helpers/run-node.js'

const levels: SandboxLevel[] = ['contained', 'trusted']
let sandbox: Sandbox | undefined

async function startFunction(
  level: SandboxLevel,
  config: object | string,
  options: NodeOptions & { limitMs?: number } = {},
): Promise<StartedNode> {
  sandbox = createSandbox({
    level,
    settings: options.settings ?? {},
    defaultTimeoutMs: options.limitMs ?? 5000,
  })
  const fields = typeof config === 'string' ? { func: config } : config
  return await startNode(
    functionNode,
    { outputs: 1, ...fields },
    { ...options, node: { sandbox, ...options.node } },
  )
}

afterEach(async () => {
  vi.useRealTimers()
  await sandbox?.close()
  sandbox = undefined
})

/** What was sent, by output. */
function outputsOf({ sent }: StartedNode): unknown[][] {
  const outputs: unknown[][] = []
  for (const { output, message } of sent) {
    const own: Message = message instanceof ForeignMessage ? message.toMessage() : message
    outputs[output] ??= []
    outputs[output].push(own)
  }
  return Array.from(outputs, (messages) => messages ?? [])
}

const payloadsOf = (node: StartedNode) =>
  outputsOf(node).map((all) => all.map((each) => (each as Message).payload))

describe.each(levels)('function in %s', (level) => {
  test.each([
    { name: 'sends the message that it returns', func: 'return msg', payloads: [[1]] },
    { name: 'sends a message of its own', func: 'return { payload: msg.payload + 1 }', payloads: [[2]] },
    { name: 'sends nothing for null', func: 'return null', payloads: [] },
    { name: 'sends nothing without a return', func: 'msg.payload = 2', payloads: [] },
    { name: 'sends nothing without a body', func: '', payloads: [] },
    {
      name: 'calls classes by their names',
      func: 'return { payload: [Buffer.from("a").constructor.name, URL.name, URLSearchParams.name] }',
      payloads: [[['Buffer', 'URL', 'URLSearchParams']]],
    },
    {
      name: 'reads an ArrayBuffer of another node',
      func: 'const kind = Object.prototype.toString.call(msg.bytes); return { payload: [kind, ...new Uint8Array(msg.bytes)] }',
      payloads: [[['[object ArrayBuffer]', 1, 2]]],
    },
    {
      name: 'sends an array to the outputs in order',
      func: 'return [msg, { payload: 2 }]',
      payloads: [[1], [2]],
    },
    { name: 'skips outputs without a message', func: 'return [null, { payload: 2 }]', payloads: [[], [2]] },
    {
      name: 'sends the messages of an inner array one after the other',
      func: 'return [[{ payload: 1 }, { payload: 2 }], msg]',
      payloads: [[1, 2], [1]],
    },
    {
      name: 'awaits at its top level',
      func: 'msg.payload = await Promise.resolve(7); return msg',
      payloads: [[7]],
    },
    {
      name: 'takes the message that a promise gives',
      func: 'return Promise.resolve({ payload: 8 })',
      payloads: [[8]],
    },
    {
      name: 'sends with node.send',
      func: 'node.send({ payload: 3 }); node.send([null, { payload: 4 }])',
      payloads: [[3], [4]],
    },
    {
      name: 'clones what node.send is given',
      func: 'node.send(msg); msg.payload = 2; node.send(msg, false); return null',
      payloads: [[1, 2]],
    },
    { name: 'finishes with node.done', func: 'node.send(msg); node.done(); return', payloads: [[1]] },
    {
      name: 'keeps a variable that it does not declare',
      func: 'total = (typeof total === "number" ? total : 0) + 5; return { payload: total }',
      payloads: [[5]],
    },
    {
      name: 'runs sloppy code',
      func: 'var o = { a: 1 }; with (o) { a = 2 } return { payload: o.a + 010 }',
      payloads: [[10]],
    },
    { name: 'knows the environment', func: 'return { payload: env.get("GREETING") }', payloads: [['hello']] },
    {
      name: 'has Buffer',
      func: 'return { payload: Buffer.from("hi").toString("hex") }',
      payloads: [['6869']],
    },
    {
      name: 'has URL',
      func: 'return { payload: new URL("http://h/p?q=1").searchParams.get("q") }',
      payloads: [['1']],
    },
    { name: 'has util', func: 'return { payload: util.format("%s-%d", "a", 2) }', payloads: [['a-2']] },
    {
      name: 'has TextEncoder',
      func: 'return { payload: new TextEncoder().encode("é").length }',
      payloads: [[2]],
    },
    {
      name: 'has structuredClone',
      func: 'return { payload: structuredClone({ a: [1] }).a[0] }',
      payloads: [[1]],
    },
    {
      name: 'sees its own id and name',
      func: 'return { payload: node.id + "/" + node.name + "/" + node.outputCount }',
      payloads: [['node/Fn/1']],
    },
    {
      name: 'changes properties by path',
      func: 'RED.util.setMessageProperty(msg, "a.b[0]", 1); return { payload: msg.a.b[0] }',
      payloads: [[1]],
    },
    {
      name: 'clones messages',
      func: 'const c = RED.util.cloneMessage(msg); c.payload = 5; return [msg, c]',
      payloads: [[1], [5]],
    },
    {
      name: 'overrides what all objects inherit',
      func: 'const o = {}; o.toString = () => "mine"; return { payload: String(o) }',
      payloads: [['mine']],
    },
    {
      name: 'makes classes of errors',
      func: 'class MyError extends Error { constructor(m) { super(m); this.name = "MyError" } }\nreturn { payload: String(new MyError("x")) }',
      payloads: [['MyError: x']],
    },
  ])('$name', async ({ func, payloads }) => {
    const node = await startFunction(level, func, { name: 'Fn', env: { GREETING: 'hello' } })
    await node.receive({ _msgid: 'm1', payload: 1, bytes: new Uint8Array([1, 2]).buffer })
    expect(payloadsOf(node)).toEqual(payloads)
    expect(node.errors).toEqual([])
    await node.close()
  })

  test.each([
    {
      name: 'an error',
      func: 'const a = 1\nthrow new Error("broken")',
      text: 'Error: broken (line 2, col 7)',
    },
    {
      name: 'an error of the engine',
      func: '\n\n  msg.missing.property',
      text: /^TypeError: .*\(line 3, col 15\)$/,
    },
    {
      name: 'an unknown name',
      func: 'nope()',
      text: 'ReferenceError: nope is not defined (line 1, col 1)',
    },
    {
      name: 'an error in a function of its own',
      func: 'async function f() {\n  await 1; throw new Error("deep")\n}\nawait f()',
      text: 'Error: deep (line 2, col 18)',
    },
    {
      name: 'an error caught and thrown again',
      func: 'try {\n throw new Error("again") } catch (e) { throw e }',
      text: 'Error: again (line 2, col 8)',
    },
    {
      name: 'a rejection',
      func: 'await Promise.reject(new Error("late"))',
      text: 'Error: late (line 1, col 22)',
    },
    { name: 'a text', func: 'throw "just text"', text: 'just text' },
    { name: 'an object', func: 'throw { a: 1 }', text: '{"a":1}' },
    {
      name: 'a wrong message',
      func: 'return "text"',
      text: 'Error: Function tried to send a message of type string',
    },
    {
      name: 'a wrong message in a list',
      func: 'return [5]',
      text: 'Error: Function tried to send a message of type number',
    },
    {
      name: 'what node.done is given',
      func: 'node.done(new Error("failed"))',
      text: 'Error: failed (line 1, col 11)',
    },
  ])('fails with $name', async ({ func, text }) => {
    const node = await startFunction(level, func)
    const error: unknown = await node.receive({ payload: 1 }).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    if (typeof text === 'string') expect(String(error)).toBe(text)
    else expect(String(error)).toMatch(text)
    await node.close()
  })

  test.each([
    { name: 'a throw in a timer', func: 'setTimeout(() => { throw new Error("in timer") }, 1)' },
    { name: 'a rejection that nobody handles', func: 'Promise.reject(new Error("in timer"))' },
    {
      name: 'a rejection in an async function',
      func: '(async () => { await null; throw new Error("in timer") })()',
    },
  ])('reports $name as its own error', async ({ func }) => {
    const node = await startFunction(level, func)
    await node.receive({ payload: 1 })
    await vi.waitFor(() => expect(node.errors).toHaveLength(1))
    expect(String(node.errors[0]?.error)).toContain('Error: in timer (line 1')
    expect(node.errors[0]?.message, 'for catch nodes').toEqual({})
    await node.close()
  })

  test('keeps the id of the message that it answers', async () => {
    const node = await startFunction(level, 'return [{ payload: 1 }, [{ payload: 2 }]]')
    await node.receive({ _msgid: 'the id' })
    expect(outputsOf(node).flat()).toMatchObject([{ _msgid: 'the id' }, { _msgid: 'the id' }])
    await node.close()
  })

  test('runs setup code, which may await, before the first message, and shares variables with it', async () => {
    const node = await startFunction(level, {
      initialize: 'await Promise.resolve(); started = 5; context.set("n", 1)',
      func: 'return { payload: started + context.get("n") }',
    })
    await node.receive({})
    expect(payloadsOf(node)).toEqual([[6]])
    await node.close()
  })

  test('runs cleanup code and close listeners, and clears its timers', async () => {
    vi.useFakeTimers()
    const node = await startFunction(level, {
      func: 'node.on("close", () => node.warn("closing")); setInterval(() => node.send({}), 1000)',
      finalize: 'node.warn("cleaned")',
    })
    await node.receive({})
    vi.advanceTimersByTime(2500)
    expect(node.sent).toHaveLength(2)
    await node.close()
    vi.advanceTimersByTime(5000)
    expect(node.sent).toHaveLength(2)
    expect(node.logs.map(({ text }) => text)).toEqual(['cleaned', 'closing'])
    expect(vi.getTimerCount()).toBe(0)
  })

  test.each(['node.send({ payload })', 'return { payload }'])(
    'has errors come out as errors of %s',
    async (text) => {
      const func = `const payload = Object.assign(new TypeError('no'), { code: 'C' }); ${text}`
      const node = await startFunction(level, func)
      await node.receive({})
      const error = payloadsOf(node)[0]?.[0] as Error
      expect(types.isNativeError(error)).toBe(true)
      expect({ name: error.name, message: error.message, keys: Object.keys(error) }).toEqual({
        name: 'TypeError',
        message: 'no',
        keys: ['code'],
      })
      await node.close()
    },
  )

  test('sends later from a timer', async () => {
    vi.useFakeTimers()
    const node = await startFunction(level, 'setTimeout(() => node.send(msg), 500); return null')
    await node.receive({ payload: 1 })
    expect(node.sent).toHaveLength(0)
    vi.advanceTimersByTime(500)
    expect(payloadsOf(node)).toEqual([[1]])
    await node.close()
  })

  test('keeps values in its contexts', async () => {
    const func = `
      context.set('own', { n: 1 }); flow.set(['a', 'b'], [1, 2]); global.set('g.deep', 'x')
      return { payload: [context.get('own').n, flow.get(['b', 'a']), context.flow.get('a'), global.get('g'), flow.keys()] }`
    const node = await startFunction(level, func)
    await node.receive({})
    expect(payloadsOf(node)).toEqual([[[1, [2, 1], 1, { deep: 'x' }, ['a', 'b']]]])
    expect(node.context.node.get('own')).toEqual({ n: 1 })
    await node.close()
  })

  test('gives context values to callbacks', async () => {
    const func = `
      flow.set('a', 5, error => flow.get('a', (error, value) => node.send({ payload: [error, value] })))`
    const node = await startFunction(level, func)
    await node.receive({})
    await vi.waitFor(() => expect(node.sent).toHaveLength(1))
    expect(payloadsOf(node)).toEqual([[[undefined, 5]]])
    await node.close()
  })

  test('logs, warns, reports errors and shows its state', async () => {
    const node = await startFunction(
      level,
      'node.log("l"); node.warn("w"); node.status({ text: "s" }); node.error("e", msg)',
    )
    await node.receive({ payload: 1 })
    expect(node.logs).toEqual([
      { level: 'info', text: 'l' },
      { level: 'warn', text: 'w' },
    ])
    expect(node.statuses).toEqual([{ text: 's' }])
    expect(node.errors).toMatchObject([{ error: 'e', message: { payload: 1 } }])
    await node.close()
  })

  test('is stopped by its time limit, and takes the next message', async () => {
    const node = await startFunction(level, { func: 'if (msg.loop) for (;;) {} return msg', timeout: 0.2 })
    await expect(node.receive({ loop: true })).rejects.toMatchObject({ code: 'NODE_TIMEOUT' })
    await node.receive({ payload: 'next' })
    expect(payloadsOf(node)).toEqual([['next']])
    await node.close()
  })

  test.each([
    { name: 'a promise that never settles', func: 'await new Promise(() => {})' },
    { name: 'a loop after an await', func: 'await 1; for (;;) {}' },
    { name: 'microtasks without end', func: 'for (;;) await null' },
    { name: 'a missing node.done()', func: 'if (msg.never) node.done()' },
  ])('is stopped by its time limit in $name', async ({ func }) => {
    const node = await startFunction(level, func, { limitMs: 300 })
    await expect(node.receive({})).rejects.toMatchObject({ code: 'NODE_TIMEOUT' })
    await node.close()
  })

  test.each([
    { name: 'throws', initialize: 'throw new Error("no luck")', reason: 'no luck (setup line 1, col 7)' },
    { name: 'rejects', initialize: 'await Promise.reject(new Error("no luck"))', reason: 'no luck' },
    { name: 'runs longer than the limit', initialize: 'for (;;) {}', reason: 'time limit of 0.2 seconds' },
  ])(
    'fails on each message where its setup code $name, and says so at once',
    async ({ initialize, reason }) => {
      const node = await startFunction(level, { initialize }, { limitMs: 200 })
      expect(node.errors).toMatchObject([{ error: { code: 'NODE_START_FAILED' } }])
      expect(String(node.errors[0]?.error)).toContain(reason)
      await expect(node.receive({})).rejects.toMatchObject({ code: 'NODE_START_FAILED' })
      expect(node.sent).toEqual([])
      await node.close()
    },
  )

  test('sends the messages of a list that holds other things too, and reports those', async () => {
    const text =
      'return [[1, { payload: 1 }, "x", null, [], { payload: 2 }], 0, Buffer.from("a"), { payload: 3 }]'
    const node = await startFunction(level, { func: text, outputs: 4 })
    await node.receive({})
    expect(payloadsOf(node)).toEqual([[1, 2], [], [], [3]])
    const texts = node.errors.map(({ error }) => String(error).replace(/^.* of type /, ''))
    expect(texts).toEqual(['number', 'string', 'array', 'Buffer'])
    await node.close()
  })
})

describe('function', () => {
  const check = (func: string) => functionNode.check?.({ ...defaults, func }, { id: '1', name: '' })
  const defaults = { initialize: '', finalize: '', outputs: 1, timeout: 0, noerr: 0, libs: [] }

  test.each([
    { name: 'a syntax error', func: 'let a = 1\nlet b = ;', place: '(line 2, col 9)' },
    { name: 'something left open', func: 'if (msg.payload) {\n return msg', place: '(line 2, col 12)' },
    { name: 'a text that closes the function and goes on', func: '}) ; (function () {', place: '' },
    { name: 'a redeclared name', func: 'let node = 1', place: '(line 1, col 5)' },
  ])('reports $name without running anything', ({ func, place }) => {
    const [problem, ...rest] = check(func) ?? []
    expect(rest).toEqual([])
    expect(problem).toMatchObject({ code: 'BAD_FUNCTION' })
    expect(problem?.message).toContain(place)
  })

  test('finds nothing wrong with await and return at the top', () => {
    expect(check('await 1; return msg')).toEqual([])
  })
})
