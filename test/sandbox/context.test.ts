import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Contexts, createContexts } from '../../runtime/context/contexts.js'
import { createSandbox } from '../../runtime/sandbox/create-sandbox.js'
import type { Sandbox, SandboxLevel } from '../../runtime/sandbox/sandbox.js'
import { makeFunction } from './function-node.js'

let contexts: Contexts
let sandbox: Sandbox

async function open(
  level: SandboxLevel,
  settings: Record<string, unknown> = {},
  userDir?: string,
): Promise<void> {
  contexts = createContexts({ settings, log: () => {}, ...(userDir === undefined ? {} : { userDir }) })
  await contexts.open()
  sandbox = createSandbox({ level, settings })
}

const scopes = () => ({
  node: contexts.node('f1', 'flow1'),
  flow: contexts.flow('flow1', 'flow0'),
  global: contexts.global,
})

/** Runs texts as functions of one flow, one after the other, and gives the payload that the last one sent. */
async function run(...texts: string[]): Promise<unknown> {
  let payload: unknown
  for (const text of texts) {
    const fn = await makeFunction(sandbox, `${text}\nreturn msg`, { context: scopes() })
    await fn.receive({})
    payload = fn.sent.at(-1)?.payload
    await fn.made.close()
  }
  return payload
}

afterEach(async () => {
  await sandbox.close()
  await contexts.close()
})

describe.each(['contained', 'trusted'] as const)('context in memory, %s', (level) => {
  beforeEach(() => open(level))

  test.each([
    {
      name: 'keeps a change of an object without set',
      texts: ['flow.set("o", { n: 1 })', 'flow.get("o").n++', 'msg.payload = flow.get("o").n'],
      expected: 2,
    },
    {
      name: 'keeps what is pushed to a list without set',
      texts: [
        'global.set("list", [])',
        'global.get("list").push({ a: 1 })',
        'msg.payload = global.get("list")',
      ],
      expected: [{ a: 1 }],
    },
    {
      name: 'gives the same object each time',
      texts: ['flow.set("o", {})', 'msg.payload = flow.get("o") === flow.get("o")'],
      expected: true,
    },
    {
      name: 'gives the same object by a path',
      texts: ['flow.set("o", { a: [{}] })', 'msg.payload = flow.get("o").a[0] === flow.get("o.a[0]")'],
      expected: true,
    },
    {
      name: 'sets inside of an object that functions share',
      texts: ['flow.set("o", { a: 1 })', 'const o = flow.get("o"); flow.set("o.b.c[1]", 2); msg.payload = o'],
      expected: { a: 1, b: { c: [undefined, 2] } },
    },
    {
      name: 'makes what is missing on the way to a value that is set',
      texts: ['flow.set("a.b", { c: 1 })', 'flow.get("a").b.c++', 'msg.payload = flow.get("a.b.c")'],
      expected: 2,
    },
    {
      name: 'deletes inside of an object that functions share',
      texts: ['flow.set("o", { a: 1, b: 2 })', 'flow.set("o.a", undefined)', 'msg.payload = flow.get("o")'],
      expected: { b: 2 },
    },
    {
      name: 'does nothing where a value on the way is no object',
      texts: ['flow.set("n", 1)', 'flow.set("n.a", { b: 1 })', 'msg.payload = flow.get("n")'],
      expected: 1,
    },
    {
      name: 'keeps functions, dates, maps and instances as they are',
      texts: [
        'class A { get five() { return 5 } }; flow.set("o", { f: () => 7, d: new Date(5), m: new Map([[1, 2]]), a: new A() })',
        'const { f, d, m, a } = flow.get("o"); msg.payload = [f(), d.getTime(), m.get(1), a.five]',
      ],
      expected: [7, 5, 2, 5],
    },
    {
      name: 'gives the same objects to callbacks',
      texts: [
        'flow.set("o", { n: 1 })',
        'flow.get("o", (error, o) => { o.n++ }); await new Promise((resolve) => setTimeout(resolve, 5))',
        'msg.payload = flow.get("o").n',
      ],
      expected: 2,
    },
    {
      name: 'keeps what is set with a callback',
      texts: [
        'const o = { n: 1 }; await new Promise((resolve) => flow.set(["o", "p"], [o, 2], resolve)); o.n++',
        'msg.payload = [flow.get("o").n, flow.get("p")]',
      ],
      expected: [2, 2],
    },
    {
      name: 'shares the context of a subflow’s parent',
      texts: [
        'flow.set("$parent.o", { n: 1 })',
        'flow.get("$parent.o").n++; msg.payload = flow.get("$parent.o.n")',
      ],
      expected: 2,
    },
    {
      name: 'gives lists of keys the same objects',
      texts: [
        'flow.set(["a", "b"], [{ n: 1 }, 2])',
        'flow.get(["a"])[0].n++; msg.payload = flow.get(["a", "b"])',
      ],
      expected: [{ n: 2 }, 2],
    },
    {
      name: 'refers to cycles',
      texts: [
        'const o = {}; o.self = o; flow.set("o", o)',
        'const o = flow.get("o"); msg.payload = o.self === o',
      ],
      expected: true,
    },
  ])('$name', async ({ texts, expected }) => {
    expect(await run(...texts)).toEqual(expected)
  })

  test('host nodes see what functions changed in a value that a host node had put there', async () => {
    const { flow } = scopes()
    flow.set('o', { list: [1], by: 'host' })
    await run('flow.get("o").list.push(2)')
    await run('flow.get("o").list.push(3)')
    expect(flow.get('o')).toEqual({ list: [1, 2, 3], by: 'host' })
    expect(flow.get('o.list[2]')).toBe(3)
    expect(await flow.getAsync('o.list')).toEqual([1, 2, 3])
  })

  test('functions see what host nodes set inside of a value of theirs', async () => {
    await run('flow.set("o", { a: 1 })')
    scopes().flow.set('o.b', { c: 2 })
    expect(await run('msg.payload = flow.get("o")')).toEqual({ a: 1, b: { c: 2 } })
    scopes().flow.set('o', 'replaced')
    expect(await run('msg.payload = flow.get("o")')).toBe('replaced')
  })

  test('expressions of RED.util read what functions keep', async () => {
    const text = 'msg.payload = RED.util.evaluateNodeProperty("o.a", "flow", node, msg)'
    expect(await run('flow.set("o", { a: [1] })', text)).toEqual([1])
  })
})

describe('context that contained functions share', () => {
  test('hands host nodes copies of the host’s own objects', async () => {
    await open('contained')
    await run('flow.set("o", { a: [{}], f() {} })')
    const value = scopes().flow.get('o') as { a: object[]; f: unknown }
    expect([value, value.a, value.a[0]].map((each) => each instanceof Object)).toEqual([true, true, true])
    expect(typeof value.f).toBe('object')
    expect(scopes().flow.get('o')).not.toBe(value)
  })

  test('takes data of functionGlobalContext into the realm once', async () => {
    await open('contained', { functionGlobalContext: { o: { n: 1 } } })
    await run('global.get("o").n++')
    expect(await run('msg.payload = global.get("o").n')).toBe(2)
    expect(contexts.global.get('o')).toEqual({ n: 2 })
  })

  test('a getter that does not end is that reader’s error', async () => {
    await open('contained', { globalFunctionTimeout: 0.2 })
    await run('flow.set("o", { get a() { for (;;) {} } })')
    expect(() => scopes().flow.get('o')).toThrow()
    expect(await run('msg.payload = 1')).toBe(1)
  })

  test('is written to files as it is when they are written', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-test-'))
    await open('contained', { contextStorage: { default: { module: 'localfilesystem' } } }, folder)
    await run('flow.set("o", { list: [] })', 'flow.get("o").list.push(1)')
    await contexts.flush()
    const text = await readFile(join(folder, 'context', 'flow1', 'flow.json'), 'utf8')
    expect(JSON.parse(text)).toEqual({ o: { list: [1] } })
    await rm(folder, { recursive: true, force: true })
  })

  test('gives stores that take copies no more than that', async () => {
    const values = new Map<string, unknown>()
    const store = {
      get: (_scope: string, key: string) => values.get(key),
      set: (_scope: string, key: string, value: unknown) => void values.set(key, value),
      keys: () => [...values.keys()],
      delete() {},
      clean() {},
    }
    await open('contained', { contextStorage: { default: { module: store } } })
    await run('flow.set("o", { n: 1 })', 'flow.get("o").n++')
    expect(values.get('o')).toEqual({ n: 1 })
  })
})
