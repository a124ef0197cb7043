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
  ...claimedLengths(),
]

/** The engine's own loops cannot be interrupted: lists that only claim to be long must not get into them. */
function claimedLengths(): Payload[] {
  const calls = [
    ...['fill(0)', 'indexOf(1)', 'includes(1)', 'lastIndexOf(1)', 'join()', 'reverse()', 'copyWithin(1, 0)'],
    ...['splice(0, 1)', 'unshift(1)', 'slice(0)', 'sort()', 'flat()', 'forEach(() => {})', 'map(x => x)'],
    ...[
      'filter(x => x)',
      'reduce((a, b) => a, 0)',
      'some(x => false)',
      'toSorted()',
      'toReversed()',
      'shift()',
    ],
  ]
  const lists = [
    'new Array(2 ** 32 - 1)',
    'new Proxy([], { get: (t, k) => (k === "length" ? 2 ** 32 - 1 : t[k]) })',
  ]
  const likes = ['{ length: 2 ** 53 - 1 }', '{ n: 0, get length() { return this.n++ ? 2 ** 53 - 1 : 1 } }']
  const others = [
    'Array(2 ** 26).fill(0).sort()',
    '"x".repeat(2 ** 28).split("")',
    '"x".repeat(2 ** 28).replace(/x/g, "yyyyyy")',
    '"x".repeat(2 ** 28).replaceAll("x", "yyyy")',
    '"x".repeat(2 ** 28).match(/x/g)',
    '[..."x".repeat(2 ** 28)]',
    'Object.keys("x".repeat(2 ** 28))',
    'new Uint8Array(2 ** 30).join()',
    'new Uint8Array(2 ** 33).fill(1)',
    'new Float64Array(2 ** 25).sort()',
    'encodeURIComponent("€".repeat(2 ** 27))',
    'JSON.parse("[" + "1,".repeat(2 ** 27) + "1]")',
    'Math.max.apply(null, { length: 2 ** 31 })',
    'Reflect.construct(Array, { length: 2 ** 32 })',
    'Array.from({ length: 2 ** 32 })',
    'new Uint8Array({ length: 2 ** 32 })',
    '[].concat({ length: 2 ** 53 - 1, [Symbol.isConcatSpreadable]: true })',
    'new (Object.getPrototypeOf(Buffer))(2 ** 33).fill(1)',
    '[].constructor.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)',
  ]
  return [
    ...lists.flatMap((list) =>
      calls.map((call) => ({
        name: `${list}.${call}`,
        code: `try { ${list}.${call} } catch (e) {} return msg`,
      })),
    ),
    ...likes.flatMap((like) =>
      calls.map((call) => {
        const [name = '', rest = ''] = call.split(/\((.*)/s)
        const parameters = rest === ')' ? ')' : `, ${rest}`
        return {
          name: `Array.prototype.${name} of ${like}`,
          code: `try { Array.prototype.${name}.call(${like}${parameters} } catch (e) {} return msg`,
        }
      }),
    ),
    ...others.map((code) => ({ name: code, code: `try { ${code} } catch (e) {} return msg` })),
  ]
}
