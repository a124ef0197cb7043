import type { Payload } from './payload.js'

/** Keeping the process busy. Each has to be over at the limit, and to leave the next message to be answered. */
export const stalls: Payload[] = [
  { name: 'a loop', code: 'for (;;) {}' },
  {
    name: 'a loop that catches everything',
    code: 'for (;;) { try { for (;;) {} } catch (e) {} finally { continue } }',
  },
  { name: 'a loop in a finally', code: 'try { return msg } finally { for (;;) {} }' },
  { name: 'a loop after an await', code: 'await 1; for (;;) {}' },
  { name: 'microtasks without end', code: '(function f() { Promise.resolve().then(f) })(); return msg' },
  { name: 'queueMicrotask without end', code: '(function f() { queueMicrotask(f) })(); return msg' },
  { name: 'awaiting without end', code: 'for (;;) await null' },
  { name: 'a thenable that calls back for ever', code: 'await { then(resolve) { resolve(this) } }' },
  {
    name: 'an async generator without end',
    code: 'async function* g() { for (;;) yield 1 } for await (const x of g());',
  },
  { name: 'a regular expression', code: '/^(a+)+$/.test("a".repeat(45) + "b")' },
  { name: 'a regular expression in a string method', code: '"x".repeat(60).replace(/(x+x+)+y/, "")' },
  { name: 'a timer that loops', code: 'setTimeout(() => { for (;;) {} }, 1); return msg' },
  { name: 'an interval that loops', code: 'setInterval(() => { for (;;) {} }, 1); return msg' },
  {
    name: 'many timers that loop',
    code: 'for (let i = 0; i < 500; i++) setTimeout(() => { for (;;) {} }, i); return msg',
  },
  {
    name: 'timers without end',
    code: '(function f() { setTimeout(f, 0); setTimeout(f, 0) })(); return null',
  },
  { name: 'a loop of host calls', code: 'for (;;) env.get("GREETING")' },
  { name: 'a loop of messages', code: 'for (;;) { try { node.send({ payload: 1 }) } catch (e) {} }' },
  { name: 'a loop of log lines', code: 'for (;;) node.trace("x")' },
  { name: 'a loop of encodings', code: 'const b = Buffer.alloc(1000); for (;;) b.toString("hex")' },
  { name: 'a getter that loops, in a message', code: 'return { payload: { get a() { for (;;) {} } } }' },
  { name: 'a getter that loops, in a log line', code: 'node.warn({ get a() { for (;;) {} } })' },
  { name: 'a getter that loops, in the context', code: 'flow.set("a", { get a() { for (;;) {} } })' },
  {
    name: 'a proxy with keys without end',
    code: 'node.warn(new Proxy({}, { ownKeys() { for (;;) {} } })); return { payload: new Proxy([], { get() { for (;;) {} } }) }',
  },
  { name: 'a toString that loops', code: 'flow.get({ toString() { for (;;) {} } })' },
  {
    name: 'an error whose name loops',
    code: 'const e = new Error("x"); Object.defineProperty(e, "name", { get() { for (;;) {} } }); throw e',
  },
  {
    name: 'an error whose message loops',
    code: 'throw Object.defineProperty(new Error("x"), "message", { get() { for (;;) {} } })',
  },
  { name: 'a toJSON that loops', code: 'throw { toJSON() { for (;;) {} } }' },
  { name: 'a callback that loops', code: 'flow.get("a", () => { for (;;) {} }); return msg' },
  {
    name: 'a long sort',
    code: 'const a = Array.from({ length: 2e5 }, (_, i) => i); a.sort(() => { for (;;) {} })',
  },
  { name: 'a sum of large numbers', code: 'let n = 3n; for (;;) n = n * n % (2n ** 4096n - 1n)' },
  {
    name: 'a deep structure',
    code: 'let o = {}; const top = o; for (let i = 0; i < 1e6; i++) o = o.next = {}; return { payload: top }',
  },
  {
    name: 'a graph that doubles',
    code: 'let o = {}; for (let i = 0; i < 60; i++) o = { a: o, b: o }; return { payload: o }',
  },
  { name: 'a huge sparse list', code: 'const a = []; a.length = 4294967295; return { payload: a }' },
  { name: 'a promise that never settles', code: 'await new Promise(() => {})' },
  {
    name: 'a second loop where the first was stopped',
    code: 'setTimeout(() => { for (;;) {} }, 1); for (;;) {}',
  },
  {
    name: 'deep recursion, then a loop',
    code: 'function f() { try { f() } catch (e) { env.get("a"); node.trace("x") } } try { f() } catch (e) {} for (;;) {}',
  },
]
