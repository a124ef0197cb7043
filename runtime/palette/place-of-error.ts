import { pathToFileURL } from 'node:url'
import type { Place } from './palette-problem.js'

/** The first line of an error's message, or of whatever else was thrown, without a path that repeats the place. */
export function firstLine(cause: unknown): string {
  const text = cause instanceof Error ? cause.message || cause.name : String(cause)
  const line = (text.split('\n')[0] as string).trim()
  return /[.!?]$/.test(line) ? line : `${line}.`
}

/** Where in a file an error arose, as far as its stack or a parser's message tells. */
export function placeOfError(cause: unknown, file: string): Place {
  if (!(cause instanceof Error)) return { line: 0, column: 0 }
  const text = `${cause.message}\n${cause.stack ?? ''}`
  for (const name of [file, pathToFileURL(file).href]) {
    const start = text.indexOf(`${name}:`)
    const [, line, column] =
      start < 0 ? [] : (/^:(\d+)(?::(\d+))?/.exec(text.slice(start + name.length)) ?? [])
    if (line !== undefined) return { line: Number(line), column: Number(column ?? 1) }
  }
  return { line: 0, column: 0 }
}
