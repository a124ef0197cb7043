import type { Payload } from './payload.js'

const failing = [
  'Buffer.alloc(-1)',
  'Buffer.alloc(NaN)',
  'Buffer.alloc(2 ** 52)',
  'Buffer.from(Symbol("x"))',
  'Buffer.from("x", "no such encoding")',
  'Buffer.from("ab").toString("no such encoding")',
  'Buffer.from("ab").readInt32LE(99)',
  'Buffer.from("ab").write({})',
  'Buffer.prototype.toString.call({})',
  'Buffer.prototype.toString.call(new Proxy(Buffer.from("a"), {}))',
  'Buffer.concat(1)',
  'Buffer.compare({}, {})',
  'new URL("not a url")',
  'new URL(Symbol())',
  'new URLSearchParams([1])',
  'new URLSearchParams({ get a() { throw {} } })',
  'new TextDecoder("no such encoding")',
  'new TextDecoder().decode({})',
  'atob("%%%")',
  'util.inspect(new Proxy({}, { ownKeys() { throw {} } }))',
  'util.format(Symbol(), { get a() { throw {} } })',
  'util.promisify(1)',
  'util.callbackify(1)',
  'util.inherits(1, 2)',
  'flow.get(Symbol())',
  'flow.get("a[")',
  'flow.set("a[", 1)',
  'flow.get("a", "no such store")',
  'flow.set("a", 1, "no such store")',
  'flow.get("a", "no such store", found)',
  'flow.set({ toString() { throw {} } }, 1)',
  'env.get({ toString() { throw {} } })',
  'node.send(1)',
  'node.send([[1]])',
  'node.on("input", () => {})',
  'node.on("close", 1)',
  'node.status({ get text() { throw {} } })',
  'node.warn({ get a() { throw {} } })',
  'node.error({ get a() { throw {} } })',
  'setTimeout(1)',
  'setTimeout("process")',
  'clearTimeout({ get a() { throw {} } })',
  'RED.util.getMessageProperty(msg, "a[")',
  'RED.util.setMessageProperty(msg, "a..b", 1)',
  'RED.util.evaluateNodeProperty("{", "json", node, msg)',
  'RED.util.evaluateNodeProperty("a[", "msg", node, msg)',
  'RED.util.evaluateNodeProperty("$$$(", "jsonata", node, msg, found)',
  'RED.util.prepareJSONataExpression("((((", node)',
  'RED.util.evaluateJSONataExpression({}, msg, found)',
  'structuredClone({ get a() { throw {} } })',
  'msg.res.set({ get a() { throw {} } })',
  'msg.res._res.setHeader("bad header\\n", "x")',
  'msg.res._res.status("no number").send({ get a() { throw {} } })',
  'msg.res.cookie("a", "b", { encode() { return found(arguments) } })',
  'msg.res._res.redirect(Symbol())',
  'msg.req.get(Symbol())',
  'msg.req.get({ toLowerCase() { found(arguments); return {} } })',
  'msg.req.is({})',
]

/** Errors that the host throws are the host's objects. */
export const errors: Payload[] = [
  ...failing.map((expression) => ({
    name: `the error of ${expression}`,
    code: `tried(() => ${expression})`,
  })),
  {
    name: 'an error of the host at the end of the stack, in the stack formatter',
    code: wound(
      'try { void new Error("x").stack } catch (h) { kept.push(h) }',
      'try { START } catch (e) { found(e) }',
    ),
    reachesNodeRed: true,
  },
  ...[
    ['Buffer.from("abc").toString("hex")', 'an encoding'],
    ['flow.get("a")', 'the context'],
    ['node.warn("a")', 'a log line'],
    ['node.send({})', 'a message'],
    ['new URL("http://a/b")', 'an address'],
    ['RED.util.generateId()', 'an id'],
    ['msg.req.headers', 'a request'],
    ['console.debug({})', 'the console'],
    ['node.status({ text: "a" })', 'a state'],
    ['setTimeout(() => {}, 1)', 'a timer'],
  ].map(([expression, what]) => ({
    name: `an error of the host at the end of the stack, in ${what}`,
    code: wound(
      `try { kept.push(${expression}) } catch (h) { kept.push(h) }`,
      'try { START } catch (e) { found(e) }',
    ),
  })),
  ...[
    ['as a rejection', 'new Promise(() => START).then(found, found)'],
    ['in an async function', 'try { await (async () => START)() } catch (e) { found(e) }'],
    ['in an async method', 'await ({ async m() { START } }).m().catch(found)'],
    [
      'caught by a pattern',
      'try { START } catch ({ constructor, stack }) { found(constructor); found(stack) }',
    ],
    [
      'as the reason of allSettled',
      'found((await Promise.allSettled([new Promise(() => START)]))[0].reason)',
    ],
    [
      'in Promise.any',
      'await Promise.any([new Promise(() => START)]).catch(e => { found(e); found(e.errors[0]) })',
    ],
    ['in Promise.race', 'await Promise.race([new Promise(() => START)]).catch(found)'],
    ['in then', 'await Promise.resolve().then(() => START).catch(found)'],
    ['in finally', 'await Promise.resolve().finally(() => START).catch(found)'],
    ['in a thenable', 'await Promise.resolve({ then() { START } }).catch(found)'],
    [
      'in an async generator',
      'async function* g() { START } try { for await (const x of g()); } catch (e) { found(e) } await g().next().catch(found)',
    ],
    ['in a generator', 'function* g() { START } try { [...g()] } catch (e) { found(e) }'],
    ['in a getter', 'try { ({ get a() { START } }).a } catch (e) { found(e) }'],
    ['in a proxy', 'try { new Proxy({}, { get() { START } }).a } catch (e) { found(e) }'],
    ['in a sort', 'try { [1, 2].sort(() => { START }) } catch (e) { found(e) }'],
    ['in a replacement', 'try { "a".replace(/a/, () => { START }) } catch (e) { found(e) }'],
    ['in toJSON', 'try { JSON.stringify({ toJSON() { START } }) } catch (e) { found(e) }'],
    ['in a static block', 'try { class A { static { START } } } catch (e) { found(e) }'],
    ['in a parameter', 'try { ((a = START) => a)() } catch (e) { found(e) }'],
    ['in a getter that the host reads', 'try { node.warn({ get a() { START } }) } catch (e) { found(e) }'],
    ['in a promisified function', 'await util.promisify(() => { START })().catch(found)'],
  ].map(([where, code]) => ({
    name: `an error of the host at the end of the stack, thrown on ${where}`,
    code: wound('void new Error("x").stack', code ?? '', 'throw e'),
  })),
]

/** Runs `start` with the stack almost exhausted at many different depths, and `act` where it is. */
function wound(act: string, start: string, after = 'throw 1'): string {
  const begin = '(function wind(k) { if (k > 0) return wind(k - 1); down() })(pad)'
  return `
    let tries = 0;
    const kept = [];
    function down() { try { down() } catch (e) { if (tries++ < 25) { ${act} } ${after} } }
    for (let pad = 0; pad < 25; pad++) { tries = 0; ${start.replaceAll('START', begin)} }
    kept.forEach(found);`
}
