import type { Payload } from './payload.js'

/** Promises, thenables and other things that engines call back. */
export const promises: Payload[] = [
  { name: 'import()', code: 'tried(() => import("node:fs"))' },
  { name: 'import() with an attribute', code: 'tried(() => import("node:fs", { with: { type: "json" } }))' },
  { name: 'import() of something that throws', code: 'tried(() => import({ toString() { throw {} } }))' },
  {
    name: 'import() in a nested function',
    code: 'const load = async name => await import(name); tried(() => load("node:process")); await load("node:process").then(found, found)',
  },
  { name: 'import() spelled in a template', code: 'tried(() => import(`node:` + `process`))' },
  {
    name: 'import() after what looks like a comment',
    code: 'var a = 1\n--> import("node:fs")\ntried(() => a)',
  },
  {
    name: 'import() in a regular expression that is a division',
    code: 'var g = 1, i = 2; tried(() => 4 /i/ import("node:fs") /g)',
  },
  {
    name: 'a thenable that is returned',
    code: 'queueMicrotask(() => {}); tried(() => ({ then(resolve, reject) { found(resolve); found(reject); found(this); resolve(1) } })); await { then(resolve, reject) { found(resolve); found(reject); found(this); resolve() } }',
  },
  {
    name: 'a getter named then',
    code: 'const o = { get then() { found(this); tried(() => arguments.callee.caller); return undefined } }; await o; node.send(o); flow.set("t", o)',
  },
  {
    name: 'then of all promises',
    code: 'tried(() => { Promise.prototype.then = function (a, b) { found(a); found(b); found(this); return this } }); await Promise.resolve(1)',
  },
  {
    name: 'the class that then gives',
    code: 'const p = Promise.resolve(1); tried(() => { p.constructor = { [Symbol.species]: function (executor) { found(executor); executor(found, found) } } }); tried(() => p.then(found, found))',
  },
  {
    name: 'a subclass that keeps its functions',
    code: 'class P extends Promise { constructor(executor) { super((a, b) => { found(a); found(b); executor(a, b) }) } } tried(() => P.resolve(1).then(found)); await P.resolve(2)',
  },
  {
    name: 'a rejection with something odd',
    code: 'tried(() => Promise.reject(new Proxy({}, { get(t, k, r) { found(r); return undefined } })))',
  },
  {
    name: 'promises of async generators',
    code: 'async function* g() { yield 1; throw 2 } const it = g(); tried(() => it.next()); tried(() => it.throw(new Error("x"))); tried(() => it.return(found))',
  },
  {
    name: 'the functions of withResolvers',
    code: 'if (Promise.withResolvers) { const r = tried(() => Promise.withResolvers()); r.reject(1); r.promise.catch(found) }',
  },
  {
    name: 'what callbacks of the context get',
    code: 'flow.set("a", 1, function () { found(this); found(arguments) }); flow.get("a", function () { found(this); found(arguments) }); flow.keys(function () { found(this); found(arguments) })',
  },
  {
    name: 'what timers get',
    code: 'setTimeout(function () { found(this); found(arguments); found(new Error().stack) }, 1, {}); const i = setInterval(function () { found(this); clearInterval(i) }, 1); setImmediate(function () { found(this); found(arguments) })',
  },
  {
    name: 'what close listeners get',
    code: 'node.on("close", function () { found(this); found(arguments) }); tried(() => node.on("close", found))',
  },
  { name: 'queueMicrotask', code: 'queueMicrotask(function () { found(this); found(arguments) })' },
  {
    name: 'FinalizationRegistry and WeakRef',
    code: 'tried(() => new FinalizationRegistry(found)); new FinalizationRegistry(found).register({}, 1); tried(() => new WeakRef({}).deref())',
  },
  {
    name: 'promisified functions',
    code: 'tried(() => util.promisify(setTimeout)(1)); tried(() => util.promisify(flow.get)("a")); await util.promisify(function (cb) { found(this); found(cb); cb() })()',
  },
  { name: 'Array.fromAsync', code: 'if (Array.fromAsync) tried(() => Array.fromAsync([Promise.reject(1)]))' },
  {
    name: 'the executor of a promise',
    code: 'tried(() => new Promise(function () { found(this); found(arguments) }))',
  },
]
