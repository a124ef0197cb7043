import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { nodesIndex } from '../../.ci/nodes-index.mjs'
import { builtInNodeTypes } from '../../nodes/index.js'
import { createPalette } from '../../runtime/palette/palette.js'

describe('the built-in node types', () => {
  test('nodes/index.ts is fresh: npm run nodes:index writes it', () => {
    expect(readFileSync('nodes/index.ts', 'utf8')).toBe(nodesIndex())
  })

  test('every one is at hand under the type that its file defines', async () => {
    const palette = await createPalette({ cwd: '.' })
    const types = await palette.all()
    expect(palette.names()).toEqual(Object.keys(builtInNodeTypes).sort())
    expect(types.map(({ type }) => type.type)).toEqual(palette.names())
    for (const { type, source, origin, category } of types) {
      expect(source).toBe(`nodes/${category}/${type.type.replaceAll(' ', '-')}.ts`)
      expect(origin).toBe('built-in')
    }
  })

  test('only those asked for are loaded, and names that no type has are passed over', async () => {
    const [name] = Object.keys(builtInNodeTypes) as [string]
    const palette = await createPalette({ cwd: '.' })
    expect(palette.get(name)).toBeUndefined()
    await palette.load([name, 'no such type', 'constructor'])
    expect(palette.names().filter((type) => palette.get(type))).toEqual([name])
    expect(palette.has('constructor')).toBe(false)
  })

  test('a user cannot give a type that Millrace has', async () => {
    const [name] = Object.keys(builtInNodeTypes) as [string]
    const type = {
      type: name,
      summary: '',
      config: { type: 'object' as const, properties: {} },
      create: () => ({}),
    }
    const { problems } = await createPalette({ cwd: '.', nodes: [type] })
    const message = expect.stringMatching(new RegExp(`"${name}", and so does Millrace itself \\(nodes/`))
    expect(problems).toEqual([expect.objectContaining({ code: 'DUPLICATE_NODE_TYPE', message })])
  })
})
