import type { MillraceError, Problem } from '../errors.js'

/** A problem of a module of node types, with the error that it threw where it threw one. */
export interface PaletteProblem extends Problem {
  cause?: unknown
}

/** Where in a file something stands; both counted from 1, and 0 for the file as a whole. */
export interface Place {
  line: number
  column: number
}

/**
 * The problem that an error means for a source of node types.
 *
 * @param source the file or package, as a person would name it
 * @param error says what the source does wrong, as the rest of a sentence that starts with its name
 */
export function loadProblem(
  source: string,
  error: MillraceError,
  remedy: string,
  place: Place = { line: 0, column: 0 },
): PaletteProblem {
  const problem: PaletteProblem = {
    code: error.code,
    severity: 'error',
    message: `${source} ${error.message}`,
    remedy,
    file: source,
    ...place,
  }
  return error.cause === undefined ? problem : { ...problem, cause: error.cause }
}
