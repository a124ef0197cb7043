import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FlowRun, runFlowFile } from '../helpers/run-flow-file.js'

describe('complete', () => {
  let flow: FlowRun

  beforeEach(async () => {
    flow = await runFlowFile(new URL('complete.flow.json', import.meta.url))
  })
  afterEach(() => flow.stop())

  test('starts with each message that a node it names has finished with', async () => {
    flow.send('other', { payload: 0 })
    flow.send('done', { payload: 1, _msgid: 'm1' })
    flow.send('done-too', { payload: 2 })
    expect(await flow.shown('debug-complete', 2)).toMatchObject([
      { payload: 1, _msgid: 'm1', complete: { source: { id: 'done', type: 'junction', name: '' } } },
      { payload: 2, complete: { source: { id: 'done-too' } } },
    ])
    expect(flow.shownNow('debug-none')).toEqual([])
  })

  test('does not start with a message on which the node failed', async () => {
    flow.send('fails', { payload: 1 })
    flow.send('done', { payload: 2 })
    expect(await flow.shown('debug-complete')).toMatchObject([{ payload: 2 }])
  })

  test('does not watch a node that it is wired to', async () => {
    flow.send('done', { payload: 1 })
    await flow.shown('debug-complete')
    flow.send('done', { payload: 2 })
    expect(await flow.shown('debug-complete', 2)).toHaveLength(2)
  })
})
