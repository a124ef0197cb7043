import type { Payload } from './payload.js'

/** Where values cross: context, requests and responses, helpers, callbacks, what the host calls back. */
export const borders: Payload[] = [
  {
    name: 'objects of the host put into context and read by path',
    code: 'tried(() => flow.get("object")); tried(() => flow.get("object.a")); tried(() => flow.get("object").a.constructor); tried(() => flow.get(["object", "object.a[0]"]))',
  },
  {
    name: 'a proxy kept in context',
    code: 'const handler = new Proxy({}, { get: (t, trap) => (...all) => { all.forEach(found); return Reflect[trap](...all) } }); flow.set("p", new Proxy({ a: {} }, handler)); tried(() => flow.get("p.a.b")); tried(() => flow.set("p.c", { d: 1 })); tried(() => RED.util.evaluateNodeProperty("p.a", "flow", node, msg)); tried(() => RED.util.evaluateNodeProperty("p", "flow", node, msg))',
  },
  {
    name: 'getters and setters kept in context',
    code: 'flow.set("g", { get a() { found(this); tried(() => arguments.callee.caller); return this }, set b(v) { found(v); found(this) } }); tried(() => flow.get("g.a")); tried(() => flow.set("g.b", { x: msg.req })); tried(() => RED.util.evaluateNodeProperty("g", "flow", node, msg)); tried(() => RED.util.evaluateNodeProperty("$flowContext(\\"g\\")", "jsonata", node, msg, function () { found(arguments) }))',
  },
  {
    name: 'toJSON of what is kept in context',
    code: 'flow.set("j", { toJSON(key) { found(key); found(this); return { a: this } } }); tried(() => RED.util.evaluateNodeProperty("j", "flow", node, msg)); tried(() => RED.util.encodeObject({ msg: flow.get("j") }))',
  },
  {
    name: 'a key of context that is an object',
    code: 'const key = { toString() { found(this); return "object" }, split() { found(arguments) }, startsWith() { found(arguments); return false } }; tried(() => flow.get(key)); tried(() => flow.set(key, {})); tried(() => flow.get([key, key])); tried(() => flow.keys(key))',
  },
  {
    name: 'callbacks of context',
    code: 'const seen = function () { found(this); found(arguments); for (const each of arguments) found(each); tried(() => arguments.callee.caller) }; flow.get("object", seen); flow.get(["object", "n"], seen); flow.set("x", { a: 1 }, seen); flow.keys(seen); flow.get("a[", seen); flow.get("a", "nowhere", seen); flow.set("a", 1, "nowhere", seen)',
  },
  {
    name: 'classes kept in context',
    code: 'class A extends Map { static get [Symbol.species]() { return found } get size() { found(this); return 1e9 } entries() { found(this); return [[msg, msg]] } } flow.set("m", new A()); tried(() => flow.get("m")); tried(() => RED.util.evaluateNodeProperty("m", "flow", node, msg)); class B extends Array { get length() { found(this); return 5 } } flow.set("b", new B()); tried(() => RED.util.evaluateNodeProperty("b", "flow", node, msg))',
  },
  {
    name: 'methods of the response with functions',
    code: 'for (const name of ["send", "json", "jsonp", "end", "write", "set", "cookie", "redirect", "type", "links", "append", "attachment", "vary", "format", "render", "download", "sendFile"]) tried(() => msg.res._res[name]?.(function () { found(this); found(arguments); return "x" }))',
  },
  {
    name: 'objects with traps given to the response',
    code: 'const trap = { get a() { found(this); tried(() => arguments.callee.caller); return "x" }, toString() { found(this); return "x" }, toJSON() { found(this); return {} }, [Symbol.toPrimitive](hint) { found(this); return "x" }, [Symbol.iterator]: function* () { found(this); yield "x" } }; for (const name of ["set", "cookie", "type", "append", "links", "vary"]) { tried(() => msg.res._res[name]?.(trap, trap, trap)); tried(() => msg.res._res[name]?.("a", trap, trap)) }',
  },
  {
    name: 'methods of the request with another this',
    code: 'for (const owner of [msg.req, msg.res, msg.res._res]) for (let at = owner; at; at = Object.getPrototypeOf(at)) for (const key of Reflect.ownKeys(at)) { const p = Object.getOwnPropertyDescriptor(at, key); for (const f of [p.value, p.get, p.set]) if (typeof f === "function") { found(f); for (const self of [undefined, {}, msg, node, f, msg.req, msg.res]) tried(() => f.call(self, "a", "b")) } }',
  },
  {
    name: 'the socket of the request',
    code: 'tried(() => msg.req.socket); tried(() => msg.req.connection); tried(() => msg.req.socket.server); tried(() => msg.req.socket.constructor); tried(() => msg.req.client); tried(() => msg.req.app); tried(() => msg.req.res); tried(() => msg.res._res.req); tried(() => msg.res._res.socket); tried(() => msg.res._res.app)',
  },
  {
    name: 'properties set on the request',
    code: 'tried(() => { msg.req.__proto__ = { get query() { found(this) } }; return msg.req.query }); tried(() => { msg.req.headers = found; return msg.req.headers }); tried(() => { msg.res.statusCode = { valueOf() { found(this); return 200 } }; return msg.res.statusCode }); tried(() => { msg.res._res.locals = { a: found }; return msg.res._res.locals })',
  },
  {
    name: 'node.error and node.status with odd objects',
    code: 'const e = new Error("x"); Object.defineProperty(e, "message", { get() { found(this); return {} } }); Object.defineProperty(e, "stack", { get() { found(this); return {} } }); Object.defineProperty(e, "name", { get() { found(this); return {} } }); e.cause = new Proxy(e, {}); e.code = { toString: found }; tried(() => node.error(e, msg)); tried(() => node.warn(e)); tried(() => node.status(e)); tried(() => node.status({ text: e, fill: e }))',
  },
  {
    name: 'a thrown error with getters that throw host errors',
    code: 'const deep = () => { try { return deep() } catch (e) { found(e); return e } }; const e = { get message() { return deep() }, get stack() { return deep() }, get name() { return deep() } }; tried(() => { throw e }); tried(() => node.error(Object.setPrototypeOf(e, Error.prototype)))',
  },
  {
    name: 'messages that are sent with methods of arrays',
    code: 'const list = tried(() => Object.assign([msg], { map(f) { found(f); return [] }, [Symbol.iterator]() { found(this); return [][Symbol.iterator]() }, slice: found, length: 1 })); tried(() => Object.defineProperty([msg], "map", { value: found })); tried(() => node.send(list)); tried(() => node.send([list])); tried(() => node.send(Object.create(list)))',
  },
  {
    name: 'an array whose length and elements are traps',
    code: 'const a = new Proxy([msg, msg], { get(t, k, r) { found(r); return k === "length" ? 3 : Reflect.get(t, k) }, has(t, k) { found(k); return true } }); tried(() => node.send(a)); tried(() => node.send([a])); tried(() => flow.set(a, a)); tried(() => flow.get(a)); tried(() => Buffer.concat(a)); tried(() => new URLSearchParams(a))',
  },
  {
    name: 'util.promisify of what the realm gives',
    code: 'for (const f of [setTimeout, flow.get, flow.set, node.send, RED.util.evaluateNodeProperty, RED.util.evaluateJSONataExpression]) tried(() => util.promisify(f)("a", "msg", node, msg)); tried(() => util.promisify(Object.assign(() => {}, { [util.promisify.custom]: found })))',
  },
  {
    name: 'what util gives',
    code: 'for (const key of Reflect.ownKeys(util)) { tried(() => util[key]); tried(() => util[key](msg)); tried(() => new util[key](msg)); tried(() => util[key].call(found, found, found)) }',
  },
  {
    name: 'what RED.util gives',
    code: 'for (const key of Reflect.ownKeys(RED.util)) { tried(() => RED.util[key]); tried(() => RED.util[key](msg, "payload", {}, found)); tried(() => RED.util[key]("payload", "msg", node, msg)); tried(() => RED.util[key].call(found, found, found)) }',
  },
  {
    name: 'what console gives',
    code: 'for (const key of Reflect.ownKeys(console)) { tried(() => console[key]); tried(() => console[key].call(found, { [Symbol.for("nodejs.util.inspect.custom")]: found }, new Proxy({}, { get: (t, k, r) => found(r) }))) }',
  },
  {
    name: 'JSONata with functions of the message',
    code: 'msg.call = function () { found(this); found(arguments); return 1 }; for (const text of ["call(1)", "$map([1], call)", "$sort([2,1], call)", "$$.call.constructor", "$eval(\\"1\\")", "$lookup($$, \\"constructor\\")", "$spread($$)", "$each($$, function($v, $k) { $v })"]) tried(() => RED.util.evaluateNodeProperty(text, "jsonata", node, msg, function () { found(arguments); for (const a of arguments) found(a) }))',
  },
  {
    name: 'typed values of every kind',
    code: 'for (const type of ["msg", "flow", "global", "env", "json", "re", "date", "bin", "jsonata", "node", "bool", "num", "str", "constructor", "__proto__"]) for (const value of ["payload", "constructor", "__proto__", "{}", "[1]", "constructor.constructor", "a.__proto__.b"]) tried(() => RED.util.evaluateNodeProperty(value, type, node, msg))',
  },
  {
    name: 'WeakRef and FinalizationRegistry',
    code: 'tried(() => new WeakRef(msg).deref()); tried(() => new FinalizationRegistry(found).register(msg, msg)); tried(() => WeakRef.prototype.deref.call(msg.req)); tried(() => WeakRef.prototype.constructor.constructor("return process")())',
  },
  {
    name: 'legacy statics of RegExp',
    code: '"secret".match(/(s)e/); for (const key of ["$1", "$_", "$&", "input", "lastMatch", "leftContext"]) tried(() => RegExp[key]); tried(() => Object.getOwnPropertyDescriptor(RegExp, "input")?.set.call(RegExp, msg)); tried(() => RegExp.input); tried(() => RegExp.prototype[Symbol.replace].call({ exec() { found(this); return { index: 0, length: 1, get 0() { found(this); return "x" } } }, flags: "g" }, "abc", found))',
  },
  {
    name: 'structuredClone of odd things',
    code: 'for (const each of [msg, msg.req, msg.res, msg.fn, msg.instance, found, node, new Error("x"), new Proxy({}, {}), Symbol("a"), { get a() { found(this); return found } }]) tried(() => structuredClone(each)); tried(() => structuredClone({ a: new ArrayBuffer(8) }, { transfer: [new ArrayBuffer(8)] })); tried(() => structuredClone({}, { get transfer() { found(this); return [] } }))',
  },
  {
    name: 'generators that are thrown into from the stack’s end',
    code: 'function* g() { try { yield 1 } catch (e) { found(e); yield e } finally { found(this) } } const deep = (n) => { const it = g(); it.next(); try { return deep(n + 1) } catch (e) { found(e); try { return it.throw(e).value } catch (e2) { found(e2) } } }; tried(() => deep(0))',
  },
  {
    name: 'async generators and their requests',
    code: 'async function* g() { try { yield* { [Symbol.asyncIterator]() { found(this); return { next(v) { found(this); found(arguments); return { then(a, b) { found(a); found(b); a({ done: false, value: this }) } } }, return(v) { found(v); return {} } } } } } catch (e) { found(e) } } const it = g(); tried(() => it.next(msg)); tried(() => it.return(msg)); tried(() => it.throw(msg))',
  },
  {
    name: 'async stack traces',
    code: 'const frames = (e) => { tried(() => e.stack); for (const key of Reflect.ownKeys(e)) tried(() => e[key]) }; const a = async () => { await null; const e = new Error("x"); frames(e); Error.captureStackTrace?.(e, a); frames(e); throw e }; await a().catch((e) => { found(e); frames(e) }); await Promise.all([a()]).catch(frames); await Promise.any([a()]).catch((e) => { frames(e); e.errors.forEach(frames) }); const o = {}; Error.captureStackTrace?.(o); found(o.stack); found(Object.getOwnPropertyDescriptor(o, "stack")?.get)',
  },
  {
    name: 'captureStackTrace on objects of others',
    code: 'for (const o of [msg.req, msg.res, node, RED, flow, Buffer, found, globalThis]) { tried(() => Error.captureStackTrace(o)); tried(() => o.stack); tried(() => Object.getOwnPropertyDescriptor(o, "stack")); } tried(() => Error.stackTraceLimit = { valueOf: found }); class E extends Error { static prepareStackTrace(e, s) { found(e); found(s); s.forEach((f) => { found(f); found(f.getThis()); found(f.getFunction()) }) } } tried(() => new E().stack); tried(() => { const o = { constructor: E, __proto__: E.prototype }; Error.captureStackTrace(o); return o.stack })',
  },
  {
    name: 'dates and numbers in Intl with traps',
    code: 'const trap = new Proxy({}, { get(t, k, r) { found(r); return undefined }, has() { return true } }); for (const Kind of [Intl.DateTimeFormat, Intl.NumberFormat, Intl.Collator, Intl.PluralRules, Intl.ListFormat, Intl.Segmenter, Intl.DisplayNames, Intl.RelativeTimeFormat]) { tried(() => new Kind("en", trap)); tried(() => new Kind({ get length() { found(this); return 1 }, 0: "en" }).resolvedOptions()); tried(() => Kind.supportedLocalesOf(trap)) } tried(() => new Date().toLocaleString("en", trap)); tried(() => (1).toLocaleString("en", trap)); tried(() => [msg].toLocaleString("en", trap))',
  },
  {
    name: 'buffers shared with the host',
    code: 'tried(() => Buffer.from("abc").buffer.transfer?.()); for (const b of [msg.buffer, Buffer.from("abc"), Buffer.alloc(4), Buffer.concat([Buffer.from("a")]), new TextEncoder().encode("abc"), msg.nested.list[0][0].deep]) { found(b); found(b.buffer); found(b.parent); tried(() => b.toString({ toString() { found(this); return "hex" } })); tried(() => b.fill(found)); tried(() => b.write("a", { valueOf: found })); tried(() => b.copy({ buffer: found })); tried(() => Buffer.prototype.slice.call({ buffer: found })); tried(() => b.equals(new Proxy(b, {}))) }',
  },
  {
    name: 'URL with objects',
    code: 'const p = { toString() { found(this); return "http://a/" }, [Symbol.iterator]: function* () { found(this); yield { [Symbol.iterator]: function* () { found(this); yield "a"; yield found } } } }; tried(() => new URL(p, p)); tried(() => { const u = new URL("http://a"); u.search = p; u.href = p; return u.searchParams }); tried(() => new URLSearchParams(p)); tried(() => { const s = new URLSearchParams("a=1"); s.append(p, p); s.forEach(function () { found(this); found(arguments) }); s.sort(); return [...s] }); for (const key of Reflect.ownKeys(URL)) tried(() => URL[key])',
  },
  {
    name: 'timers and their objects',
    code: 'const t = setTimeout(function () { found(this); found(arguments); tried(() => arguments.callee.caller) }, 1, msg); for (let at = t; at; at = Object.getPrototypeOf(at)) for (const key of Reflect.ownKeys(at)) { tried(() => t[key]); tried(() => at[key].call(found)); tried(() => at[key].call(msg.req)) } tried(() => clearTimeout({ [Symbol.toPrimitive]: found })); tried(() => clearTimeout(new Proxy(t, {}))); tried(() => setInterval.call(found, found, found)); tried(() => setImmediate(found, msg))',
  },
  {
    name: 'import in all its spellings',
    code: 'tried(() => import("fs")); tried(() => import(/* a */ "node:fs")); tried(() => import("data:text/javascript,export default process")); tried(() => import({ toString() { found(this); return "fs" } })); tried(() => import("fs", { get with() { found(this); return {} } })); await import("fs").catch(found); try { await import("process") } catch (e) { found(e); found(e.constructor) }',
  },
  {
    name: 'labels of the environment with objects',
    code: 'tried(() => env.get({ toString() { found(this); return "PATH" } })); tried(() => env.get("__proto__")); tried(() => env.get("constructor")); tried(() => env.get("NR_NODE_NAME")); tried(() => env.get(["PATH"])); tried(() => RED.util.getSetting(found, "constructor", found)); tried(() => RED.util.getSetting(node, "PATH"))',
  },
  {
    name: 'ways through Function.prototype',
    code: 'function inner() { found(inner.caller); found(inner.arguments); found(arguments.callee?.caller) } tried(() => node.on("close", inner)); tried(() => [1].forEach(inner)); tried(() => flow.get("object", inner)); tried(() => setTimeout(inner, 1)); tried(() => Function.prototype.call.call(inner)); tried(() => Reflect.construct(inner, [], Proxy)); tried(() => Reflect.construct(Object, [], msg.req.constructor)); tried(() => Object.getOwnPropertyDescriptor(Function.prototype, "caller")?.get.call(flow.get))',
  },
]
