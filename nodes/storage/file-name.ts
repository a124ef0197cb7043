import { isAbsolute, join, resolve } from 'node:path'
import type { RunningNode } from '../../runtime/define-node.js'
import { failed } from '../../runtime/message/failed.js'
import type { Message } from '../../runtime/message/message.js'
import { compileTypedValue } from '../../runtime/message/typed-value.js'

/**
 * Flows of before Node-RED 3 have a file name without a type: an empty one meant `msg.filename`, and a variable of the
 * environment could be the whole name.
 */
export function upgradeFileName(saved: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { filename = '', filenameType = '' } = saved
  if (filenameType !== '' && filenameType !== null) return { ...saved }
  if (filename === '' || filename === null) return { ...saved, filename: 'filename', filenameType: 'msg' }
  const variable = /^\$\{([^}]+)\}$/.exec(String(filename))?.[1]
  if (variable !== undefined) return { ...saved, filename: variable, filenameType: 'env' }
  return { ...saved, filenameType: 'str' }
}

/** A file name as the user wrote it, and the path to it. */
export interface FileName {
  name: string
  path: string
}

/**
 * @param clean changes the name first
 * @throws MillraceError NODE_FAILED where the message, the environment or the expression gives no name
 */
export function compileFileName(
  { filename, filenameType }: { filename: string; filenameType: string },
  node: RunningNode,
  clean = (name: string) => name,
): (message: Message) => Promise<FileName> {
  const value = compileTypedValue(filename, filenameType, node)
  const folder = node.settings.fileWorkingDirectory
  return async (message) => {
    const name = clean(String((await value.evaluate(message)) ?? ''))
    if (name === '') throw failed(`No file name: ${filenameType} "${filename}" gives none.`)
    const isBelowFolder = typeof folder === 'string' && folder !== '' && !isAbsolute(name)
    return { name, path: isBelowFolder ? resolve(join(folder, name)) : name }
  }
}
