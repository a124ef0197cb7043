import { expect, test } from 'vitest'
import { runFlow } from '../helpers/run-flow-file.js'

test('a comment is part of a flow and does nothing', async () => {
  const flow = await runFlow([
    { id: 'tab', type: 'tab', label: 'Notes' },
    { id: 'note', type: 'comment', z: 'tab', name: 'Title', info: '# Text', x: 1, y: 1, wires: [] },
  ])
  expect(flow.problems).toEqual([])
  flow.send('note', { payload: 'ignored' })
  await flow.stop()
  expect(flow.logged.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([])
})
