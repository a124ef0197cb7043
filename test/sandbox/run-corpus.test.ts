import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Started, spawnMillrace } from '../helpers/spawn-millrace.js'
import {
  answer,
  crashes,
  escapes,
  memory,
  type Payload,
  poison,
  poisonCheck,
  probe,
  stalls,
} from './corpus/index.js'

const limitMs = 400
const classes = { escapes, poison, stalls, crashes, memory }

let folder: string
let started: Started
let url: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-corpus-'))
  await writeFile(join(folder, 'flow.json'), JSON.stringify(corpusFlow()))
  await writeFile(join(folder, 'settings.json'), JSON.stringify({ globalFunctionTimeout: limitMs / 1000 }))
  started = spawnMillrace(
    ['run', 'flow.json', '--port', '0', '--settings', 'settings.json', '--log-level', 'error'],
    { cwd: folder },
  )
  url = await started.url
}, 60_000)

afterAll(async () => {
  started?.child.kill('SIGKILL')
  await started?.ended
  await rm(folder, { recursive: true, force: true })
})

/** An endpoint for each payload, and two that must go on answering. */
function corpusFlow(): object[] {
  const nodes: object[] = [
    { id: 'tab', type: 'tab', label: 'Corpus' },
    node('answer', 'http response', {}, []),
  ]
  const serve = (id: string, path: string, func: string) => {
    nodes.push(node(`${id}-in`, 'http in', { url: path, method: 'get' }, [[id]]))
    nodes.push(node(id, 'function', { func, outputs: 1 }, [['answer']]))
  }
  serve('alive', '/alive', 'msg.payload = "alive"; return msg')
  serve(
    'check',
    '/check',
    poisonCheck
      .replace("node.id === 'f1'", "node.id === 'check'")
      .replace("env.get('GREETING') === 'hello'", 'true'),
  )
  for (const [name, payloads] of Object.entries(classes)) {
    payloads.forEach(({ code }, index) => {
      serve(
        `${name}-${index}`,
        `/${name}/${index}`,
        name === 'escapes' ? `${probe}\n${code}\n${answer}` : code,
      )
    })
  }
  return nodes
}

function node(id: string, type: string, fields: object, wires: string[][]): object {
  return { id, type, z: 'tab', name: '', x: 1, y: 1, ...fields, wires }
}

async function get(path: string, timeoutMs = 20_000): Promise<string> {
  const response = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(timeoutMs) })
  return await response.text()
}

/** Asks for a payload; another endpoint must answer within the limit and a second at all times meanwhile. */
async function harm(name: string, index: number): Promise<string[]> {
  const wrong: string[] = []
  const harmful = get(`/${name}/${index}`, 2 * limitMs + 2500).catch(() => 'no answer')
  for (let look = 0; look < 3; look++) {
    const start = performance.now()
    const text = await get('/alive', 15_000).catch((error: unknown) => String(error))
    const took = performance.now() - start
    if (text !== 'alive') wrong.push(`the other endpoint answered ${text}`)
    if (took > limitMs + 1000) wrong.push(`the other endpoint took ${Math.round(took)} ms`)
  }
  await Promise.race([harmful, new Promise((resolve) => setTimeout(resolve, limitMs + 500))])
  if (started.child.exitCode !== null) wrong.push('the process ended')
  return wrong
}

async function failuresOf(
  name: string,
  payloads: Payload[],
  run: (index: number) => Promise<string[]>,
): Promise<string[]> {
  const failures: string[] = []
  for (const [index, payload] of payloads.entries()) {
    const wrong = await run(index)
    failures.push(...wrong.map((what) => `${name}: ${payload.name}: ${what}`))
    if (started.child.exitCode !== null) break
  }
  return failures
}

describe('millrace run, contained', () => {
  test('lets no payload reach the host', { timeout: 120_000 }, async () => {
    const failures = await failuresOf('escapes', escapes, async (index) => {
      const text = await get(`/escapes/${index}`)
      return text.includes('REACHED') ? [text] : []
    })
    expect(failures).toEqual([])
    expect(await get('/alive')).toBe('alive')
  })

  test('lets no payload change what other functions see', { timeout: 60_000 }, async () => {
    const failures = await failuresOf('poison', poison, async (index) => {
      await get(`/poison/${index}`, 300).catch(() => '')
      const text = await get('/check')
      return text === 'clean' ? [] : [text]
    })
    expect(failures).toEqual([])
  })

  for (const name of ['stalls', 'crashes', 'memory'] as const) {
    test(`goes on answering whatever is tried: ${name}`, { timeout: 300_000 }, async () => {
      expect(await failuresOf(name, classes[name], (index) => harm(name, index))).toEqual([])
      expect(await get('/alive')).toBe('alive')
    })
  }
})
