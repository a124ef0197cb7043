import { mkdir, unlink, writeFile } from 'node:fs/promises'
import { EOL } from 'node:os'
import { dirname } from 'node:path'
import { defineNode } from '../../runtime/define-node.js'
import { failed, reasonOf } from '../../runtime/message/failed.js'
import type { Message } from '../../runtime/message/message.js'
import { ensureString } from '../../runtime/message/text-and-buffer.js'
import { Turns } from '../../runtime/message/turns.js'
import { createFileAppender } from './append-file.js'
import { checkFileName, encodingField, fileNameFields } from './file-fields.js'
import { compileFileName, upgradeFileName } from './file-name.js'
import { encodeText } from './text-encoding.js'

export default defineNode({
  type: 'file',
  summary: 'Writes msg.payload to a file, or deletes a file.',
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      ...fileNameFields,
      overwriteFile: {
        type: 'string',
        enum: ['false', 'true', 'delete'],
        default: 'false',
        description:
          'false: write at the end; true: write instead of what was there; delete: delete the file.',
      },
      appendNewline: {
        type: 'boolean',
        default: false,
        description:
          'Write a line end after each text; not after Buffers, nor after the last part of a text. The editor sets it ' +
          'for new nodes.',
      },
      createDir: { type: 'boolean', default: false, description: 'Make the folders that are missing.' },
      encoding: encodingField('none: UTF-8; setbymsg: `msg.encoding`.'),
    },
  },
  help: {
    details:
      'Objects are written as JSON, numbers and booleans as text, Buffers as they are. Messages are worked off one ' +
      'after the other. Names are relative to the setting fileWorkingDirectory, else to where the process was started. ' +
      'What cannot be written or deleted is an error.',
    reads: {
      payload: 'What is written; a message without it is an error.',
      filename: 'The file, where `filenameType` is msg and `filename` filename.',
      encoding: '`encoding` setbymsg: the encoding.',
      parts: 'The last part of a split text gets no line end.',
    },
    sets: { filename: 'The name of the file.' },
    outputs: ['The same message, once it is written.'],
    example: [
      { id: 'in', type: 'inject', payload: 'started', wires: [['log']] },
      { id: 'log', type: 'file', filename: 'flow.log', appendNewline: true, wires: [['out']] },
      { id: 'out', type: 'debug', complete: 'filename', wires: [] },
    ],
  },

  upgrade: upgradeFileName,

  needs: ({ filename, filenameType }) => [
    filenameType === 'str' ? { power: 'files', path: filename } : { power: 'files' },
  ],

  check: checkFileName,

  create(config, node) {
    const { overwriteFile, appendNewline, createDir, encoding } = config
    const readFileName = compileFileName(config, node)
    const appender = createFileAppender()
    const isFixed = config.filenameType === 'str' || config.filenameType === 'env'

    const readBytes = (message: Message) => {
      const used = encoding === 'setbymsg' ? String(message.encoding || 'none') : encoding
      return toBytes(message, used, appendNewline)
    }
    const actions: Record<typeof overwriteFile, (path: string, message: Message) => Promise<void>> = {
      delete: (path) => unlink(path),
      true: async (path, message) => writeFile(path, await readBytes(message)),
      async false(path, message) {
        await appender.append(path, await readBytes(message))
        if (!isFixed) await appender.close()
      },
    }
    const act = async (message: Message) => {
      const { name, path } = await readFileName(message)
      message.filename = name
      if (overwriteFile !== 'delete' && message.payload === undefined) {
        throw failed(`Nothing to write to "${name}": the message has no payload.`)
      }
      try {
        if (createDir && overwriteFile !== 'delete') await mkdir(dirname(path), { recursive: true })
        await actions[overwriteFile](path, message)
      } catch (error) {
        throw failed(
          `"${name}" cannot be ${overwriteFile === 'delete' ? 'deleted' : 'written'}: ${reasonOf(error)}`,
          error,
        )
      }
    }

    // One after the other: texts stand in the file in the order in which they came.
    const turns = new Turns()
    return {
      input: (message, send) => turns.take(() => act(message).then(() => send(message))),
      async close() {
        await turns.settled()
        await appender.close()
      },
    }
  },
})

async function toBytes(message: Message, encoding: string, appendNewline: boolean): Promise<Buffer> {
  const { payload } = message
  if (Buffer.isBuffer(payload))
    return encoding === 'none' ? payload : encodeText(payload.toString(), encoding)
  const text = ensureString(payload)
  return encodeText(appendNewline && !isLastOfText(message) ? text + EOL : text, encoding)
}

/** The last part of a text that was split: the text had no line end there. */
function isLastOfText({ parts }: Message): boolean {
  const { type, index, count } = (parts ?? {}) as { type?: unknown; index?: unknown; count?: unknown }
  return type === 'string' && count === Number(index) + 1
}
