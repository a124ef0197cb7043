// Compiles the checks of every schema that Millrace brings along, so that a start need not load ajv.
import { rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const require = createRequire(import.meta.url)

const sources = `
  export { builtInNodeTypes } from './nodes/index.js'
  export { entrySchema, entrySchemaName } from './runtime/load/entry-schema.js'
  export { schemaOptions } from './runtime/load/compile-schema.js'
  export { fingerprint } from './runtime/load/ready-check.js'
`

/** For esbuild: puts the checks in the place of the empty table that the sources have. */
export const readyChecksPlugin = {
  name: 'ready-checks',
  setup({ onLoad, onResolve }) {
    // In a namespace of its own esbuild takes it for CommonJS, which is what ajv writes.
    onResolve({ filter: /\/ready-checks\.js$/ }, ({ path }) => ({ path, namespace: 'ready-checks' }))
    onLoad({ filter: /.*/, namespace: 'ready-checks' }, async () => ({
      contents: writeReadyChecks(await readSchemas()),
      loader: 'js',
      resolveDir: process.cwd(),
    }))
  },
}

/** The schemas as the sources have them at this moment. */
async function readSchemas() {
  const file = resolve(`dist/schemas-${process.pid}.mjs`)
  await build({
    stdin: { contents: sources, resolveDir: resolve('.'), loader: 'ts' },
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'warning',
  })
  try {
    const { builtInNodeTypes, entrySchema, entrySchemaName, ...others } = await import(
      pathToFileURL(file).href
    )
    const modules = await Promise.all(Object.values(builtInNodeTypes).map(({ load }) => load()))
    const schemas = modules.map(({ default: { type, config } }) => [type, config])
    return { ...others, schemas: Object.fromEntries([...schemas, [entrySchemaName, entrySchema]]) }
  } finally {
    rmSync(file, { force: true })
  }
}

/** A CommonJS module that exports the table: for each schema its fingerprint, and the check. */
export function writeReadyChecks({ schemas, schemaOptions, fingerprint }) {
  const { Ajv } = require('ajv')
  const { default: standaloneCode } = require('ajv/dist/standalone')
  // That a value does not match is enough to know: what is wrong with it is told by the checks compiled then.
  const ajv = new Ajv({ ...schemaOptions, allErrors: false, messages: false, code: { source: true } })
  const names = Object.keys(schemas)
  for (const [index, name] of names.entries()) ajv.addSchema(schemas[name], `check${index}`)
  const code = standaloneCode(
    ajv,
    Object.fromEntries(names.map((_, index) => [`check${index}`, `check${index}`])),
  )
  const rows = names.map((name, index) => {
    const schema = JSON.stringify(fingerprint(schemas[name]))
    return `${JSON.stringify(name)}: { schema: ${schema}, isValid: exports.check${index} }`
  })
  return `${code}\nexports.readyChecks = {\n${rows.join(',\n')}\n}\n`
}
