import type { Payload } from './payload.js'

/** The stack machinery of V8 and Node.js: formatters, call sites, callers. */
export const stacks: Payload[] = [
  {
    name: 'a formatter of its own',
    code: `tried(() => { Error.prepareStackTrace = (e, sites) => { found(sites); sites.forEach(s => { found(s); found(s.getThis()); found(s.getFunction()) }); return 'x' } });
      tried(() => new Error('x').stack)`,
    reachesNodeRed: true,
  },
  {
    name: 'a formatter by defineProperty',
    code: `tried(() => Object.defineProperty(Error, 'prepareStackTrace', { value: (e, sites) => { found(sites[0].getThis()); return sites }, configurable: true }));
      tried(() => new Error('x').stack)`,
  },
  {
    name: 'the formatter that is there',
    code: 'tried(() => Error.prepareStackTrace); tried(() => Error.prepareStackTrace(new Error("x"), [{}, { getFileName() { found(arguments); return "a" } }]))',
  },
  {
    name: 'captureStackTrace of a plain object',
    code: 'const o = {}; tried(() => Error.captureStackTrace(o)); tried(() => o.stack)',
    reachesNodeRed: false,
  },
  {
    name: 'captureStackTrace of a proxy',
    code: 'const o = new Proxy({}, { get(t, k, r) { found(r); return t[k] }, defineProperty(t, k, d) { found(d); return Reflect.defineProperty(t, k, d) } }); tried(() => Error.captureStackTrace(o)); tried(() => o.stack)',
  },
  {
    name: 'an error whose name is a symbol',
    code: 'const e = new Error(); e.name = Symbol(); tried(() => e.stack); tried(() => String(e))',
  },
  {
    name: 'an error whose message cannot become text',
    code: 'const e = new Error(); e.message = { toString() { throw {} } }; tried(() => e.stack)',
  },
  {
    name: 'an error with a name getter that throws',
    code: 'const e = new Error(); Object.defineProperty(e, "name", { get() { found(this); throw e } }); tried(() => e.stack)',
  },
  {
    name: 'an error without a prototype',
    code: 'const e = Object.setPrototypeOf(new Error("x"), null); tried(() => e.stack); throwIt(); function throwIt() { try { throw e } catch (c) { found(c) } }',
  },
  {
    name: 'an error that is a proxy',
    code: 'try { throw new Proxy(new Error("x"), { get(t, k, r) { found(r); found(k); return Reflect.get(t, k) }, getPrototypeOf() { return null } }) } catch (e) { found(e) }',
  },
  {
    name: 'a limit of stacks that is an object',
    code: 'tried(() => { Error.stackTraceLimit = { valueOf() { found(this); return 10 } } }); tried(() => new Error().stack)',
  },
  {
    name: 'a huge limit of stacks',
    code: 'tried(() => { Error.stackTraceLimit = Infinity }); tried(() => new Error().stack)',
  },
  {
    name: 'arguments.callee.caller',
    code: '(function f() { tried(() => arguments.callee.caller); tried(() => f.caller); tried(() => f.caller.caller); tried(() => f.caller.arguments) })()',
  },
  {
    name: 'the caller of a getter that the host reads',
    code: 'node.warn({ get a() { tried(() => arguments.callee.caller); return 1 } }); node.send({ get payload() { tried(() => arguments.callee.caller); return 1 } })',
  },
  {
    name: 'the caller of a callback',
    code: 'setTimeout(function f() { tried(() => f.caller); found(this); found(arguments) }, 1); flow.get("a", function g() { tried(() => g.caller); found(this); found(arguments) })',
  },
  {
    name: 'the error of a rejected async stack',
    code: 'async function a() { await null; throw new Error("x") } const e = await a().catch(e => e); found(e); found(e.stack)',
  },
  {
    name: 'a cause and aggregated errors',
    code: 'tried(() => new AggregateError([new Error("a", { cause: new Error("b") })], "x", { cause: {} }).errors)',
  },
  {
    name: 'suppressed errors',
    code: 'if (typeof SuppressedError === "function") tried(() => new SuppressedError(1, 2)); if (typeof DisposableStack === "function") tried(() => { const s = new DisposableStack(); s.defer(() => { throw 1 }); s.defer(() => { throw 2 }); s.dispose() })',
  },
  {
    name: 'paths of the machine in a stack',
    code: 'const text = String(new Error("x").stack) + String(tried(() => null.x)?.stack); if (/node_modules|file:|node:|[/]work[/]|[/]home[/]/.test(text)) reached.push(text)',
  },
]
