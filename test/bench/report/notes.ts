import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { benchFolder } from '../contenders/folders.js'

/** What people wrote about scenarios in notes.md, by the name of the scenario that each heading gives. */
export function readNotes(): ReadonlyMap<string, string> {
  const file = join(benchFolder, 'notes.md')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const sections = text.split(/^## /m).slice(1)
  return new Map(
    sections.map((section) => {
      const [heading = '', ...lines] = section.split('\n')
      return [heading.trim(), lines.join('\n').trim()]
    }),
  )
}
