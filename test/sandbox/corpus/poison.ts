import type { Payload } from './payload.js'

/** Changes to what all functions share. `checkFor` looks at the next function's world. */
export const poison: Payload[] = [
  ...[
    'Array.prototype.map',
    'Array.prototype.push',
    'Array.prototype[Symbol.iterator]',
    'Object.prototype.toString',
    'Object.prototype.hasOwnProperty',
    'Object.keys',
    'Function.prototype.call',
    'String.prototype.split',
    'String.prototype.trim',
    'RegExp.prototype.exec',
    'Number.prototype.toFixed',
    'Promise.prototype.then',
    'Promise.resolve',
    'JSON.parse',
    'JSON.stringify',
    'Math.random',
    'Math.max',
    'Date.now',
    'Date.prototype.getTime',
    'Map.prototype.get',
    'Error.prototype.toString',
    'Buffer.from',
    'Buffer.prototype.toString',
    'URL.prototype.toString',
    'util.inspect',
    'util.types.isDate',
    'console.log',
    'Symbol.prototype.toString',
    'Uint8Array.prototype.set',
    'Reflect.ownKeys',
    'Intl.DateTimeFormat.prototype.format',
    'globalThis.JSON',
    'globalThis.Array',
    'globalThis.undefined',
    'globalThis.parseInt',
  ].map((target) => ({
    name: `a replaced ${target}`,
    code: `try { ${target} = function () { return 'poison' } } catch (e) {}`,
  })),
  {
    name: 'a property of all objects',
    code: 'try { Object.prototype.polluted = 1 } catch (e) {} try { ({}).__proto__.polluted = 1 } catch (e) {} try { ({}).constructor.prototype.polluted = 1 } catch (e) {} try { msg.__proto__.polluted = 1 } catch (e) {}',
  },
  {
    name: 'a property of all functions',
    code: 'try { Function.prototype.polluted = 1 } catch (e) {} try { (() => {}).__proto__.polluted = 1 } catch (e) {} try { (async () => {}).__proto__.polluted = 1 } catch (e) {} try { (function* () {}).__proto__.polluted = 1 } catch (e) {}',
  },
  {
    name: 'properties by defineProperty and setters',
    code: 'for (const o of [Object.prototype, Array.prototype, Function.prototype, String.prototype, Error.prototype]) { try { Object.defineProperty(o, "polluted", { value: 1 }) } catch (e) {} try { o.__defineGetter__("polluted", () => 1) } catch (e) {} try { Reflect.set(o, "polluted", 1) } catch (e) {} }',
  },
  {
    name: 'another prototype',
    code: 'for (const o of [Object.prototype, Array.prototype, Function.prototype, Date.prototype, globalThis]) { try { Object.setPrototypeOf(o, { polluted: 1 }) } catch (e) {} try { o.__proto__ = { polluted: 1 } } catch (e) {} }',
  },
  {
    name: 'iterator prototypes',
    code: 'for (const o of [[].values(), new Map().keys(), "a"[Symbol.iterator](), (function* () {})(), "a".matchAll(/a/g)]) { try { Object.getPrototypeOf(o).next = () => ({ done: true, value: "poison" }) } catch (e) {} try { Object.getPrototypeOf(Object.getPrototypeOf(o)).polluted = 1 } catch (e) {} }',
  },
  {
    name: 'segmenters',
    code: 'const s = new Intl.Segmenter("en").segment("ab"); try { Object.getPrototypeOf(s).polluted = 1 } catch (e) {} try { Object.getPrototypeOf(s[Symbol.iterator]()).polluted = 1 } catch (e) {} try { Object.getPrototypeOf(s).containing = () => "poison" } catch (e) {}',
  },
  {
    name: 'an undeclared variable',
    code: 'leaked = "poison"; [leakedToo] = [1]; ({ leakedThree } = { leakedThree: 1 }); for (leakedFour in { a: 1 }); leakedFive++; (() => { leakedSix = 1 })()',
  },
  {
    name: 'a property of the global object',
    code: 'try { globalThis.leaked = 1 } catch (e) {} try { this.leaked = 1 } catch (e) {} try { (function () { this.leaked = 1 })() } catch (e) {} try { Object.getPrototypeOf(globalThis).leaked = 1 } catch (e) {} try { var self = (function () { return this })(); self.leaked = 1; delete self.JSON } catch (e) {}',
  },
  {
    name: 'a deleted global',
    code: 'try { delete globalThis.JSON } catch (e) {} try { delete Array.prototype.map } catch (e) {} try { delete Buffer.from } catch (e) {}',
  },
  {
    name: 'RED.util',
    code: 'try { RED.util.cloneMessage = () => "poison" } catch (e) {} try { RED.util.polluted = 1 } catch (e) {} try { RED.polluted = 1 } catch (e) {}',
  },
  {
    name: 'paths of property expressions',
    code: 'for (const path of ["__proto__.polluted", "constructor.prototype.polluted", "payload.__proto__.polluted", "payload.constructor.prototype.polluted"]) { try { RED.util.setMessageProperty(msg, path, 1, true) } catch (e) {} try { RED.util.setObjectProperty({}, path, 1, true) } catch (e) {} try { flow.set(path, 1) } catch (e) {} try { global.set(path, 1) } catch (e) {} }',
  },
  {
    name: 'a key named __proto__ in a message',
    code: 'node.send({ payload: JSON.parse(\'{"__proto__": {"polluted": 1}}\') }); flow.set("x", JSON.parse(\'{"__proto__": {"polluted": 1}}\')); RED.util.cloneMessage(JSON.parse(\'{"__proto__": {"polluted": 1}}\'))',
  },
  {
    name: 'formatters and limits of stacks',
    code: 'try { Error.prepareStackTrace = () => "poison" } catch (e) {} try { Error.stackTraceLimit = 0 } catch (e) {} try { Error.captureStackTrace = () => {} } catch (e) {}',
  },
  {
    name: 'statics of RegExp',
    code: 'try { RegExp.input = "poison" } catch (e) {} try { RegExp.$_ = "poison" } catch (e) {}',
  },
  {
    name: 'the node object',
    code: 'node.send = () => {}; node.warn = "poison"; node.id = "other"; try { Object.getPrototypeOf(node).send = () => {} ; Object.getPrototypeOf(node).polluted = 1 } catch (e) {}',
  },
  {
    name: 'the context objects',
    code: 'flow.get = () => "poison"; context.flow.get = () => "poison"; context.global = {}; env.get = () => "poison"; global.get = () => "poison"',
  },
  {
    name: 'timer classes',
    code: 'const t = setTimeout(() => {}, 1); try { Object.getPrototypeOf(t).ref = () => "poison"; t.constructor.polluted = 1 } catch (e) {}',
  },
]

/** Runs in another function after each of them; says what is not as it was. */
export const poisonCheck = `
const wrong = [];
const check = (name, isRight) => { try { if (!isRight()) wrong.push(name) } catch (e) { wrong.push(name + ': ' + e) } };
check('polluted', () => ({}).polluted === undefined && [].polluted === undefined && (() => {}).polluted === undefined && ''.polluted === undefined && new Error().polluted === undefined);
check('polluted iterators', () => [].values().polluted === undefined && new Map().keys().polluted === undefined && (function* () {})().polluted === undefined && (async () => {}).polluted === undefined);
check('arrays', () => [1, 2].map(x => x + 1).join() === '2,3' && [...[1]].length === 1 && [].push(1) === 1);
check('objects', () => Object.keys({ a: 1 })[0] === 'a' && ({}).hasOwnProperty('a') === false && String({}) === '[object Object]');
check('functions', () => (function () { return this }).call(5) == 5);
check('strings', () => 'a b'.split(' ').length === 2 && ' a '.trim() === 'a' && Symbol('s').toString() === 'Symbol(s)');
check('patterns', () => /a/.exec('a')[0] === 'a' && RegExp.input !== 'poison');
check('numbers', () => (1.5).toFixed(1) === '1.5' && parseInt('5') === 5 && Math.max(1, 2) === 2 && typeof Math.random() === 'number');
check('undefined', () => undefined === void 0);
check('json', () => JSON.parse('[1]')[0] === 1 && JSON.stringify({ a: 1 }) === '{"a":1}');
check('dates', () => typeof Date.now() === 'number' && typeof new Date().getTime() === 'number');
check('maps', () => new Map([[1, 2]]).get(1) === 2 && [...new Map([[1, 2]]).keys()].length === 1);
check('errors', () => String(new Error('x')) === 'Error: x' && new Error('x').stack.startsWith('Error: x') && Error.stackTraceLimit > 1);
check('buffers', () => Buffer.from('a').toString('hex') === '61');
check('addresses', () => new URL('http://a/b').toString() === 'http://a/b');
check('util', () => util.inspect({ a: 1 }) === '{ a: 1 }' && util.types.isDate(new Date()) === true && typeof console.log === 'function' && console.log('') === undefined);
check('bytes', () => { const b = new Uint8Array(2); b.set([1]); return b[0] === 1 });
check('reflect', () => Reflect.ownKeys({ a: 1 }).length === 1);
check('intl', () => new Intl.DateTimeFormat('en').format(new Date(0)).length > 4 && new Intl.Segmenter('en').segment('ab').polluted === undefined && new Intl.Segmenter('en').segment('ab').containing(0).segment === 'a');
check('red', () => RED.util.cloneMessage({ a: 1 }).a === 1 && RED.util.polluted === undefined && RED.polluted === undefined);
check('globals', () => ['leaked', 'leakedToo', 'leakedThree', 'leakedFour', 'leakedFive', 'leakedSix'].every(name => !(name in globalThis)) && typeof leaked === 'undefined' && typeof leakedSix === 'undefined' && (function () { return this })().leaked === undefined);
check('node', () => node.id === 'f1' && typeof node.send === 'function' && node.polluted === undefined && typeof node.warn === 'function');
check('context', () => { flow.set('own', 5); return flow.get('own') === 5 && context.flow.get('own') === 5 && env.get('GREETING') === 'hello' });
check('timers', () => { const t = setTimeout(() => {}, 1); return t.ref() === t && t.constructor.polluted === undefined });
await Promise.resolve(1).then(value => check('promises', () => value === 1));
msg.payload = wrong.length === 0 ? 'clean' : wrong.join('; ');
return msg;
`
