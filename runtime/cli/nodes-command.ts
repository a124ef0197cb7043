import type { Problem } from '../errors.js'
import { findNearestName } from '../load/nearest-name.js'
import { loadSettings } from '../load/settings.js'
import { createPalette, type LoadedType, type Palette } from '../palette/palette.js'
import { createPaint, type Paint } from './colours.js'
import type { Call } from './commands.js'
import { withoutUnset } from './library-options.js'
import { describeNodeType, showNodeType } from './show-node-type.js'
import { showProblems } from './show-problems.js'
import type { Terminal } from './terminal.js'
import { watchLoading } from './watch-loading.js'
import { layOutPairs } from './wrap-text.js'

/** `millrace nodes`: the node types at hand, or all about one of them. */
export async function showNodes({ values, operands, terminal }: Call): Promise<number> {
  const { nodes, format } = values
  const settings = await loadSettings(values.settings ?? {}, terminal.cwd)
  const userDir = values.userDir ?? (settings.userDir as string | undefined)
  const [name] = operands
  const strayed: Problem[] = []
  const palette = await watchLoading(terminal, strayed, async () => {
    const made = await createPalette({ cwd: terminal.cwd, settings, ...withoutUnset({ nodes, userDir }) })
    if (name === undefined) await made.all(terminal.cwd)
    else await made.load([name], terminal.cwd)
    return made
  })
  const problems = [...palette.problems, ...strayed]
  terminal.stderr.write(showProblems(problems, createPaint(terminal.stderr, terminal.env)))
  const failed = palette.problems.some(({ severity }) => severity === 'error') ? 1 : 0
  if (name !== undefined) return showOne(name, palette, { terminal, format }) ?? failed

  const types = await palette.all(terminal.cwd)
  const paint = createPaint(terminal.stdout, terminal.env)
  const isJson = format === 'json'
  terminal.stdout.write(
    isJson ? `${JSON.stringify(types.map(describeNodeType), null, 2)}\n` : listTypes(types, paint),
  )
  return failed
}

function showOne(
  name: string,
  palette: Palette,
  { terminal, format }: { terminal: Terminal; format: 'text' | 'json' | undefined },
): number | undefined {
  const loaded = palette.get(name)
  if (loaded === undefined) {
    const nearest = findNearestName(name, palette.names())
    const hint = nearest === undefined ? 'millrace nodes lists them all.' : `Did you mean "${nearest}"?`
    terminal.stderr.write(`millrace: no node type is called "${name}". ${hint}\n`)
    return 1
  }
  const paint = createPaint(terminal.stdout, terminal.env)
  const isJson = format === 'json'
  terminal.stdout.write(
    isJson ? `${JSON.stringify(describeNodeType(loaded), null, 2)}\n` : showNodeType(loaded, paint),
  )
  return undefined
}

/** The order of Node-RED's palette; other categories follow. */
const paletteOrder = ['common', 'function', 'network', 'sequence', 'parser', 'storage', 'security']

function isFirst<Item>(item: Item, index: number, items: readonly Item[]): boolean {
  return items.indexOf(item) === index
}

function listTypes(types: readonly LoadedType[], paint: Paint): string {
  const found = [...new Set(types.map(({ category }) => category))].sort()
  const categories = [...paletteOrder.filter((category) => found.includes(category)), ...found].filter(
    isFirst,
  )
  const groups = categories.map((category) => {
    const members = types.filter((type) => type.category === category)
    return `${paint('bold', category)}\n${layOutPairs(members.map(({ type }) => [type.type, type.summary]))}\n`
  })
  const packages = listPackages(types)
  const installed = packages === '' ? '' : `${paint('bold', 'From packages')}\n${packages}\n`
  return `${groups.join('\n')}\n${installed}All about one: millrace nodes <type>\n`
}

/** Each package with its version, and the types that it gives. */
function listPackages(types: readonly LoadedType[]): string {
  const given = new Map<string, string[]>()
  for (const { type, package: holder } of types) {
    if (holder === undefined) continue
    const name = `${holder.name} ${holder.version}`
    given.set(name, [...(given.get(name) ?? []), type.type])
  }
  return layOutPairs([...given].map(([name, names]) => [name, names.join(', ')]))
}
