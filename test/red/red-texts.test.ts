import { describe, expect, test } from 'vitest'
import { probeFlow, probeModule, runRed } from './run-red.js'

const english = {
  greeting: 'Hello __name__!',
  only: 'Only English',
  deep: { er: { text: 'Deep' } },
  lines: ['one', 'two'],
  file: '__count__ file',
  file_plural: '__count__ files',
  nested: '$t(greeting) again',
}
const package_ = {
  'package.json': { name: 'texts', version: '1.0.0', 'node-red': { nodes: { probe: 'lib/probe.js' } } },
  'lib/probe.js': probeModule(
    'node.on("input", (msg) => node.send({ payload: RED._(msg.key, msg.options) }))',
  ),
  'lib/locales/en-US/probe.json': english,
  'lib/locales/de/probe.json': { greeting: 'Hallo __name__!' },
}

describe("RED._ with the package's catalogues", () => {
  test.each([
    { name: 'puts values in', key: 'greeting', options: { name: 'Ada' }, expected: 'Hello Ada!' },
    { name: 'finds what lies deep', key: 'deep.er.text', expected: 'Deep' },
    { name: 'joins lines', key: 'lines', expected: 'one\ntwo' },
    { name: 'takes the form for one', key: 'file', options: { count: 1 }, expected: '1 file' },
    { name: 'takes the form for many', key: 'file', options: { count: 3 }, expected: '3 files' },
    { name: 'puts other texts in', key: 'nested', options: { name: 'Ada' }, expected: 'Hello Ada! again' },
    { name: 'gives the key where there is no text', key: 'none.such', expected: 'none.such' },
    {
      name: 'gives a default where there is no text',
      key: 'none',
      options: { defaultValue: 'D' },
      expected: 'D',
    },
    { name: 'finds a text by its package', key: 'texts/probe:only', expected: 'Only English' },
    {
      name: "has words for Node-RED's own texts",
      key: 'node-red:common.status.connected',
      expected: 'connected',
    },
    {
      name: 'makes words of other keys of Node-RED',
      key: 'node-red:httpin.errors.not-created',
      expected: 'not created',
    },
    {
      name: 'speaks the language that is set',
      lang: 'de-DE',
      key: 'greeting',
      options: { name: 'A' },
      expected: 'Hallo A!',
    },
    { name: 'falls back to English', lang: 'de', key: 'only', expected: 'Only English' },
    { name: 'does not fill what it has no value for', key: 'greeting', expected: 'Hello __name__!' },
  ])('$name', async ({ key, options, lang, expected }) => {
    const flow = await runRed(package_, probeFlow(), { settings: lang === undefined ? {} : { lang } })
    await flow.send('p', { key, options })
    expect(flow.payloads()).toEqual([expected])
  })
})
