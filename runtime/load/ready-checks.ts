import type { ReadyCheck } from './ready-check.js'

/**
 * Checks of the built-in node types and of flow entries, by the names that a schema compiler is asked with. The build
 * puts them here (.ci/ready-checks.mjs); run from its sources, Millrace compiles each schema when it is needed.
 */
export const readyChecks: Readonly<Record<string, ReadyCheck>> = {}
