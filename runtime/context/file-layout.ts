import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Where Node-RED's `localfilesystem` keeps a scope: `global/global.json`, `<flow>/flow.json`, `<flow>/<node>.json`.
 */
export function scopeFile(folder: string, scope: string): string {
  if (scope === 'global') return join(folder, 'global', 'global.json')
  const colon = scope.indexOf(':')
  if (colon === -1) return join(folder, asFileName(scope), 'flow.json')
  return join(folder, asFileName(scope.slice(colon + 1)), `${asFileName(scope.slice(0, colon))}.json`)
}

/** The scopes that have a file. */
export async function listScopes(folder: string): Promise<string[]> {
  const scopes: string[] = []
  for (const flow of await readFolder(folder)) {
    if (!flow.isDirectory()) continue
    for (const file of await readFolder(join(folder, flow.name))) {
      if (!file.isDirectory() && file.name.endsWith('.json'))
        scopes.push(scopeOf(flow.name, file.name.slice(0, -5)))
    }
  }
  return scopes
}

function scopeOf(folderName: string, fileName: string): string {
  if (folderName === 'global' && fileName === 'global') return 'global'
  const flow = fromFileName(folderName)
  return fileName === 'flow' ? flow : `${fromFileName(fileName)}:${flow}`
}

/** Ids of a flow file can be any text: none may lead out of the folder. */
function asFileName(id: string): string {
  const isSafe = /^[\w. -]+$/.test(id) && !/^\.+$/.test(id)
  return isSafe ? id : `%${encodeURIComponent(id).replaceAll('.', '%2E')}`
}

function fromFileName(name: string): string {
  if (!name.startsWith('%')) return name
  try {
    return decodeURIComponent(name.slice(1))
  } catch {
    return name
  }
}

async function readFolder(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
