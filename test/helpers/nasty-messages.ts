/** Messages that no node hopes for, by what is wrong with them. Made anew for each call: nodes change what they get. */
export function makeNastyMessages(): Record<string, Record<string, unknown>> {
  const payloads: Record<string, unknown> = {
    undefined: undefined,
    null: null,
    'no number': Number.NaN,
    infinity: Number.NEGATIVE_INFINITY,
    'a big integer': 2n ** 70n,
    'a boolean': false,
    'an empty text': '',
    'a long text': 'x'.repeat(150_000),
    'half a surrogate pair': '\ud800{{',
    'an open bracket': '{"a":[<',
    'an empty Buffer': Buffer.alloc(0),
    'bytes that are no text': Buffer.from([0xff, 0xfe, 0, 0x80]),
    'an empty list': [],
    'a list with holes': Array(3),
    'a list of all kinds': [null, undefined, {}, [], 'x', 1n, Symbol('s')],
    'a date that is none': new Date(Number.NaN),
    'a Map': new Map([[{}, 1]]),
    'a symbol': Symbol('nasty'),
    'a function': function nasty() {},
    'a promise': Promise.resolve(1),
    'an error': new Error('nasty'),
    'an object that is made of itself': cyclic(),
    'an object that fails to be read': unreadable(),
    'an object without prototype': Object.assign(Object.create(null), { a: 1 }),
    'an object that is no text': { toString: 5, toJSON: 'x' },
    'an object of twenty thousand levels': nested(20_000),
    'keys of the prototype': JSON.parse('{"__proto__":{"a":1},"constructor":1,"hasOwnProperty":2}'),
  }
  const others: Record<string, Record<string, unknown>> = {
    'no payload': {},
    'parts that are a text': { payload: 'x', parts: 'nasty' },
    'parts that are null': { payload: 'x', parts: null },
    'parts of nothing': { payload: 'x', parts: {} },
    'parts beyond all bounds': { payload: 'x', parts: { id: 'p', index: 1e15, count: 1e15, type: 'array' } },
    'parts below zero': { payload: 'x', parts: { id: 'q', index: -1, count: -1, type: 'buffer', ch: 5 } },
    'parts of symbols': { payload: 'x', parts: { id: Symbol('s'), index: Symbol('i'), count: Symbol('c') } },
    'a topic that is an object': { payload: 1, topic: cyclic() },
    'a topic that is a symbol': { payload: 1, topic: Symbol('t') },
    'options that are none': {
      payload: { a: 1 },
      options: 5,
      schema: 'none',
      columns: 5,
      select: '[[',
      rate: {},
    },
    'names that are none': {
      payload: 'x',
      filename: {},
      encoding: 'klingon',
      target: {},
      template: 5,
      delay: 'x',
    },
    'orders that are none': { payload: 'x', flush: 'x', toFront: 'x', kill: {}, pid: 'x' },
    'a reset that is null': { payload: 'x', reset: null },
    'a response that is none': { payload: 'x', req: 5, res: {}, headers: 'x', statusCode: 'x', cookies: 5 },
    'calls that are none': { payload: 'x', _linkSource: [null], error: null, status: 'x', complete: null },
  }
  for (const [name, payload] of Object.entries(payloads)) others[`a payload: ${name}`] = { payload }
  return others
}

function cyclic(): object {
  const circle: Record<string, unknown> = { a: 1 }
  circle.itself = circle
  circle.list = [circle]
  return circle
}

function unreadable(): object {
  return Object.defineProperty({ a: 1 }, 'nasty', {
    enumerable: true,
    configurable: true,
    get() {
      throw new Error('cannot be read')
    },
  })
}

function nested(levels: number): object {
  let inner: object = {}
  for (let level = 0; level < levels; level++) inner = { inner }
  return inner
}
