import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import file from '../../nodes/storage/file.js'
import type { Message } from '../../runtime/message/message.js'
import { type NodeOptions, runNode, startNode } from '../helpers/run-node.js'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-file-'))
})
afterEach(() => rm(folder, { recursive: true }))

const at = (name: string) => join(folder, name)
const write = (config: object, messages: Message | Message[], options: NodeOptions = {}) =>
  runNode(file, { filename: at('out'), appendNewline: true, ...config }, messages, options)
const written = (name = 'out') => readFile(at(name), 'utf8')

describe('file', () => {
  test.each([
    { name: 'a text and a line end', payload: 'a', text: 'a\n' },
    {
      name: 'a text without line end when asked',
      config: { appendNewline: 'false' },
      payload: 'a',
      text: 'a',
    },
    { name: 'a text as it is where nothing is said', config: { appendNewline: '' }, payload: 'a', text: 'a' },
    { name: 'an object as JSON', payload: { a: [1] }, text: '{"a":[1]}\n' },
    { name: 'a number', payload: 1.5, text: '1.5\n' },
    { name: 'a boolean', payload: false, text: 'false\n' },
    { name: 'null', payload: null, text: 'null\n' },
    { name: 'a Buffer as it is', payload: Buffer.from('a'), text: 'a' },
    { name: 'an empty text', payload: '', text: '\n' },
  ])('writes $name', async ({ config = {}, payload, text }) => {
    expect(await write(config, { payload })).toEqual([{ payload, filename: at('out') }])
    expect(await written()).toBe(text)
  })

  test('writes at the end of the file, in the order of the messages', async () => {
    await writeFile(at('out'), '0\n')
    const node = await startNode(file, { filename: at('out'), appendNewline: true })
    await Promise.all(Array.from({ length: 50 }, (_, index) => node.receive({ payload: index + 1 })))
    expect(node.sent.map(({ message }) => message.payload)).toEqual(
      Array.from({ length: 50 }, (_, index) => index + 1),
    )
    await node.close()
    expect((await written()).split('\n')).toEqual([
      ...Array.from({ length: 51 }, (_, index) => String(index)),
      '',
    ])
  })

  test.each([true, 'true'])('writes instead of what was there (%j)', async (overwriteFile) => {
    await write({ overwriteFile }, [{ payload: 'first, longer' }, { payload: 'second' }])
    expect(await written()).toBe('second\n')
  })

  test('finishes what came before it is closed', async () => {
    const node = await startNode(file, { filename: at('out'), appendNewline: true })
    const done = [node.receive({ payload: 'a' }), node.receive({ payload: 'b' })]
    await node.close()
    expect(await written()).toBe('a\nb\n')
    await Promise.all(done)
  })

  test.each([
    { name: 'deleted', change: () => rm(at('out')) },
    { name: 'moved away', change: () => rename(at('out'), at('old')) },
  ])('makes the file again that was $name', async ({ change }) => {
    const node = await startNode(file, { filename: at('out'), appendNewline: true })
    await node.receive({ payload: 'a' })
    await change()
    await node.receive({ payload: 'b' })
    await node.close()
    expect(await written()).toBe('b\n')
  })

  test('deletes a file', async () => {
    await writeFile(at('out'), '')
    expect(await write({ overwriteFile: 'delete' }, { topic: 't' })).toEqual([
      { topic: 't', filename: at('out') },
    ])
    expect(existsSync(at('out'))).toBe(false)
  })

  test('makes the folders that are missing when asked', async () => {
    await write({ filename: at('a/b/out'), createDir: true }, { payload: 'x' })
    expect(await written('a/b/out')).toBe('x\n')
  })

  test.each([
    { name: 'a property of the message', config: { filenameType: 'msg', filename: 'to.file' } },
    { name: 'an expression', config: { filenameType: 'jsonata', filename: 'to.file' } },
    { name: 'a variable', config: { filenameType: 'env', filename: 'FILE' } },
    { name: 'msg.filename, as an old empty name', config: { filename: '', filenameType: undefined } },
    { name: 'a variable, as an old name', config: { filename: '${FILE}' } },
  ])('takes the name from $name', async ({ config }) => {
    const message = { payload: 'x', filename: at('named'), to: { file: at('named') } }
    const [sent] = await write(config, message, { env: { FILE: at('named') } })
    expect(sent?.filename).toBe(at('named'))
    expect(await written('named')).toBe('x\n')
  })

  test('writes to several files named by the messages', async () => {
    const config = { filename: 'filename', filenameType: 'msg' }
    await write(
      config,
      ['a', 'b', 'a'].map((name) => ({ payload: name, filename: at(name) })),
    )
    expect([await written('a'), await written('b')]).toEqual(['a\na\n', 'b\n'])
  })

  test('reads relative names from the folder of the settings', async () => {
    const settings = { fileWorkingDirectory: folder }
    const [sent] = await write({ filename: 'below' }, { payload: 'x' }, { settings })
    expect(sent?.filename).toBe('below')
    expect(await written('below')).toBe('x\n')
  })

  test.each([
    { name: 'the encoding that is set', config: { encoding: 'latin1' }, message: {} },
    {
      name: 'the encoding of the message',
      config: { encoding: 'setbymsg' },
      message: { encoding: 'latin1' },
    },
  ])('writes in $name', async ({ config, message }) => {
    await write({ ...config, appendNewline: false }, { payload: 'ä', ...message })
    expect(await readFile(at('out'))).toEqual(Buffer.from([0xe4]))
  })

  test('writes UTF-8 where the message sets no encoding', async () => {
    await write({ encoding: 'setbymsg' }, { payload: 'ä' })
    expect(await written()).toBe('ä\n')
  })

  test('writes no line end after the last part of a text', async () => {
    const parts = (index: number, type = 'string') => ({ type, index, count: 2 })
    await write({}, [
      { payload: 'a', parts: parts(0) },
      { payload: 'b', parts: parts(1) },
    ])
    await write({}, [{ payload: 'c', parts: parts(1, 'array') }])
    expect(await written()).toBe('a\nbc\n')
  })

  test.each([
    {
      name: 'a folder that is not there',
      config: () => ({ filename: at('no/out') }),
      text: /cannot be written: ENOENT/,
    },
    { name: 'a folder', config: () => ({ filename: folder }), text: /cannot be written: EISDIR/ },
    {
      name: 'nothing to delete',
      config: () => ({ overwriteFile: 'delete' }),
      text: /cannot be deleted: ENOENT/,
    },
    {
      name: 'no name',
      config: () => ({ filename: 'x', filenameType: 'msg' }),
      text: /^No file name: msg "x"/,
    },
    {
      name: 'an encoding that is unknown',
      config: () => ({ encoding: 'klingon' }),
      text: /No encoding is called "klingon"/,
    },
    { name: 'no payload', config: () => ({}), message: {}, text: /^Nothing to write/ },
  ])(
    'fails on $name, and goes on with the next message',
    async ({ config, message = { payload: 'x' }, text }) => {
      const node = await startNode(file, { filename: at('out'), appendNewline: true, ...config() })
      await expect(node.receive({ ...message })).rejects.toMatchObject({
        code: 'NODE_FAILED',
        message: expect.stringMatching(text),
      })
      expect(node.sent).toEqual([])
      await expect(node.receive({ ...message })).rejects.toThrow(text)
      await node.close()
    },
  )

  test('fails on a cycle', async () => {
    const payload: Record<string, unknown> = {}
    payload.self = payload
    await expect(write({}, { payload })).rejects.toThrow(/circular/)
  })
})
