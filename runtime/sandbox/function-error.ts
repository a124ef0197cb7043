import type { Failure } from './realm/realm.js'

/**
 * What a function threw, as an error of the host. Its message names the place in the function's own text, and so
 * does its stack, which holds nothing but the function's own frames.
 */
export class FunctionError extends Error {
  /** Counted from 1, in the text that `piece` names; 0 where not known. */
  readonly line: number
  readonly column: number
  declare code?: unknown

  constructor(failure: Failure, place: Place | undefined, stack: string) {
    super(place === undefined ? failure.message : `${failure.message} (${describePlace(place)})`)
    this.line = place?.line ?? 0
    this.column = place?.column ?? 0
    Object.defineProperty(this, 'name', { value: failure.name, configurable: true, writable: true })
    Object.defineProperty(this, 'stack', { value: stack, configurable: true, writable: true })
    if (Object.hasOwn(failure, 'cause')) this.cause = failure.cause
    if (Object.hasOwn(failure, 'code')) this.code = failure.code
  }
}

/** A place in one of a node's texts. */
export interface Place {
  piece: 'body' | 'setup' | 'cleanup'
  line: number
  column: number
}

export function describePlace({ piece, line, column }: Place): string {
  const where = piece === 'body' ? '' : `${piece} `
  return `${where}line ${line}, col ${column}`
}
