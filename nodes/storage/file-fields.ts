import type { ConfigProblem } from '../../runtime/define-node.js'
import { checkTypedValue } from '../../runtime/message/typed-value.js'

/** The fields that name the file. */
export const fileNameFields = {
  filename: {
    type: 'string',
    default: '',
    description: 'The file: a path, or what `filenameType` says. The message then has it as `msg.filename`.',
  },
  filenameType: {
    type: 'string',
    enum: ['str', 'msg', 'jsonata', 'env'],
    default: 'str',
    description: 'How to read `filename`: a path, a property of the message, an expression, a variable.',
  },
} as const

/** @param none what the words mean that are no encodings */
export const encodingField = (none: string) =>
  ({
    type: 'string',
    default: 'none',
    description: `Encoding of the text, such as utf16le or latin1; ${none}`,
  }) as const

export function checkFileName({
  filename,
  filenameType,
}: {
  filename: string
  filenameType: string
}): ConfigProblem[] {
  const fault = checkTypedValue(filename, filenameType)
  return fault === undefined ? [] : [{ message: `filename: ${fault}`, remedy: 'Mend the file name.' }]
}
