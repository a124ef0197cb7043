import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FlowRun, runFlowFile } from '../helpers/run-flow-file.js'

describe('status', () => {
  let flow: FlowRun

  beforeEach(async () => {
    flow = await runFlowFile(new URL('status.flow.json', import.meta.url))
  })
  afterEach(() => flow.stop())

  test('starts with the states of all nodes of its tab', async () => {
    flow.send('shows', { payload: 'on' })
    const source = { id: 'shows', type: 'debug', name: 'Lamp' }
    const [first] = await flow.shown('debug-all')
    expect(first).toEqual({
      _msgid: expect.any(String),
      status: { fill: 'grey', shape: 'dot', text: 'on', source },
    })
  })

  test.each([
    { name: 'the nodes it names', shows: 'shows', seen: 'debug-one', notSeen: 'debug-group' },
    { name: 'the nodes of its group', shows: 'shows-inside', seen: 'debug-group', notSeen: 'debug-one' },
  ])('starts with the states of $name only', async ({ shows, seen, notSeen }) => {
    flow.send('shows-too', { payload: 'other' })
    flow.send(shows, { payload: 'on' })
    expect(await flow.shown(seen)).toMatchObject([{ status: { text: 'on', source: { id: shows } } }])
    expect(flow.shownNow(notSeen)).toEqual([])
  })

  test('does not watch a node that it is wired to', async () => {
    flow.send('shows', { payload: 'on' })
    await flow.shown('debug-all', 2)
    flow.send('shows', { payload: 'off' })
    expect(await flow.shown('shows-loop', 2)).toHaveLength(2)
    expect(flow.shownNow('shows-loop')).toMatchObject([
      { status: { text: 'on' } },
      { status: { text: 'off' } },
    ])
  })
})
