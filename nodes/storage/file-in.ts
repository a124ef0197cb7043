import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { defineNode } from '../../runtime/define-node.js'
import { cloneMessage } from '../../runtime/message/clone.js'
import type { Message } from '../../runtime/message/message.js'
import { checkFileName, encodingField, fileNameFields } from './file-fields.js'
import { compileFileName, upgradeFileName } from './file-name.js'
import { createDecoder } from './text-encoding.js'

export default defineNode({
  type: 'file in',
  summary: 'Reads a file, as a whole or in parts.',
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      ...fileNameFields,
      format: {
        type: 'string',
        enum: ['utf8', 'lines', '', 'stream'],
        minLength: 0,
        default: '',
        description:
          'utf8: one text; lines: a message for each line; empty: one Buffer; stream: a message for each piece, a ' +
          'Buffer of up to 64 kB. Lines and pieces have msg.parts. The editor sets utf8 for new nodes.',
      },
      encoding: encodingField('none: UTF-8.'),
      allProps: {
        type: 'boolean',
        default: false,
        description: 'Lines and pieces have all properties of the message, else only topic and filename.',
      },
      sendError: {
        type: 'boolean',
        default: true,
        description:
          'Where the file cannot be read, send the message without payload and with `msg.error` as well. The editor ' +
          'sets false for new nodes.',
      },
      chunk: { type: 'boolean', default: false, description: 'Has no effect; the editor saves it.' },
    },
  },
  help: {
    details:
      'Names are relative to the setting fileWorkingDirectory, else to where the process was started. A file that ' +
      'cannot be read is an error.',
    reads: { filename: 'The file, where `filenameType` is msg and `filename` filename.' },
    sets: {
      payload: 'What was read.',
      filename: 'The name of the file.',
      parts: 'lines, stream: id, index, type and ch, and count with the last one.',
      error: '`sendError`, where the file cannot be read: why.',
    },
    outputs: ['One message with all of the file, or a message for each line or piece.'],
    example: [
      { id: 'in', type: 'inject', payload: 'one\ntwo', wires: [['write']] },
      { id: 'write', type: 'file', filename: 'in.txt', overwriteFile: 'true', wires: [['read']] },
      { id: 'read', type: 'file in', filename: 'in.txt', format: 'lines', wires: [['out']] },
      { id: 'out', type: 'debug', wires: [] },
    ],
  },

  upgrade: (saved) => ({
    ...upgradeFileName(saved),
    // Not set means yes here, but an empty text is no.
    ...(saved.sendError === '' ? { sendError: false } : {}),
  }),

  needs: ({ filename, filenameType }) => [
    filenameType === 'str' ? { power: 'files', path: filename } : { power: 'files' },
  ],

  check: checkFileName,

  create(config, node) {
    const { format, encoding, allProps, sendError } = config
    const readFileName = compileFileName(config, node, dropLineEnds)
    const readParts = format === 'lines' ? (path: string) => readLines(path, encoding) : readPieces
    const partType = format === 'lines' ? { ch: '\n', type: 'string' } : { ch: '', type: 'buffer' }

    const makePart = (message: Message, { payload, index, isLast }: Part): Message => ({
      ...(allProps ? cloneMessage(message) : { topic: message.topic, filename: message.filename }),
      payload,
      parts: { index, ...(isLast ? { count: index + 1 } : {}), ...partType, id: message._msgid },
    })

    return {
      async input(message, send) {
        const { name, path } = await readFileName(message)
        message.filename = name
        try {
          if (format === 'lines' || format === 'stream') {
            for await (const part of numberParts(readParts(path))) send(makePart(message, part))
          } else {
            message.payload = format === '' ? await readFile(path) : await readText(path, encoding)
            send(message)
          }
        } catch (error) {
          if (sendError) {
            const { payload, ...rest } = message
            send({ ...cloneMessage(rest), error })
          }
          throw error
        }
      },
    }
  },
})

/** Names that come from other commands end with a line end. */
const dropLineEnds = (name: string) => name.replace(/[\t\r\n]/g, '')

async function readText(path: string, encoding: string): Promise<string> {
  const decoder = await createDecoder(encoding)
  return decoder.write(await readFile(path)) + decoder.end()
}

const readPieces = (path: string): AsyncIterable<Buffer> => createReadStream(path)

/** The texts between line feeds; after a line feed at the end comes an empty one. */
async function* readLines(path: string, encoding: string): AsyncGenerator<string> {
  const decoder = await createDecoder(encoding)
  let rest: string[] = []
  for await (const bytes of readPieces(path)) {
    const lines = decoder.write(bytes).split('\n')
    const next = lines.pop() ?? ''
    const [first, ...others] = lines
    if (first !== undefined) {
      yield rest.join('') + first
      yield* others
      rest = []
    }
    rest.push(next)
  }
  yield rest.join('') + decoder.end()
}

interface Part {
  payload: string | Buffer
  index: number
  isLast: boolean
}

/** Only the last part says how many there are: each waits for the next. An empty file is one empty part. */
async function* numberParts(payloads: AsyncIterable<string | Buffer>): AsyncGenerator<Part> {
  let index = 0
  let held: string | Buffer = Buffer.alloc(0)
  for await (const payload of payloads) {
    if (index > 0) yield { payload: held, index: index - 1, isLast: false }
    held = payload
    index++
  }
  yield { payload: held, index: Math.max(index - 1, 0), isLast: true }
}
