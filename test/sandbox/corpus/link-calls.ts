import type { Payload } from './payload.js'

const swallow = '.then(found, found)'

/** Ways over the border by `node.linkcall`; the flow of the corpus answers calls of "echo". */
export const linkCalls: Payload[] = [
  {
    name: 'the promise of node.linkcall',
    code: `const promise = tried(() => node.linkcall("echo", msg)); found(promise.constructor); found(promise.then); found(node.linkcall); await promise${swallow}`,
  },
  {
    name: 'the answer of node.linkcall',
    code: `const answer = found(await node.linkcall("echo", { req: msg.req, res: msg.res, b: Buffer.from("a"), d: new Date(), m: new Map([[{}, new Set([1])]]), e: new Error("x"), f() {}, c: new (class A {})() })); for (const key in answer) found(answer[key]); found(answer._linkSource)`,
  },
  {
    name: 'the caller’s own message taken over by node.linkcall',
    code: `const own = { set payload(v) { found(v); found(this) }, get payload() { return 1 } }; found(await node.linkcall("echo", own, { clone: false }).catch(found)); found(own); const frozen = Object.freeze({ payload: 1 }); await node.linkcall("echo", frozen, { clone: false })${swallow}`,
  },
  {
    name: 'errors of node.linkcall',
    code: `for (const each of ["nobody", "", 5, {}, null]) await node.linkcall(each, msg)${swallow}; for (const each of [undefined, "a", [], Buffer.from("a"), new Proxy({}, {}), new Date()]) await node.linkcall("echo", each)${swallow}; await node.linkcall("nobody", msg, { timeout: 1 })${swallow}`,
  },
  {
    name: 'objects for the parameters of node.linkcall',
    code: `const sly = { toString() { found(this); found(arguments); return "echo" }, valueOf() { found(this); return 5 }, trim() { found(this); return "x" } }; await node.linkcall(sly, msg)${swallow}; await node.linkcall("echo", msg, { get timeout() { found(this); return sly }, get clone() { found(this); return sly } })${swallow}; await node.linkcall("echo", msg, new Proxy({}, { get(t, k, r) { found(t); if (k !== "timeout") return undefined; found(r); return sly } }))${swallow}`,
  },
  {
    name: 'getters and thenables in the message of node.linkcall',
    code: `await node.linkcall("echo", { get payload() { found(this); tried(() => arguments.callee.caller); throw { found } }, then(resolve, reject) { found(resolve); found(reject); found(this) } })${swallow}; await node.linkcall("echo", { toJSON() { found(this) }, then: 5, constructor: { [Symbol.species]: found } })${swallow}`,
  },
  {
    name: 'node.linkcall at the end of the stack',
    code: `let calls = 0; function deep() { try { deep() } catch (e) { found(e) } if (calls++ < 40) { try { node.linkcall("echo", { payload: calls })${swallow} } catch (e) { found(e); found(e.constructor) } } } deep()`,
  },
  {
    name: 'a promise class put in the place of that of node.linkcall',
    code: `const promise = node.linkcall("echo", msg); tried(() => { promise.constructor = function (run) { run(found, found) } }); tried(() => Object.defineProperty(promise, "then", { value() { found(arguments); for (const each of arguments) found(each) } })); tried(() => Promise.resolve(promise));`,
  },
  {
    name: '_linkSource forged for node.linkcall',
    code: `const source = [{ id: { toString() { found(this); return "a" } }, node: node.id }]; source.pop = function () { found(this) }; await node.linkcall("echo", { _linkSource: source })${swallow}; await node.linkcall("echo", { _linkSource: new Proxy([], { get(t, k, r) { found(r); return t[k] } }) }, { timeout: 5 })${swallow}`,
  },
]
