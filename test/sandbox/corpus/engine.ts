import type { Payload } from './payload.js'

/** Code from text, parsers, wrappers, globals. */
export const engine: Payload[] = [
  { name: 'eval', code: 'tried(() => eval("this"))', reachesNodeRed: false },
  { name: 'indirect eval', code: 'tried(() => (0, eval)("process"))' },
  { name: 'Function', code: 'tried(() => Function("return process")())' },
  {
    name: 'the constructor of generators',
    code: 'tried(() => (function* () {}).constructor("return process")().next())',
  },
  {
    name: 'the constructor of async functions',
    code: 'tried(() => (async () => {}).constructor("return process")())',
  },
  {
    name: 'the constructor of async generators',
    code: 'tried(() => (async function* () {}).constructor("return process")().next())',
  },
  { name: 'a timer with text', code: 'tried(() => setTimeout("found(process)", 1))' },
  {
    name: 'WebAssembly',
    code: 'tried(() => WebAssembly); tried(() => new WebAssembly.Memory({ initial: 1 }))',
  },
  {
    name: 'SharedArrayBuffer and Atomics',
    code: 'tried(() => new SharedArrayBuffer(8)); tried(() => Atomics)',
  },
  {
    name: 'globals of Node.js',
    code: 'for (const name of ["process", "require", "module", "exports", "__dirname", "global", "GLOBAL", "root", "fetch", "crypto", "performance", "navigator", "gc", "Worker"]) tried(() => globalThis[name]); if (typeof process === "object") reached.push(process.pid); if (typeof require === "function") reached.push("require")',
  },
  {
    name: 'every global',
    code: 'for (let at = globalThis; at; at = Object.getPrototypeOf(at)) for (const key of Reflect.ownKeys(at)) tried(() => at[key])',
  },
  {
    name: 'the global object of a sloppy function',
    code: '(function () { found(this); for (const key of Reflect.ownKeys(this)) tried(() => this[key]) })()',
  },
  {
    name: 'the entry of the realm',
    code: 'tried(() => (function () { return this })()["millrace" + "Enter"]); tried(() => (function () { return this })()["millrace" + "Enter"]())',
  },
  {
    name: 'a setter on Object.prototype',
    code: 'tried(() => Object.defineProperty(Object.prototype, "payload", { set(v) { found(v); found(this) }, get() { found(this) }, configurable: true })); node.send({ a: 1 }); flow.get("object"); tried(() => { delete Object.prototype.payload })',
  },
  {
    name: 'a setter on Array.prototype',
    code: 'tried(() => Object.defineProperty(Array.prototype, 0, { set(v) { found(v); found(this) }, get() { found(this) }, configurable: true })); node.send([{ a: 1 }, { b: 2 }]); tried(() => { delete Array.prototype[0] })',
  },
  ...[
    ['Array.prototype.push', 'node.send([msg]); node.warn([1])'],
    ['Array.prototype[Symbol.iterator]', 'node.send([msg]); flow.get(["a", "b"])'],
    ['Array.prototype.map', 'node.send([[msg]]); flow.set(["a"], [1])'],
    ['Function.prototype.apply', 'node.warn(1); flow.get("a")'],
    ['Function.prototype.call', 'node.warn(1); Buffer.from("a").toString()'],
    ['Map.prototype.get', 'node.send(msg); RED.util.cloneMessage(msg)'],
    ['Map.prototype.set', 'RED.util.cloneMessage(msg)'],
    ['WeakMap.prototype.get', 'msg.req.headers; msg.res.status(200)'],
    ['WeakSet.prototype.has', 'RED.util.cloneMessage(msg)'],
    ['Set.prototype.has', 'node.send(msg)'],
    ['Reflect.apply', 'node.send(msg); Promise.resolve(1).then(found)'],
    ['Reflect.get', 'node.send(msg); util.inspect({})'],
    ['Object.keys', 'RED.util.cloneMessage(msg)'],
    ['Object.getPrototypeOf', 'RED.util.cloneMessage(msg)'],
    ['Object.defineProperty', 'RED.util.cloneMessage(msg); console.log()'],
    ['Object.freeze', 'flow.get("object")'],
    ['JSON.parse', 'new URL("http://a/b"); new URLSearchParams("a=b")'],
    ['JSON.stringify', 'new URLSearchParams("a=b").toString()'],
    ['String.prototype.startsWith', 'void new Error("x").stack'],
    ['String.prototype.replace', 'RED.util.getMessageProperty(msg, "msg.payload")'],
    ['Symbol.hasInstance', 'node.warn(new Error("x"))'],
    ['Proxy', 'new Proxy({}, {})'],
    ['String', 'env.get("a"); void new Error("x").stack'],
    ['WeakMap', 'msg.req.headers'],
    ['Promise', 'node.on("close", () => {})'],
    ['Error', 'tried(() => node.send(1))'],
  ].map(([target, use]) => ({
    name: `a replaced ${target}`,
    code: `
      tried(() => { ${target} = function () { found(this); found(arguments); for (const each of arguments) found(each) } });
      tried(() => Object.defineProperty(${target?.replace(/(\.[A-Za-z]+|\[Symbol\.iterator\])$/, '') === target ? 'globalThis' : target?.replace(/(\.[A-Za-z]+|\[Symbol\.iterator\])$/, '')}, ${target?.includes('[Symbol') ? 'Symbol.iterator' : `"${target?.split('.').at(-1)}"`}, { value() { found(this); found(arguments) } }));
      tried(() => { ${use} })`,
  })),
  {
    name: 'Symbol.species of arrays and buffers',
    code: 'class A extends Array { static get [Symbol.species]() { return function (...all) { found(all); found(this); return [] } } } const a = new A(1, 2, 3); tried(() => node.send([a, { payload: a }])); tried(() => Buffer.from(a)); tried(() => Buffer.concat([Buffer.from("a")].concat(a)))',
  },
  {
    name: 'Symbol.toPrimitive of parameters',
    code: 'const p = { [Symbol.toPrimitive](hint) { found(this); tried(() => arguments.callee.caller); return "a" } }; tried(() => flow.get(p)); tried(() => env.get(p)); tried(() => setTimeout(() => {}, p)); tried(() => Buffer.alloc(p)); tried(() => Buffer.from("a").toString(p)); tried(() => new URL(p, p))',
  },
  {
    name: 'custom inspection',
    code: 'const custom = Symbol.for("nodejs.util.inspect.custom"); const o = { [custom](depth, options, inspect) { found(depth); found(options); found(inspect); found(this); return "x" } }; tried(() => util.inspect(o)); tried(() => util.format("%o", o)); console.debug(o); node.warn(o); node.error(o); node.status(o); const e = new Error("x"); e[custom] = o[custom]; node.error(e); console.debug(e)',
    reachesNodeRed: true,
  },
  {
    name: 'toJSON',
    code: 'const o = { toJSON(key) { found(key); found(this); tried(() => arguments.callee.caller); return 1 } }; node.warn(o); node.status(o); flow.set("o", o); node.send({ payload: o }); tried(() => RED.util.encodeObject({ msg: o })); tried(() => msg.res._res.json)',
  },
  {
    name: 'options of util.inspect',
    code: 'tried(() => util.inspect({ a: 1 }, { stylize(text, style) { found(arguments); return text } })); tried(() => util.inspect({ a: 1 }, { get depth() { found(this); return 1 }, sorted() { found(arguments); return 0 }, getters: true }))',
  },
  {
    name: 'getters that the host reads',
    code: 'const trap = { get a() { found(this); tried(() => arguments.callee.caller); return {} } }; node.warn(trap); node.status(trap); node.send(trap); flow.set("t", trap); node.error("x", trap)',
  },
  {
    name: 'a proxy as a message',
    code: 'const seen = (...all) => { all.forEach(found) }; const handler = new Proxy({}, { get(t, trap) { return (...all) => { seen(...all); return Reflect[trap](...all) } } }); const p = new Proxy({ payload: new Proxy({}, handler) }, handler); tried(() => node.send(p)); tried(() => node.warn(p)); tried(() => flow.set("p", p)); tried(() => RED.util.cloneMessage(p)); tried(() => console.debug(p)); tried(() => util.inspect(p))',
  },
  {
    name: 'a proxy as a parameter',
    code: 'const p = new Proxy(function () {}, { get(t, k, r) { found(r); return k === Symbol.toPrimitive ? () => "a" : undefined }, apply(t, s, a) { found(s); found(a) } }); tried(() => flow.get("a", p)); tried(() => setTimeout(p, 1)); tried(() => node.on("close", p)); tried(() => Buffer.from(p)); tried(() => util.types.isProxy(p)); tried(() => RED.util.evaluateNodeProperty("a", "msg", node, p, p))',
  },
  {
    name: 'a revoked proxy',
    code: 'const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); tried(() => node.send({ payload: proxy })); tried(() => node.warn(proxy)); try { throw proxy } catch (e) { found(e) } tried(() => RED.util.cloneMessage({ proxy }))',
  },
  {
    name: 'a key named __proto__',
    code: 'const o = JSON.parse(\'{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}\'); node.send({ payload: o }); flow.set("o", o); tried(() => flow.get("o")); tried(() => RED.util.setMessageProperty(msg, "__proto__.polluted", 1)); tried(() => flow.set("__proto__.polluted", 1)); tried(() => flow.set("constructor.prototype.polluted", 1)); tried(() => RED.util.getMessageProperty(msg, "constructor.constructor"))',
  },
  {
    name: 'handles that come back',
    code: 'flow.set("f", found); flow.set("c", class A { #x = 1 }); tried(() => flow.get("f")); tried(() => flow.get("c")); found(msg.fn); found(msg.instance); tried(() => msg.fn()); tried(() => new msg.fn()); tried(() => msg.fn.call)',
  },
  {
    name: 'what JSONata gives',
    code: 'RED.util.evaluateNodeProperty("$string", "jsonata", node, msg, function () { found(arguments) }); RED.util.evaluateNodeProperty("function($x){$x}", "jsonata", node, msg, function () { found(arguments) }); RED.util.evaluateNodeProperty("payload.constructor.constructor", "jsonata", node, msg, function () { found(arguments) })',
  },
  {
    name: 'the memory behind a Buffer',
    code: 'const b = Buffer.from("a"); found(b.buffer); if (b.buffer.byteLength > 1024) reached.push("pool"); if (Buffer.allocUnsafe(4096).some(x => x !== 0)) reached.push("memory"); if (msg.buffer.buffer.byteLength > 1024) reached.push("pool")',
  },
  {
    name: 'typed arrays of other kinds',
    code: 'for (const Kind of [Int8Array, Float64Array, BigInt64Array, Uint8ClampedArray, DataView]) tried(() => { const v = new Kind(new ArrayBuffer(16)); node.send({ payload: v }); return v })',
  },
  {
    name: 'a Buffer whose class lies',
    code: 'class B extends Uint8Array { get byteLength() { found(this); return 1e9 } get buffer() { found(this); return {} } } const b = new B(4); tried(() => Buffer.from(b)); tried(() => Buffer.concat([b])); node.send({ payload: b }); tried(() => Buffer.prototype.toString.call(b, "hex"))',
  },
  {
    name: 'a Date, Map, RegExp and Error whose methods lie',
    code: 'class D extends Date { getTime() { found(this); return {} } valueOf() { found(this); return {} } } class M extends Map { entries() { found(this); return {} } forEach(f) { found(f) } get(k) { found(k) } } class R extends RegExp { get source() { found(this); return {} } get flags() { found(this); return {} } exec() { found(this) } } class E extends Error { get message() { found(this); return {} } get stack() { found(this); return {} } } for (const each of [new D(), new M([[1, 2]]), new R("a"), new E("x")]) { tried(() => node.send({ payload: each })); tried(() => node.warn(each)); tried(() => RED.util.cloneMessage({ each })); tried(() => flow.set("e", each)) }',
  },
  {
    name: 'iterators that the host runs',
    code: 'const it = { [Symbol.iterator]() { found(this); return { next() { found(this); found(arguments); return { done: true } } } } }; tried(() => node.send(it)); tried(() => new URLSearchParams(it)); tried(() => Buffer.from(it)); tried(() => flow.get(it))',
  },
  {
    name: 'names that the rewriting uses',
    code: 'for (const name of ["$millrace" + "Track", "$millrace" + "Clean", "$millrace" + "Import"]) tried(() => globalThis[name])',
  },
  {
    name: 'Intl, Iterator and segmenters',
    code: 'tried(() => new Intl.Segmenter("en").segment("ab")); tried(() => [...new Intl.Segmenter("en").segment("ab")]); tried(() => new Intl.DateTimeFormat().resolvedOptions()); tried(() => [1].values().map?.(x => x)); tried(() => new Intl.NumberFormat().format)',
  },
  {
    name: 'a module that nobody granted',
    code: 'tried(() => global.get("os")); tried(() => global.get("process")); tried(() => RED.require); tried(() => RED.import); tried(() => RED.settings); tried(() => RED.nodes); tried(() => node._node); tried(() => node.context)',
  },
  {
    name: 'symbols of the host',
    code: 'for (const object of [msg, node, msg.req, msg.res, msg.buffer, RED, console, util]) for (const symbol of Object.getOwnPropertySymbols(object)) tried(() => object[symbol]); const e = new Error(); for (const symbol of Object.getOwnPropertySymbols(e)) tried(() => e[symbol])',
  },
]
