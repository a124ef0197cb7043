import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { AnyNodeType } from '../../runtime/define-node.js'
import { kindOf } from '../../runtime/fields/field-kind.js'
import { createRuntime, FlowRefusedError } from '../../runtime/index.js'
import { compileConfigCheck } from '../../runtime/load/check-config.js'
import { loadBuiltInTypes } from '../helpers/built-in-types.js'

const types = await loadBuiltInTypes()

interface Field {
  description?: string
  default?: unknown
  items?: Field
  properties?: Record<string, Field>
}

const fieldsOf = (type: AnyNodeType) => Object.entries(type.config.properties as Record<string, Field>)

describe.each(types)('$name', ({ name, file, type }) => {
  test('is called like its file', () => {
    expect(type.type).toBe(name)
    expect(basename(file, '.ts')).toBe(name.replaceAll(' ', '-'))
  })

  test('has a summary of one sentence, and says what each field means', () => {
    expect(type.summary).toMatch(/^[A-Z].*\.$/s)
    for (const [field, { description, items }] of fieldsOf(type)) {
      expect(description, field).toMatch(/\w.*\.$/s)
      for (const [inner, schema] of Object.entries(items?.properties ?? {})) {
        expect(schema.description, `${field}.${inner}`).toMatch(/\w.*\.$/s)
      }
    }
  })

  test('says what it reads, sets and sends, and shows itself at work', () => {
    const { details, reads, sets, outputs, example } = type.help ?? {}
    const texts = Object.entries({ ...reads, ...sets })
    for (const [property, text] of texts) expect(text, property).toMatch(/\w.*\.$/s)
    expect({ reads, sets }).toEqual({ reads: expect.any(Object), sets: expect.any(Object) })
    if (details !== undefined) expect(details).toMatch(/\.$/)
    if (typeof type.outputs === 'function') expect(outputs).toMatch(/\.$/)
    else
      expect(outputs).toHaveLength(
        Array.isArray(type.outputs) ? type.outputs.length : Number(type.outputs ?? 0),
      )
    for (const text of [outputs ?? []].flat()) expect(text).toMatch(/\.$/)
    expect(example?.map((entry) => entry.type)).toContain(name)
  })

  test('accepts its own defaults', () => {
    const check = compileConfigCheck(type)
    const defaults = Object.fromEntries(
      fieldsOf(type).flatMap(([field, schema]) =>
        'default' in schema && kindOf(schema) === undefined ? [[field, schema.default]] : [],
      ),
    )
    const { issues } = check({ id: 'n', type: name, ...defaults })
    expect(issues.filter(({ code, severity }) => severity === 'error' && code !== 'MISSING_FIELD')).toEqual(
      [],
    )
  })

  test('has a test of its own', () => {
    expect(existsSync(new URL(`${basename(file, '.ts')}.test.ts`, import.meta.url))).toBe(true)
  })

  test('with an empty configuration runs and stops without a trace, or is refused with a reason', async () => {
    const runtime = createRuntime({
      flow: [{ id: 'n', type: name, z: 't', x: 1, y: 1, wires: [] }],
      port: false,
      env: {},
      log: () => {},
    })
    onTestFinished(() => runtime.stop().then(() => {}))
    const before = countTimers()
    try {
      await runtime.start()
    } catch (error) {
      expect(error).toBeInstanceOf(FlowRefusedError)
      for (const { message, remedy } of (error as FlowRefusedError).problems) {
        expect(message.length).toBeGreaterThan(10)
        expect(remedy).toBeTypeOf('string')
      }
      return
    }
    await runtime.stop()
    expect(countTimers()).toBeLessThanOrEqual(before)
  })
})

/** Timers, file watchers, servers and processes that keep this process up. */
function countTimers(): number {
  const kept = ['Timeout', 'FSWatcher', 'FSEvent', 'TCPServerWrap', 'ProcessWrap', 'StatWatcher']
  return process.getActiveResourcesInfo().filter((resource) => kept.includes(resource)).length
}
