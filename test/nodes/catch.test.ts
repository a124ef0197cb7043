import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FlowRun, runFlowFile } from '../helpers/run-flow-file.js'

describe('catch', () => {
  let flow: FlowRun

  beforeEach(async () => {
    flow = await runFlowFile(new URL('catch.flow.json', import.meta.url))
  })
  afterEach(() => flow.stop())

  test.each([
    {
      name: 'all nodes of its tab',
      fails: 'fails-too',
      caught: ['debug-all'],
      not: ['debug-one', 'debug-none'],
    },
    { name: 'the nodes it names', fails: 'fails', caught: ['debug-one', 'debug-all'], not: ['debug-none'] },
    { name: 'the nodes of its group', fails: 'fails-inside', caught: ['debug-group'], not: [] },
    {
      name: 'what no other catch node took',
      fails: 'fails-uncaught',
      caught: ['debug-rest'],
      not: ['debug-caught'],
    },
    {
      name: 'nothing that another one took',
      fails: 'fails-caught',
      caught: ['debug-caught'],
      not: ['debug-rest'],
    },
  ])('starts with errors of $name', async ({ fails, caught, not }) => {
    flow.send(fails, { topic: fails, _msgid: 'm1' })
    for (const id of caught) {
      const error = { message: expect.any(String), source: { id: fails, type: 'inject', name: '', count: 1 } }
      expect(await flow.shown(id)).toMatchObject([{ topic: fails, _msgid: 'm1', error }])
    }
    for (const id of not) expect(flow.shownNow(id)).toEqual([])
  })

  test('leaves errors outside its group to the log', async () => {
    flow.send('fails-outside', { topic: 'outside' })
    flow.send('fails-inside', { topic: 'inside' })
    expect(await flow.shown('debug-group')).toMatchObject([{ topic: 'inside' }])
    expect(flow.logged).toContainEqual(
      expect.objectContaining({ level: 'error', node: expect.objectContaining({ id: 'fails-outside' }) }),
    )
  })

  test('keeps an error that the message brings with it as _error', async () => {
    flow.send('fails-too', { error: 'of its own' })
    const [message] = await flow.shown('debug-all')
    expect(message).toMatchObject({ _error: 'of its own', error: { source: { id: 'fails-too' } } })
  })
})
