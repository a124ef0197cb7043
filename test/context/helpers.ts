import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Contexts, type ContextsOptions, createContexts } from '../../runtime/context/contexts.js'

/** A folder that goes when the test ends. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-context-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export interface OpenedContexts {
  contexts: Contexts
  /** What was logged: `level: message`. */
  logged: string[]
}

export async function openContexts(
  contextStorage?: unknown,
  options: Partial<ContextsOptions> = {},
): Promise<OpenedContexts> {
  const logged: string[] = []
  const contexts = createContexts({
    settings: { contextStorage },
    log: (level, message) => void logged.push(`${level}: ${message}`),
    ...options,
  })
  await contexts.open()
  return { contexts, logged }
}

export const fileStorage = (config: object = {}) => ({ default: { module: 'localfilesystem', config } })
