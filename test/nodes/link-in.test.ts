import { expect, test } from 'vitest'
import { runFlowFile } from '../helpers/run-flow-file.js'

test.each([
  { name: 'a link out that names it too', out: 'out-both', debug: 'debug-both' },
  { name: 'a link out that does not name it', out: 'out-of-in', debug: 'debug-in-only' },
])('link in takes messages of $name', async ({ out, debug }) => {
  const flow = await runFlowFile(new URL('link.flow.json', import.meta.url))
  flow.send(out, { payload: out, _msgid: 'm1' })
  expect(await flow.shown(debug)).toEqual([{ payload: out, _msgid: 'm1', _event: `node:${out}` }])
  await flow.stop()
})
