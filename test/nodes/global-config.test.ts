import { expect, test } from 'vitest'
import { runFlow } from '../helpers/run-flow-file.js'

const read = (id: string, name: string) => [
  {
    id,
    type: 'inject',
    z: 'tab',
    props: [{ p: 'payload', v: name, vt: 'env' }],
    x: 1,
    y: 1,
    wires: [[`debug-${id}`]],
  },
  { id: `debug-${id}`, type: 'debug', z: 'tab', x: 1, y: 1, wires: [] },
]

test('the global configuration gives all flows its variables, secret ones from the credentials', async () => {
  const env = [
    { name: 'PLACE', value: 'attic', type: 'str' },
    { name: 'LIMIT', value: '5', type: 'num' },
    { name: 'TOKEN', value: '', type: 'cred' },
  ]
  const flow = await runFlow(
    [
      { id: 'tab', type: 'tab', label: 'Flow' },
      { id: 'globals', type: 'global-config', env, modules: {} },
      ...read('place', 'PLACE'),
      ...read('limit', 'LIMIT'),
      ...read('token', 'TOKEN'),
    ],
    { credentials: { globals: { map: { TOKEN: 'hush', has_TOKEN: true } } } },
  )
  for (const id of ['place', 'limit', 'token']) flow.send(id, {})
  expect(await flow.shown('debug-place')).toEqual(['attic'])
  expect(await flow.shown('debug-limit')).toEqual([5])
  expect(await flow.shown('debug-token')).toEqual(['hush'])
  await flow.stop()
})
