import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type FlowRun, runFlowFile } from '../helpers/run-flow-file.js'

describe('link out', () => {
  let flow: FlowRun

  beforeAll(async () => {
    flow = await runFlowFile(new URL('link.flow.json', import.meta.url))
  })
  afterAll(() => flow.stop())

  test.each([
    { name: 'a link that both ends name, once', out: 'out-both', debugs: ['debug-both'] },
    { name: 'links that the link out names', out: 'out-only', debugs: ['debug-of-out', 'debug-second'] },
  ])('sends along $name', async ({ out, debugs }) => {
    flow.send(out, { payload: out })
    for (const id of debugs) {
      expect(await flow.shown(id)).toEqual([
        { payload: out, _msgid: expect.any(String), _event: `node:${out}` },
      ])
    }
  })

  test('warns of a message to return that no link call sent', async () => {
    flow.send('out-return', { payload: 1 })
    flow.send('out-return', { payload: 1, _linkSource: [{ id: 'x', node: 'gone' }] })
    flow.send('out-return', { payload: 1, _linkSource: 'nonsense' })
    const warnings = () =>
      flow.logged.filter(({ node, level }) => node?.id === 'out-return' && level === 'warn')
    await vi.waitFor(() => expect(warnings()).toHaveLength(3))
    expect(warnings()[0]?.message).toContain('no link call')
  })
})
