import { MillraceError } from '../errors.js'
import { cloneValue } from './clone.js'
import type { Message } from './message.js'

/** The value for a message, or a promise of it. */
export type Read = (message?: Message) => unknown

export function readBoolean(value: unknown): boolean {
  return value === true || (typeof value === 'string' && /^true$/i.test(value))
}

/** @throws MillraceError BAD_TYPED_VALUE */
export function readJson(value: unknown): Read {
  const parsed = typeof value === 'object' ? value : parseJson(String(value))
  return typeof parsed === 'object' && parsed !== null ? () => cloneValue(parsed) : () => parsed
}

/** @throws MillraceError BAD_TYPED_VALUE */
export function readBuffer(value: unknown): Read {
  const content = typeof value === 'string' ? parseJson(value) : value
  if (typeof content !== 'string' && !Array.isArray(content)) {
    throw new MillraceError(
      'BAD_TYPED_VALUE',
      `${show(value)} is no Buffer. Write a JSON list of bytes such as [104, 105], or a JSON text such as "hi".`,
    )
  }
  const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content)
  return () => Buffer.from(bytes)
}

/** @throws MillraceError BAD_TYPED_VALUE */
export function readPattern(value: unknown): Read {
  const source = value === undefined ? '' : String(value)
  try {
    new RegExp(source)
  } catch (error) {
    const { message } = error as Error
    throw new MillraceError('BAD_TYPED_VALUE', `${show(source)} is no regular expression: ${message}.`, {
      cause: error,
    })
  }
  return () => new RegExp(source)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const { message } = error as Error
    throw new MillraceError('BAD_TYPED_VALUE', `${show(text)} is no JSON: ${message}.`, { cause: error })
  }
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
