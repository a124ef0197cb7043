import type { Plugin } from 'esbuild'

export const readyChecksPlugin: Plugin
export function writeReadyChecks(source: {
  schemas: Readonly<Record<string, object>>
  schemaOptions: object
  fingerprint(schema: object): string
}): string
