import { expect, test } from 'vitest'
import { runFlowFile } from '../helpers/run-flow-file.js'

test('a junction passes messages on as they are', async () => {
  const flow = await runFlowFile(new URL('link.flow.json', import.meta.url))
  flow.send('junction', { payload: { a: 1 }, _msgid: 'm1' })
  expect(await flow.shown('debug-junction')).toEqual([{ payload: { a: 1 }, _msgid: 'm1' }])
  await flow.stop()
})
