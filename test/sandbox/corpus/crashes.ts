import type { Payload } from './payload.js'

/** What ends a process that does not take care: the next message must be answered, and nothing reach the process. */
export const crashes: Payload[] = [
  { name: 'a throw in a timer', code: 'setTimeout(() => { throw new Error("x") }, 1); return msg' },
  { name: 'a throw of nothing in a timer', code: 'setTimeout(() => { throw undefined }, 1); return msg' },
  { name: 'a throw in an interval', code: 'setInterval(() => { throw null }, 1); return msg' },
  { name: 'a throw in setImmediate', code: 'setImmediate(() => { throw {} }); return msg' },
  { name: 'a throw in a microtask', code: 'queueMicrotask(() => { throw new Error("x") }); return msg' },
  { name: 'a rejection', code: 'Promise.reject(new Error("x")); return msg' },
  { name: 'a rejection with nothing', code: 'Promise.reject(); return msg' },
  {
    name: 'a rejection with a proxy',
    code: 'Promise.reject(new Proxy({}, { get() { throw 1 }, has() { throw 1 }, getPrototypeOf() { throw 1 }, getOwnPropertyDescriptor() { throw 1 } })); return msg',
  },
  {
    name: 'a rejected executor',
    code: 'new Promise(() => { throw new Error("x") }); new Promise((a, reject) => setTimeout(reject, 1, new Error("x"))); return msg',
  },
  {
    name: 'a rejected async function',
    code: '(async () => { throw new Error("x") })(); (async () => { await null; throw new Error("x") })(); return msg',
  },
  {
    name: 'rejected async functions of every kind',
    code: 'async function a() { throw 1 } const b = async () => { throw 1 }; const c = async x => x.y.z; const o = { async m() { throw 1 }, async ["n"]() { throw 1 } }; class K { async m() { throw 1 } static async s() { throw 1 } async #p() { throw 1 } p() { this.#p() } } a(); b(); c(); o.m(); o.n(); new K().m(); K.s(); new K().p(); return msg',
  },
  {
    name: 'a rejected async generator',
    code: 'async function* g() { throw 1 } g().next(); g().throw(1); return msg',
  },
  {
    name: 'a rejection in then',
    code: 'Promise.resolve(1).then(() => { throw 1 }); Promise.resolve(1).finally(() => { throw 1 }); Promise.reject(1).then(() => {}); return msg',
  },
  {
    name: 'a promise without a constructor',
    code: 'const p = Promise.resolve(1); p.constructor = undefined; p.then(() => { throw 1 }); const q = Promise.reject(1); q.constructor = undefined; q.then(); return msg',
  },
  {
    name: 'a promise with another species',
    code: 'const p = Promise.resolve(1); p.constructor = { [Symbol.species]: class extends Promise { constructor(executor) { super(executor); Object.defineProperty(this, "constructor", { value: undefined }) } } }; p.then(() => { throw 1 }); class P extends Promise { static get [Symbol.species]() { throw 1 } } try { P.reject(1) } catch (e) {} return msg',
  },
  {
    name: 'a frozen or disguised promise',
    code: 'Object.setPrototypeOf(Promise.reject(1), null); Object.freeze(Promise.reject(2)); class P extends Promise {} Object.freeze(P.reject(3)); Object.setPrototypeOf(P.reject(4), Array.prototype); return msg',
  },
  {
    name: 'Promise.all, any and race that reject',
    code: 'Promise.all([Promise.reject(1)]); Promise.any([Promise.reject(1)]); Promise.race([Promise.reject(1)]); if (Promise.withResolvers) Promise.withResolvers().reject(1); if (Promise.try) Promise.try(() => { throw 1 }); if (Array.fromAsync) Array.fromAsync([Promise.reject(1)]); return msg',
  },
  {
    name: 'statics of Promise on other classes',
    code: 'function C(executor) { executor(() => {}, () => {}) } try { Promise.reject.call(C, 1) } catch (e) {} Reflect.construct(Promise, [() => { throw 1 }], Array); Reflect.construct(Promise, [() => { throw 1 }], class extends Promise {}); return msg',
  },
  {
    name: 'async iteration that fails',
    code: 'async function run() { for await (const x of [Promise.reject(1), Promise.reject(2)]); } run(); async function* d() { yield* [Promise.reject(3)] } d().next(); return msg',
  },
  {
    name: 'an import that fails',
    code: 'import("nothing"); (async () => { await import("nothing") })(); return msg',
  },
  {
    name: 'a rejection handled too late',
    code: 'const p = Promise.reject(new Error("x")); setTimeout(() => p.catch(() => {}), 5); return msg',
  },
  {
    name: 'a throw in a close listener',
    code: 'node.on("close", () => { throw new Error("x") }); return msg',
  },
  {
    name: 'a throw in a callback',
    code: 'flow.get("a", () => { throw new Error("x") }); flow.set("a", 1, () => Promise.reject(1)); return msg',
  },
  { name: 'deep recursion', code: 'function f() { return f() + 1 } f()' },
  {
    name: 'deep recursion in a getter',
    code: 'const o = { get a() { return this.a } }; node.warn(o); return { payload: o }',
  },
  { name: 'deep recursion in a timer', code: 'setTimeout(function f() { f() }, 1); return msg' },
  {
    name: 'deep recursion in a proxy',
    code: 'const p = new Proxy({}, { get(t, k, r) { return r[k] } }); p.a',
  },
  {
    name: 'deep recursion of host calls',
    code: 'const o = { toString() { return env.get(o) } }; env.get(o)',
  },
  {
    name: 'an error that cannot be shown',
    code: 'throw { toString() { throw 1 }, toJSON() { throw 1 }, get message() { throw 1 }, get stack() { throw 1 } }',
  },
  {
    name: 'an error that is a proxy',
    code: 'throw new Proxy(new Error("x"), { get() { throw 1 }, getPrototypeOf() { throw 1 } })',
  },
  { name: 'a symbol that is thrown', code: 'throw Symbol("x")' },
  { name: 'a function that is thrown', code: 'throw class A {}' },
  {
    name: 'a bigint, symbols and functions in a message',
    code: 'return { payload: 10n, s: Symbol("x"), f() {}, [Symbol("k")]: 1, m: new WeakMap(), p: Promise.reject(1) }',
  },
  { name: 'a message that is frozen', code: 'return Object.freeze({ payload: 1 })' },
  { name: 'a message without a prototype', code: 'return Object.create(null)' },
  { name: 'a message of a class', code: 'class M { constructor() { this.payload = 1 } } return new M()' },
  {
    name: 'a message that is a date, a map, an error',
    code: 'node.send(new Date()); node.send(new Map()); node.send(new Error("x")); node.send(Buffer.from("x")); return msg',
  },
  { name: 'a message with a cycle', code: 'msg.self = msg; msg.list = [msg]; return msg' },
  { name: 'a getter that throws in a message', code: 'return { get payload() { throw new Error("x") } }' },
  {
    name: 'a revoked proxy in a message',
    code: 'const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return { payload: proxy, list: [proxy] }',
  },
  {
    name: 'a revoked proxy as a message',
    code: 'const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy',
  },
  {
    name: 'a detached buffer',
    code: 'const b = new ArrayBuffer(8); const u = new Uint8Array(b); if (b.transfer) b.transfer(); return { payload: u }',
  },
  { name: 'an invalid date', code: 'return { payload: new Date(NaN) }' },
  {
    name: 'exit',
    code: 'try { process.exit(1) } catch (e) {} try { process.abort() } catch (e) {} try { process.kill(process.pid) } catch (e) {} return msg',
  },
  { name: 'node.done twice', code: 'node.done(); node.done(); node.done(new Error("x")); return' },
  {
    name: 'the entry of the realm',
    code: 'const g = (function () { return this })(); const name = "millrace" + "Enter"; if (g[name]) { g[name](); setTimeout(() => g[name](), 1) } return msg',
  },
]

/** Taking all memory there is. */
export const memory: Payload[] = [
  { name: 'a list that grows', code: 'const a = []; for (;;) a.push(new Array(1000).fill(1))' },
  { name: 'a text that doubles', code: 'let s = "x"; for (;;) s = s + s' },
  {
    name: 'texts that are kept',
    code: 'const a = []; for (let i = 0; ; i++) a.push(("x" + i).repeat(100000).split("").join("y"))',
  },
  { name: 'buffers that are kept', code: 'const a = []; for (;;) a.push(Buffer.alloc(1e7, 1))' },
  { name: 'one huge buffer', code: 'return { payload: Buffer.alloc(8e9) }' },
  { name: 'one huge list', code: 'new Array(2 ** 32 - 1).fill(0)' },
  { name: 'one huge text', code: 'return { payload: "x".repeat(2 ** 30) }' },
  { name: 'a map that grows', code: 'const m = new Map(); for (let i = 0; ; i++) m.set(i, { i })' },
  {
    name: 'messages that are kept',
    code: 'for (let i = 0; i < 1e9; i++) { try { node.send({ payload: "x".repeat(1000) + i }) } catch (e) { break } } return msg',
  },
  { name: 'promises that wait', code: 'for (;;) new Promise(() => {}).then(() => {})' },
  { name: 'timers that wait', code: 'for (;;) setTimeout(() => {}, 1e6, new Array(1000))' },
  { name: 'context that grows', code: 'for (let i = 0; ; i++) flow.set("k" + i, new Array(1000).fill(i))' },
]
