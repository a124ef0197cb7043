import { afterEach, describe, expect, test, vi } from 'vitest'
import exec from '../../nodes/function/exec.js'
import type { Message } from '../../runtime/message/message.js'
import { type NodeOptions, type StartedNode, startNode } from '../helpers/run-node.js'

const node = JSON.stringify(process.execPath)
const script = (text: string) => `${node} -e "${text}"`

const open: StartedNode[] = []
async function start(config: object, options?: NodeOptions) {
  const started = await startNode(exec, { addpay: '', ...config }, options)
  open.push(started)
  return started
}

async function run(config: object, message: Message = { payload: 'in' }, options?: NodeOptions) {
  const started = await start(config, options)
  await started.receive(message)
  return [0, 1, 2].map((output) =>
    started.sent.filter((sent) => sent.output === output).map((sent) => sent.message),
  )
}

const pidOf = (started: StartedNode) => {
  const text = started.statuses.map((status) => status.text ?? '').find((shown) => shown.startsWith('pid:'))
  return Number(text?.slice('pid:'.length))
}

describe.skipIf(process.platform === 'win32')('exec', () => {
  afterEach(async () => {
    for (const started of open.splice(0)) await started.close()
  })

  test('sends output, errors and the return code at the end', async () => {
    const [out, err, code] = await run(
      { command: 'echo out; echo err >&2; exit 3' },
      { payload: 'x', topic: 't' },
    )
    const rc = { code: 3, message: expect.stringContaining('Command failed') }
    expect(out).toEqual([{ topic: 't', payload: 'out\n', rc }])
    expect(err).toEqual([{ topic: 't', payload: 'err\n', rc }])
    expect(code).toEqual([{ topic: 't', payload: rc }])
  })

  test.each([
    { oldrc: false, expected: [{ payload: { code: 0 } }] },
    { oldrc: 'true', expected: [] },
  ])('says that all went well, unless codes are old ones: $oldrc', async ({ oldrc, expected }) => {
    const [out, err, code] = await run({ command: 'true', oldrc })
    expect(out?.[0]).toMatchObject({ payload: '' })
    expect(err).toEqual([])
    expect(code).toEqual(expected)
  })

  test.each([
    { name: 'the payload', config: { addpay: 'payload' }, expected: 'a in\n' },
    { name: 'the payload, saved as true', config: { addpay: true }, expected: 'a in\n' },
    { name: 'the payload, where nothing is saved', config: { addpay: undefined }, expected: 'a in\n' },
    { name: 'nothing, saved as false', config: { addpay: false }, expected: 'a\n' },
    { name: 'another property and a text', config: { addpay: 'd.n', append: ' -x ' }, expected: 'a 5 -x\n' },
    { name: 'a text alone', config: { addpay: 'missing', append: 'b' }, expected: 'a b\n' },
  ])('appends $name', async ({ config, expected }) => {
    for (const useSpawn of ['false', 'true']) {
      const [out] = await run({ command: 'echo a', useSpawn, ...config }, { payload: 'in', d: { n: 5 } })
      expect(out?.[0]?.payload).toBe(expected)
    }
  })

  test('sends output as it comes', async () => {
    const text = "console.log('one'); setTimeout(() => { console.error('two'); process.exit(4) }, 50)"
    const [out, err, code] = await run({ command: script(text), useSpawn: 'true' }, { topic: 't' })
    expect(out).toEqual([{ topic: 't', payload: 'one\n' }])
    expect(err).toEqual([{ topic: 't', payload: 'two\n' }])
    expect(code).toEqual([{ topic: 't', payload: { code: 4 } }])
  })

  test('keeps words in quotes together', async () => {
    const [out] = await run({ command: 'printf "%s|" "a b" c', useSpawn: true })
    expect(out?.[0]?.payload).toBe('a b|c|')
  })

  test('sends the code alone where codes are old ones', async () => {
    const [, , code] = await run({ command: 'true', useSpawn: true, oldrc: true })
    expect(code?.[0]?.payload).toBe(0)
  })

  test('sends bytes that are no text as a Buffer', async () => {
    for (const useSpawn of [true, false]) {
      const text = 'process.stdout.write(Buffer.from([255,1]))'
      const [out] = await run({ command: script(text), useSpawn })
      expect(out?.[0]?.payload).toEqual(Buffer.from([255, 1]))
    }
  })

  test('says that a command does not exist', async () => {
    const [, , spawned] = await run({ command: 'no-such-command-here', useSpawn: true })
    expect(spawned?.[0]?.payload).toEqual({ code: -2 })
    const [, , inShell] = await run({ command: 'no-such-command-here' })
    expect(inShell?.[0]?.payload).toMatchObject({ code: 127 })
  })

  test.each([{ useSpawn: true }, { useSpawn: false }])(
    'kills a command after its time: %j',
    async (config) => {
      const [, , code] = await run({ command: 'sleep 30', timer: '0.1', ...config })
      expect(code?.[0]?.payload).toMatchObject({ code: null, signal: 'SIGTERM' })
    },
  )

  test.each([
    { kill: 'sigkill', expected: 'SIGKILL' },
    { kill: '', expected: 'SIGTERM' },
    { kill: true, expected: 'SIGTERM' },
  ])('kills the one command that runs by a message: $kill', async ({ kill, expected }) => {
    const started = await start({ command: 'sleep 30', useSpawn: true })
    const done = started.receive({})
    await vi.waitFor(() => expect(pidOf(started)).toBeGreaterThan(0))
    await started.receive({ kill })
    await done
    expect(started.sent[0]?.message.payload).toEqual({ code: null, signal: expected })
  })

  test('kills one of several commands by its process id', async () => {
    const started = await start({ command: 'sleep 30', useSpawn: true })
    const done = started.receive({ n: 1 })
    const other = started.receive({ n: 2 })
    await started.receive({ kill: 'SIGTERM' })
    await started.receive({ kill: 'SIGTERM', pid: String(pidOf(started)) })
    await done
    expect(started.sent.map(({ message }) => message.n)).toEqual([1])
    await started.close()
    await other
  })

  test('fails on a signal that does not exist', async () => {
    const started = await start({ command: 'sleep 30', useSpawn: true })
    const done = started.receive({})
    await expect(started.receive({ kill: 'SIGNONE' })).rejects.toThrow('SIGNONE')
    await started.close()
    await done
  })

  test('stops output beyond what the settings allow', async () => {
    const text = "process.stdout.write('x'.repeat(5000))"
    const [, , code] = await run({ command: script(text) }, {}, { settings: { execMaxBufferSize: 100 } })
    expect(code?.[0]?.payload).toMatchObject({ code: 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER' })
  })

  test.each([
    { message: { payload: '' }, expected: 'no command' },
    { message: { payload: 'a\0b' }, expected: 'null bytes' },
  ])('fails on $message where that is the command', async ({ message, expected }) => {
    for (const useSpawn of [true, false]) {
      const started = await start({ addpay: 'payload', useSpawn })
      await expect(started.receive(message)).rejects.toThrow(expected)
    }
  })

  test('does not start where the settings forbid it', async () => {
    const settings = { execDisabled: true }
    await expect(startNode(exec, { command: 'true' }, { settings })).rejects.toMatchObject({
      code: 'NODE_START_FAILED',
    })
  })

  test('refuses a property that cannot be read', async () => {
    await expect(startNode(exec, { addpay: 'a[' })).rejects.toThrow('addpay')
  })
})
