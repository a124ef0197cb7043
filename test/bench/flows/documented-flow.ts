import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { benchSecret, projectFolder } from '../contenders/folders.js'

interface Entry {
  type: string
  [property: string]: unknown
}

const saved = JSON.parse(readFileSync(join(projectFolder, 'flows/generate-jwt.json'), 'utf8')) as Entry[]

/** The flow of README, with a secret. */
export const documentedFlow: readonly Entry[] = saved.map((entry) =>
  entry.type === 'jwt-config' ? { ...entry, credentials: { secret: benchSecret } } : entry,
)
