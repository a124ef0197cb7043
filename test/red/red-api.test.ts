import { describe, expect, test } from 'vitest'
import { useEvaluator } from './run-red.js'

const config = { id: 'cfg', type: 'probe', name: 'shared', host: 'example.org' }
const change = { id: 'ch', type: 'change', z: 't', name: 'mine', x: 1, y: 1, rules: [], wires: [['out']] }

describe('what RED and its nodes offer', () => {
  const fields = { name: 'me', a: '$' + '{COLOUR}', b: { deep: ['1'] }, c: 'x$' + '{COLOUR}' }
  const settings = { myThing: 1, list: [1], logging: { console: { level: 'info', metrics: true } } }
  const { evaluate } = useEvaluator(fields, [config, change], { settings, env: { COLOUR: 'red' } })

  test.each([
    {
      name: 'the version of Node-RED',
      expression: 'RED.version()',
      expected: expect.stringMatching(/^4\.1\./),
    },
    {
      name: "the node's identity",
      expression: '[node.id, node.type, node.name, node.z, node.wires, node._path, node._flow.path]',
      expected: ['p', 'probe', 'me', 't', [['out']], 't/p', 't'],
    },
    {
      name: 'the entry as it was saved, with environment variables put in',
      expression: '[config.a, config.b, config.c, config.wires, config._flow === node._flow]',
      expected: ['red', { deep: ['1'] }, 'x$' + '{COLOUR}', [['out']], true],
    },
    {
      name: 'a node by id, always the same one',
      expression:
        "[RED.nodes.getNode('p') === node, RED.nodes.getNode('nobody'), RED.nodes.getNode(undefined)]",
      expected: [true, null, null],
    },
    {
      name: 'a config node by id',
      expression: "[RED.nodes.getNode('cfg').name, RED.nodes.getNode('cfg') instanceof node.constructor]",
      expected: ['shared', true],
    },
    {
      name: 'a built-in node by id, as a node',
      expression: `(() => {
        const other = RED.nodes.getNode('ch')
        return [other.id, other.type, other.name, typeof other.receive, other === RED.nodes.getNode('ch')]
      })()`,
      expected: ['ch', 'change', 'mine', 'function', true],
    },
    {
      name: 'the entries of the flow',
      expression:
        '(() => { const ids = []; RED.nodes.eachNode((entry) => ids.push(entry.id)); return ids })()',
      expected: ['t', 'p', 'out', 'cfg', 'ch'],
    },
    {
      name: 'the constructor of a type',
      expression: "[RED.nodes.getType('probe') === node.constructor, RED.nodes.getType('none')]",
      expected: [true, undefined],
    },
    {
      name: 'context of the node, its flow and all flows',
      expression: `(() => {
        const context = node.context()
        context.set('a.b', 1); context.flow.set('f', 2); context.global.set('g', [3])
        return [context.get('a'), context.flow.get('f'), context.global.get('g[0]'), context.keys(), context === node.context()]
      })()`,
      expected: [{ b: 1 }, 2, 3, ['a'], true],
    },
    {
      name: 'context by callbacks',
      expression: `new Promise((resolve) =>
        node.context().flow.set('x', 5, (error) => node.context().flow.get('x', (_, value) => resolve([error ?? null, value]))))`,
      expected: [null, 5],
    },
    {
      name: 'environment variables by the flow',
      expression: "[node._flow.getSetting('COLOUR'), RED.util.getSetting(node, 'NR_NODE_ID')]",
      expected: ['red', 'p'],
    },
    {
      name: 'the tab that the node is in',
      expression: '[node._flow.flow.label, node._flow.id, node._flow.TYPE]',
      expected: ['Tab', 't', 'flow'],
    },
    {
      name: 'settings of the user, which cannot be set',
      expression: `(() => {
        try { RED.settings.myThing = 2 } catch (error) { return [RED.settings.myThing, error.message] }
      })()`,
      expected: [1, expect.stringContaining('read-only')],
    },
    {
      name: 'settings by function, own properties and names',
      expression: `[RED.settings.get('list'), RED.settings.hasOwnProperty('list'), 'none' in RED.settings, RED.settings.available(),
        Object.keys(RED.settings).includes('list'), RED.settings.none]`,
      expected: [[1], true, false, true, true, undefined],
    },
    {
      name: 'settings that packages keep themselves',
      expression: "RED.settings.set('kept', { a: 1 }).then(() => RED.settings.get('kept'))",
      expected: { a: 1 },
    },
    {
      name: 'levels of the log',
      expression:
        "['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE', 'AUDIT', 'METRIC'].map((name) => RED.log[name])",
      expected: [10, 20, 30, 40, 50, 60, 98, 99],
    },
    {
      name: 'whether metrics are kept',
      expression: '[RED.log.metric(), node.metric()]',
      expected: [true, true],
    },
    {
      name: 'plugins that modules register',
      expression: `(() => {
        RED.plugins.registerPlugin('mine', { type: 'kind', onadd() { this.added = true } })
        return [RED.plugins.get('mine').added, RED.plugins.getByType('kind').map(({ id }) => id), RED.plugins.get('none')]
      })()`,
      expected: [true, ['mine'], undefined],
    },
    {
      name: 'packages, by require and import',
      expression:
        "Promise.all([RED.require('node:path').sep, RED.import('node:os').then((os) => typeof os.cpus)])",
      expected: [expect.any(String), 'function'],
    },
    {
      name: 'a middleware for permissions that lets all pass',
      expression:
        "new Promise((resolve) => RED.auth.needsPermission('any.read')({}, {}, () => resolve('passed')))",
      expected: 'passed',
    },
    {
      name: 'publications to who listens',
      expression: `new Promise((resolve) => {
        RED.events.on('comms', (told) => resolve(told))
        RED.comms.publish('topic', { a: 1 }, true)
      })`,
      expected: { topic: 'topic', data: { a: 1 }, retain: true },
    },
  ])('$name', async ({ expression, expected }) => {
    expect(await evaluate(expression)).toEqual(expected)
  })
})
