import { fileURLToPath } from 'node:url'

/** The folder of the benchmark, and that of the project. */
export const benchFolder = fileURLToPath(new URL('..', import.meta.url))
export const projectFolder = fileURLToPath(new URL('../../..', import.meta.url))

/** No secret of anybody: long enough for HS256. */
export const benchSecret = 'a secret of thirty-two bytes, or more'
