import { describe, expect, test } from 'vitest'
import { useEvaluator } from './run-red.js'

const message = { payload: { list: [1, { a: 'x' }], name: 'list' }, topic: 'name' }

/** What a typed field gives, by a callback. */
const typed = (value: string, type: string) =>
  `new Promise((resolve) => RED.util.evaluateNodeProperty(${JSON.stringify(value)}, '${type}', node, msg, (error, value) => resolve(error ? 'failed' : value)))`

describe('RED.util', () => {
  const { evaluate } = useEvaluator({}, [], { env: { COLOUR: 'red' } })

  test.each([
    ['reads a property of a message', "RED.util.getMessageProperty(msg, 'msg.payload.list[1].a')", 'x'],
    ['reads a property named by another', "RED.util.getMessageProperty(msg, 'payload[msg.topic]')", 'list'],
    [
      'gives undefined for a property that is not there',
      "RED.util.getMessageProperty(msg, 'payload.none')",
      undefined,
    ],
    [
      'throws where there is nothing to hold the property',
      "RED.util.getMessageProperty(msg, 'none.deeper')",
      expect.stringMatching(/^threw/),
    ],
    [
      'throws what is no property expression, with a code that packages know',
      "(() => { try { RED.util.getMessageProperty(msg, 'a[') } catch ({ code }) { return code } })()",
      'INVALID_EXPR',
    ],
    ['reads a property of any object', "RED.util.getObjectProperty({ a: [{ b: 2 }] }, 'a[0].b')", 2],
    [
      'sets a property, and makes what is missing',
      "[RED.util.setMessageProperty(msg, 'msg.new[1].x', 5, true), msg.new]",
      [true, [undefined, { x: 5 }]],
    ],
    [
      'does not make what is missing unless asked',
      "RED.util.setMessageProperty(msg, 'a.b', 5, false)",
      false,
    ],
    [
      'deletes a property',
      "[RED.util.setObjectProperty(msg, 'topic', undefined), 'topic' in msg]",
      [true, false],
    ],
    ['splits a property expression', `RED.util.normalisePropertyExpression('a["b c"][0]')`, ['a', 'b c', 0]],
    [
      'writes a property expression with the values of a message',
      "RED.util.normalisePropertyExpression('payload[msg.topic]', msg, true)",
      'payload["name"]',
    ],
    [
      'clones a message, but not its request',
      '(() => { const req = {}; const one = { a: { b: 1 }, req }; const two = RED.util.cloneMessage(one); return [two.a !== one.a, two.a.b, two.req === req] })()',
      [true, 1, true],
    ],
    [
      'compares objects',
      '[RED.util.compareObjects({ a: [1] }, { a: [1] }), RED.util.compareObjects({ a: 1 }, { a: 2 })]',
      [true, false],
    ],
    ['makes ids', '/^[0-9a-f]{16}$/.test(RED.util.generateId())', true],
    [
      'makes texts and Buffers',
      "[RED.util.ensureString({ a: 1 }), RED.util.ensureBuffer('hi').length]",
      ['{"a":1}', 2],
    ],
    ['names types', "RED.util.normaliseNodeTypeName('my-node type')", 'myNodeType'],
    ['splits context keys', "RED.util.parseContextStore('#:(file)::a.b')", { store: 'file', key: 'a.b' }],
    ['splits context keys without a store', "RED.util.parseContextStore('a.b')", { key: 'a.b' }],
    [
      'encodes values for the debug output',
      'RED.util.encodeObject({ msg: [1] })',
      { format: 'array[1]', msg: '[1]' },
    ],
    ['evaluates a text', typed('x', 'str'), 'x'],
    ['evaluates a number', typed('1.5', 'num'), 1.5],
    ['evaluates a boolean', typed('TRUE', 'bool'), true],
    ['evaluates JSON', typed('{"a":1}', 'json'), { a: 1 }],
    ['fails by the callback', typed('{', 'json'), 'failed'],
    ['evaluates a Buffer', `${typed('[104,105]', 'bin')}.then(String)`, 'hi'],
    ['evaluates a date', `${typed('', 'date')}.then((value) => typeof value)`, 'number'],
    ['evaluates a date in a format', typed('[on] YYYY', 'date'), expect.stringMatching(/^on \d{4}$/)],
    ['evaluates a property', typed('payload.list[0]', 'msg'), 1],
    ['evaluates a variable', typed('COLOUR', 'env'), 'red'],
    ['evaluates a text with a variable in it', typed('a$' + '{COLOUR}b$' + '{NONE}', 'env'), 'aredb'],
    ['evaluates an expression', typed('$sum(payload.list[0]) + 1', 'jsonata'), 2],
    ['evaluates an expression on msg', typed('msg.topic & $env("COLOUR")', 'jsonata'), 'namered'],
    ['evaluates context', `(node.context().flow.set('list', [7]), ${typed('list[0]', 'flow')})`, 7],
    [
      'evaluates without a callback what is there at once',
      "[RED.util.evaluateNodeProperty('5', 'num', node, msg), RED.util.evaluateNodeProperty('topic', 'msg', node, msg)]",
      [5, 'name'],
    ],
    [
      'prepares an expression that others evaluate',
      `(() => {
        const expression = RED.util.prepareJSONataExpression('payload.list[0] + $more', node)
        expression.assign('more', 10)
        return new Promise((resolve) => RED.util.evaluateJSONataExpression(expression, msg, (_, value) => resolve(value)))
      })()`,
      11,
    ],
    [
      'gives ordinary objects from expressions',
      `new Promise((resolve) => RED.util.evaluateJSONataExpression(RED.util.prepareJSONataExpression('{"a": topic}', node), msg,
        (_, value) => resolve(value.hasOwnProperty('a'))))`,
      true,
    ],
  ])('%s', async (_name, expression, expected) => {
    expect(await evaluate(expression, structuredClone(message))).toEqual(expected)
  })
})
