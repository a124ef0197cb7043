// Writes nodes/index.ts: the table of the built-in node types, from the files in nodes/. With --check it only says
// whether the table is fresh.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const indexFile = 'nodes/index.ts'

/** The text of nodes/index.ts as it ought to be. */
export function nodesIndex() {
  const entries = readdirSync(`${root}nodes`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((folder) => nodeFilesOf(folder.name))
    .sort((one, other) => (one.type < other.type ? -1 : 1))
  for (const [place, { type, file }] of entries.entries()) {
    if (entries[place - 1]?.type === type)
      throw new Error(`${entries[place - 1].file} and ${file} are both "${type}"`)
  }
  return `// Written by \`npm run nodes:index\` from the files beside it: do not edit.
import type { AnyNodeType } from '../runtime/define-node.js'

/** A node type that comes with Millrace; its module is loaded only when a flow uses it. */
export interface BuiltInNodeType {
  readonly category: string
  readonly file: string
  load(): Promise<{ default: AnyNodeType }>
}

export const builtInNodeTypes: Readonly<Record<string, BuiltInNodeType>> = {
${entries.map(indexEntry).join('\n')}
}
`
}

/** The node files of a category. A file without a default export is a helper of its neighbours. */
function nodeFilesOf(category) {
  return readdirSync(`${root}nodes/${category}`)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .flatMap((name) => {
      const file = `nodes/${category}/${name}`
      const text = readFileSync(root + file, 'utf8')
      if (!/^export default /m.test(text)) return []
      const type = /^export default defineNode(?:<[^(]*>)?\(\{\s*type: '([^']+)'/m.exec(text)?.[1]
      if (type === undefined)
        throw new Error(`${file}: expected "export default defineNode({ type: '…'" at its start`)
      return [{ type, category, file }]
    })
}

function indexEntry({ type, category, file }) {
  const key = /^[a-z]\w*$/.test(type) ? type : `'${type}'`
  const from = `./${file.slice('nodes/'.length, -'.ts'.length)}.js`
  const fields = [`category: '${category}'`, `file: '${file}'`, `load: () => import('${from}')`]
  const line = `  ${key}: { ${fields.join(', ')} },`
  return line.length <= 110 ? line : `  ${key}: {\n${fields.map((field) => `    ${field},\n`).join('')}  },`
}

/** Writes the table where it differs; gives whether it did. */
export function writeNodesIndex() {
  const fresh = nodesIndex()
  let found = ''
  try {
    found = readFileSync(root + indexFile, 'utf8')
  } catch {
    // The first time there is none.
  }
  if (found === fresh) return false
  writeFileSync(root + indexFile, fresh)
  return true
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--check')) {
    if (readFileSync(root + indexFile, 'utf8') !== nodesIndex()) {
      console.error(`${indexFile} is stale: npm run nodes:index`)
      process.exitCode = 1
    }
  } else if (writeNodesIndex()) console.log(`${indexFile} written`)
}
