import { existsSync, readFileSync } from 'node:fs'
import { findInstalledModules } from '../../runtime/palette/installed-modules.js'
import { triedPackages } from './install-packages.js'
import type { Smoke } from './smoke.js'
import { conditional, untried } from './untried.js'

/** A node type as `millrace nodes --format json` shows it. */
export interface ListedType {
  type: string
  origin: string
  package?: { name: string; version: string }
}

interface Outcome {
  /** The directory whose packages they are. */
  userDir: string
  listed: readonly ListedType[]
  tries: readonly Smoke[]
  /** The packages whose tries went well. */
  passed: ReadonlySet<string>
}

/** The table of the packages that are tried: what each gives, and what was seen of it. */
export function writeTable(outcome: Outcome): string {
  const declared = declaredTypes(outcome.userDir)
  const rows = [...declared.keys()]
    .sort()
    .map((name) => describePackage(name, declared.get(name) ?? [], outcome))
  const count = (mark: (row: Row) => boolean) => rows.filter(mark).length
  return `# Published packages, tried

Written by \`npm run test:slow\`, which fails where this is no longer so; \`-- -u\` writes it anew. Each package is
installed from the npm registry at the version given, without add-ons that would have to be compiled, and runs by the
\`millrace\` command in a process of its own. The same flows give the same messages in Node-RED 4.1.

${count(({ loads }) => loads)} of ${rows.length} packages load with all of their node types, and ${count(({ runs }) => runs)} run a flow.

| package | version | types | loads | runs | what its flow shows, or why there is none |
|---|---|---|---|---|---|
${rows.map(showRow).join('\n')}
`
}

interface Row {
  name: string
  types: string
  loads: boolean
  runs: boolean
  remark: string
}

function describePackage(name: string, declared: readonly string[], outcome: Outcome): Row {
  const given = declared.filter((type) => outcome.listed.some((listed) => isGiven(listed, type, name)))
  const ownTry = outcome.tries.find((each) => each.package === name)
  const lacks = declared.filter((type) => !given.includes(type))
  const remark = ownTry?.shows ?? untried[name] ?? ''
  return {
    name,
    types: given.length === declared.length ? String(given.length) : `${given.length} of ${declared.length}`,
    loads: lacks.length === 0,
    runs: outcome.passed.has(name),
    remark: lacks.length === 0 ? remark : `${remark}; lacks ${lacks.join(', ')}`,
  }
}

/** A type that is built in goes before that of a package. */
function isGiven({ type, origin, package: holder }: ListedType, wanted: string, name: string): boolean {
  return type === wanted && (origin === 'built-in' || holder?.name === name)
}

/** The types that the forms of each package name. */
function declaredTypes(userDir: string): Map<string, string[]> {
  const { modules } = findInstalledModules({ userDir, flowFolder: undefined, settings: {}, cwd: userDir })
  const declared = new Map<string, string[]>()
  for (const { file, types, package: holder } of modules) {
    if (holder === undefined || !(holder.name in triedPackages)) continue
    const own = registeredTypes(file) ?? types ?? []
    const counted = own.filter((type) => conditional[type] === undefined)
    declared.set(holder.name, [...(declared.get(holder.name) ?? []), ...counted])
  }
  return declared
}

/** Types that the form beside a module registers; the form may hold templates of other things as well. */
function registeredTypes(file: string): string[] | undefined {
  const form = file.replace(/\.[cm]?js$/, '.html')
  if (!existsSync(form)) return undefined
  const found = [...readFileSync(form, 'utf8').matchAll(/registerType\(\s*(["'`])(.+?)\1/g)]
  return found.length === 0 ? undefined : [...new Set(found.map(([, , type]) => type as string))]
}

function showRow({ name, types, loads, runs, remark }: Row): string {
  const cells = [name, triedPackages[name], types, loads ? 'yes' : 'no', runs ? 'yes' : 'no', remark]
  return `| ${cells.join(' | ')} |`
}
