import type { NewPackage } from './new-package.js'

/** The node type: a start that does something, with a field of each common kind. */
export function nodeSource({ type, variable }: NewPackage): string {
  return `import { defineNode, property } from 'millrace'

const ${variable} = defineNode({
  type: '${type}',
  summary: 'Writes a text in capitals, with an ending.',
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      text: property({ default: 'payload', description: 'The property of the message that is changed.' }),
      ending: { type: 'string', default: '!', description: 'What comes after the text.' },
      times: { type: 'integer', minimum: 1, default: 1, description: 'How often the ending comes.' },
    },
  },
  help: {
    reads: { payload: 'The text, unless \`text\` names another property.' },
    sets: { payload: 'The same text in capitals, with the ending.' },
    outputs: ['The same message.'],
  },

  create({ text, ending, times }) {
    return {
      input(message, send) {
        const given = text.get(message)
        if (typeof given !== 'string') throw new TypeError(\`msg.\${text.expression} is no text.\`)
        text.set(message, given.toUpperCase() + ending.repeat(times))
        send(message)
      },
    }
  },
})

export default ${variable}
`
}

export function testSource({ type, variable, name }: NewPackage): string {
  return `import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { checkFlow } from 'millrace'
import { editorHtml } from 'millrace/node-red'
import { runNode } from 'millrace/test-node'
import ${variable} from '../src/${type}.js'

test('writes a text in capitals, with its ending', async () => {
  const [sent] = await runNode(${variable}, { ending: '?', times: '2' }, { payload: 'ready' })
  assert.equal(sent?.payload, 'READY??')
})

test('changes the property that it is told to', async () => {
  const [sent] = await runNode(${variable}, { text: 'pump.state' }, { pump: { state: 'on' } })
  assert.deepEqual(sent?.pump, { state: 'ON!' })
})

test('fails for what is no text, so that catch nodes get the message', async () => {
  await assert.rejects(runNode(${variable}, {}, { payload: 5 }), /msg\\.payload is no text/)
})

test('the example flow has no problem', async () => {
  const flow = JSON.parse(readFileSync('examples/${type}.json', 'utf8'))
  const { problems } = await checkFlow(flow, { nodes: [${variable}] })
  assert.deepEqual(problems, [])
})

test('the form of the editor is as the node type says; if not: npm run html', () => {
  assert.equal(readFileSync('node-red/${type}.html', 'utf8'), editorHtml(${variable}), '${name}')
})
`
}
