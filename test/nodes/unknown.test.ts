import { expect, test } from 'vitest'
import { runFlow } from '../helpers/run-flow-file.js'

test('an unknown node earns a warning, and messages end there', async () => {
  const flow = await runFlow([
    { id: 'tab', type: 'tab', label: 'Flow' },
    { id: 'lost', type: 'unknown', z: 'tab', name: 'modbus-read', x: 1, y: 1, wires: [['after']] },
    { id: 'after', type: 'debug', z: 'tab', x: 1, y: 1, wires: [] },
  ])
  expect(flow.problems).toMatchObject([{ severity: 'warning', node: { id: 'lost' } }])
  expect(flow.problems[0]?.message).toContain('modbus-read')
  flow.send('lost', { payload: 'x' })
  flow.send('after', { payload: 'y' })
  expect(await flow.shown('after')).toEqual(['y'])
  await flow.stop()
})
