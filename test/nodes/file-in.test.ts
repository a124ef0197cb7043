import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import fileIn from '../../nodes/storage/file-in.js'
import type { Message } from '../../runtime/message/message.js'
import { type NodeOptions, runNode, startNode } from '../helpers/run-node.js'

let folder = ''
let name = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-file-in-'))
  name = join(folder, 'in')
})
afterEach(() => rm(folder, { recursive: true }))

const read = (config: object, message: Message = { _msgid: 'm' }, options: NodeOptions = {}) =>
  runNode(fileIn, { filename: name, format: 'utf8', ...config }, message, options)

describe('file in', () => {
  test.each([
    { name: 'a text', config: {}, payload: 'ä\nb' },
    { name: 'a Buffer', config: { format: '' }, payload: Buffer.from('ä\nb') },
    { name: 'a Buffer where nothing is said', config: { format: undefined }, payload: Buffer.from('ä\nb') },
  ])('reads $name', async ({ config, payload }) => {
    await writeFile(name, 'ä\nb')
    expect(await read(config, { _msgid: 'm', topic: 't' })).toEqual([
      { _msgid: 'm', topic: 't', filename: name, payload },
    ])
  })

  test.each(['utf8', 'lines'])('reads another encoding (%s)', async (format) => {
    await writeFile(name, Buffer.from('äö', 'utf16le'))
    expect((await read({ format, encoding: 'utf16le' }))[0]?.payload).toBe('äö')
  })

  test.each([
    { text: 'a\nb', lines: ['a', 'b'] },
    { text: 'a\r\nb\n', lines: ['a\r', 'b', ''] },
    { text: '', lines: [''] },
  ])('reads the lines of $text', async ({ text, lines }) => {
    await writeFile(name, text)
    const sent = await read({ format: 'lines' }, { _msgid: 'm', topic: 't', other: 1 })
    expect(sent).toEqual(
      lines.map((payload, index) => ({
        topic: 't',
        filename: name,
        payload,
        parts: {
          index,
          ch: '\n',
          type: 'string',
          id: 'm',
          ...(index === lines.length - 1 ? { count: lines.length } : {}),
        },
      })),
    )
  })

  test('reads characters and lines that lie across pieces', async () => {
    const long = `x${'ä'.repeat(100_000)}`
    await writeFile(name, `${long}\n${long}`)
    expect((await read({ format: 'lines' })).map(({ payload }) => payload)).toEqual([long, long])
  })

  test.each([
    { size: 0, lengths: [0] },
    { size: 10, lengths: [10] },
    { size: 65536, lengths: [65536] },
    { size: 150_000, lengths: [65536, 65536, 18928] },
  ])('reads $size bytes in pieces', async ({ size, lengths }) => {
    const bytes = Buffer.alloc(size, 'abc')
    await writeFile(name, bytes)
    const sent = await read({ format: 'stream' })
    expect(sent.map(({ payload }) => (payload as Buffer).length)).toEqual(lengths)
    expect(Buffer.concat(sent.map(({ payload }) => payload as Buffer)).equals(bytes)).toBe(true)
    expect(sent.at(-1)?.parts).toEqual({
      index: lengths.length - 1,
      count: lengths.length,
      ch: '',
      type: 'buffer',
      id: 'm',
    })
  })

  test.each(['lines', 'stream'])('gives parts all properties when asked (%s)', async (format) => {
    await writeFile(name, 'a')
    const message = { _msgid: 'm', topic: 't', other: { a: 1 } }
    expect((await read({ format, allProps: 'true' }, message))[0]).toMatchObject(message)
  })

  test.each([
    { name: 'a property of the message', config: { filenameType: 'msg', filename: 'to.file' } },
    { name: 'an expression', config: { filenameType: 'jsonata', filename: 'to.file' } },
    { name: 'a variable', config: { filenameType: 'env', filename: 'FILE' } },
    { name: 'msg.filename, as an old empty name', config: { filename: '' } },
  ])('takes the name from $name', async ({ config }) => {
    await writeFile(name, 'x')
    const message = { filename: name, to: { file: name } }
    expect((await read(config, message, { env: { FILE: name } }))[0]).toMatchObject({
      payload: 'x',
      filename: name,
    })
  })

  test('drops line ends from the name', async () => {
    await writeFile(name, 'x')
    const config = { filename: 'filename', filenameType: 'msg' }
    expect((await read(config, { filename: `${name}\r\n` }))[0]).toEqual({ filename: name, payload: 'x' })
  })

  test('reads relative names from the folder of the settings', async () => {
    await writeFile(name, 'x')
    const settings = { fileWorkingDirectory: folder }
    expect((await read({ filename: 'in' }, {}, { settings }))[0]).toEqual({ filename: 'in', payload: 'x' })
  })

  test.each([
    { format: 'utf8', sendError: false },
    { format: '', sendError: '' },
    { format: 'lines', sendError: false },
    { format: 'stream', sendError: false },
  ])('fails on a file that is not there (%o)', async (config) => {
    const node = await startNode(fileIn, { filename: name, ...config })
    await expect(node.receive({})).rejects.toMatchObject({
      code: 'ENOENT',
      message: expect.stringContaining(name),
    })
    expect(node.sent).toEqual([])
    await node.close()
  })

  test.each([
    { name: 'when asked', config: { sendError: true } },
    { name: 'as old flows that do not say', config: {} },
  ])('sends the error along $name', async ({ config }) => {
    const node = await startNode(fileIn, { filename: name, format: 'utf8', ...config })
    await expect(node.receive({ payload: 'x', topic: 't' })).rejects.toThrow('ENOENT')
    expect(node.sent).toMatchObject([{ message: { topic: 't', filename: name, error: { code: 'ENOENT' } } }])
    expect(node.sent[0]?.message).not.toHaveProperty('payload')
    await node.close()
  })

  test.each([
    { name: 'a folder', config: () => ({ filename: folder }), code: 'EISDIR', text: 'directory' },
    {
      name: 'no name',
      code: 'NODE_FAILED',
      config: () => ({ filename: 'x', filenameType: 'msg' }),
      text: 'No file name: msg "x"',
    },
    {
      name: 'an encoding that is unknown',
      code: 'NODE_FAILED',
      config: () => ({ encoding: 'klingon' }),
      text: 'No encoding is called',
    },
  ])('fails on $name', async ({ config, code, text }) => {
    await writeFile(name, 'x')
    await expect(read(config())).rejects.toMatchObject({
      code,
      message: expect.stringContaining(text),
    })
  })
})
