import { createRequire } from 'node:module'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { writeReadyChecks } from '../../.ci/ready-checks.mjs'
import { builtInNodeTypes } from '../../nodes/index.js'
import { createSchemaCompiler, preferReadyChecks, schemaOptions } from '../../runtime/load/compile-schema.js'
import { entrySchema, entrySchemaName } from '../../runtime/load/entry-schema.js'
import { fingerprint, type ReadyCheck } from '../../runtime/load/ready-check.js'

/** Values for each property of a schema: most of them wrong for it, some right. */
const tried = [
  undefined,
  null,
  true,
  '',
  'text',
  -1,
  0.5,
  7,
  [],
  ['a'],
  [{}],
  [{ t: 'set' }],
  {},
  { id: 'a' },
]

const schemas: Record<string, { properties?: object }> = { [entrySchemaName]: entrySchema }
let ready: Record<string, ReadyCheck>

beforeAll(async () => {
  for (const { load } of Object.values(builtInNodeTypes)) {
    const { default: made } = await load()
    schemas[made.type] = made.config
  }
  const exports = {}
  const evaluate = new Function(
    'exports',
    'require',
    writeReadyChecks({ schemas, schemaOptions, fingerprint }),
  )
  evaluate(exports, createRequire(import.meta.url))
  ready = (exports as { readyChecks: Record<string, ReadyCheck> }).readyChecks
})

describe('checks that were compiled by the build', () => {
  test('say of every built-in schema what a compiler says when it runs', () => {
    const compile = createSchemaCompiler()
    expect(Object.keys(ready).sort()).toEqual(Object.keys(schemas).sort())
    for (const [name, schema] of Object.entries(schemas)) {
      const check = compile(schema, name)
      for (const value of valuesFor(schema)) {
        expect(ready[name]?.isValid(value), `${name}: ${JSON.stringify(value)}`).toBe(
          check(value).length === 0,
        )
      }
    }
  })

  test('leave what is wrong to the compiler, with every detail', () => {
    const compile = createSchemaCompiler()
    const wrong = { id: 7, type: '', wires: 'none' }
    const preferring = preferReadyChecks(ready, compile)(entrySchema, entrySchemaName)
    expect(preferring(wrong)).toEqual(compile(entrySchema, entrySchemaName)(wrong))
    expect(preferring(wrong).length).toBeGreaterThan(2)
  })

  test('compile nothing where nothing is wrong', () => {
    const compile = vi.fn(createSchemaCompiler())
    expect(preferReadyChecks(ready, compile)(entrySchema, entrySchemaName)({ id: 'a', type: 'b' })).toEqual(
      [],
    )
    expect(compile).not.toHaveBeenCalled()
  })

  test.each([
    { name: 'another schema under the name of a built-in one', called: 'function' },
    { name: 'a name that every object has', called: 'constructor' },
  ])('are passed over for $name', ({ called }) => {
    const schema = { type: 'object', properties: { size: { type: 'number' } } }
    const check = preferReadyChecks(ready, createSchemaCompiler())(schema, called)
    expect(check({ size: 'large' })).toHaveLength(1)
  })
})

function valuesFor({ properties = {} }: { properties?: object }): unknown[] {
  const base = { id: 'a', type: 'subflow' }
  const single = Object.keys(properties).flatMap((key) => tried.map((value) => ({ ...base, [key]: value })))
  return [...tried, base, ...single]
}
