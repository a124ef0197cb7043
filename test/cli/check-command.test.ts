import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Problem } from '../../runtime/index.js'
import { runMillrace } from '../helpers/fake-terminal.js'
import { spawnMillrace } from '../helpers/spawn-millrace.js'

let cwd: string

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'millrace-test-'))
})

afterEach(() => {
  rmSync(cwd, { recursive: true, force: true })
})

const good = '[{"id":"a","type":"comment","name":"Note"}]'
const wrong =
  '[\n  {"id":"b","type":"debgu","name":"Show","z":"t","wires":[]},\n  {"id":"c","type":"coment"}\n]'

describe('millrace check', () => {
  test('says that all is well', async () => {
    writeFileSync(join(cwd, 'good.json'), good)
    expect(await runMillrace(['check', 'good.json'], { cwd })).toEqual({
      code: 0,
      stdout: 'No problems in good.json.\n',
      stderr: '',
    })
  })

  describe('of modules for Node-RED', () => {
    const flow = [{ id: 'p', type: 'pump', x: 1, y: 1, wires: [] }]
    const check = async (text: string) => {
      const folder = join(cwd, 'node_modules/pumps')
      mkdirSync(folder, { recursive: true })
      const manifest = { name: 'pumps', version: '1.0.0', 'node-red': { nodes: { pump: 'pump.js' } } }
      writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
      writeFileSync(join(folder, 'pump.js'), text)
      writeFileSync(join(folder, 'pump.html'), '<script data-template-name="pump"></script>')
      writeFileSync(join(cwd, 'flow.json'), JSON.stringify(flow))
      const { ended } = spawnMillrace(['check', 'flow.json', '--format', 'json'], { cwd })
      const { code, stdout } = await ended
      const { problems } = JSON.parse(stdout) as { problems: Problem[] }
      return {
        code,
        problems: problems.map(({ severity, message, remedy }) => `${severity} ${message} ${remedy}`),
      }
    }
    const registers = "RED.nodes.registerType('pump', function (entry) { RED.nodes.createNode(this, entry) })"

    test.each([
      {
        name: 'that register nothing ends, and says so',
        text: 'module.exports = () => {}',
        code: 1,
        expected: [
          /^warning .* registered no node type/,
          /^error .*pumps\/pump\.js has it, and failed to load/,
        ],
      },
      {
        name: 'that fail names the module that should have given the type',
        text: "throw new Error('broken')",
        code: 1,
        expected: [/^error .* broken/, /^error .*pumps\/pump\.js has it, and failed to load/],
      },
      {
        name: 'that export something else says what to export',
        text: 'module.exports = { pump: 1 }',
        code: 1,
        expected: [/^error .* a function of RED/, /^error .*pumps\/pump\.js has it/],
      },
      {
        name: 'that throw later warns of it, and goes on',
        text: `module.exports = (RED) => { process.nextTick(() => { throw new Error('later') }); ${registers} }`,
        code: 0,
        expected: [/^warning .* nobody caught: Error: later/],
      },
      {
        name: 'that leave a rejection to nobody warns of it, and goes on',
        text: `module.exports = (RED) => { Promise.reject(new Error('stray')); ${registers} }`,
        code: 0,
        expected: [/^warning .* nobody caught: Error: stray/],
      },
    ])('$name', async ({ text, code, expected }) => {
      const found = await check(text)
      expect(found).toEqual({ code, problems: expected.map((pattern) => expect.stringMatching(pattern)) })
    })
  })

  test('lists every problem by place, and counts them', async () => {
    writeFileSync(join(cwd, 'wrong.json'), wrong)
    const { code, stdout, stderr } = await runMillrace(['check', 'wrong.json'], { cwd })
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(stdout).toMatch(/^wrong\.json:2:\d+: error UNKNOWN_NODE_TYPE, node b \(debgu "Show"\)\n {4}\S/)
    expect(stdout).toMatch(/^wrong\.json:3:\d+: error UNKNOWN_NODE_TYPE, node c \(coment\)\n {4}\S/m)
    expect(stdout).toContain('"comment"')
    expect(stdout).toMatch(/\n2 errors in wrong\.json\.\n$/)
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  test('gives places in the page, not in its code block', async () => {
    writeFileSync(join(cwd, 'page.md'), `# Page\n\n~~~json\n${wrong}\n~~~\n`)
    const { stdout } = await runMillrace(['check', 'page.md'], { cwd })
    expect(stdout).toMatch(/^page\.md:5:\d+: error/)
  })

  test('reads standard input', async () => {
    const { code, stdout } = await runMillrace(['check', '-'], { cwd, stdin: wrong })
    expect({ code, place: stdout.slice(0, 9) }).toEqual({ code: 1, place: '<stdin>:2' })
  })

  test('goes on with the next flow', async () => {
    writeFileSync(join(cwd, 'good.json'), good)
    writeFileSync(join(cwd, 'wrong.json'), wrong)
    const { code, stdout } = await runMillrace(['check', 'none.json', 'wrong.json', 'good.json'], { cwd })
    expect(code).toBe(1)
    expect(stdout).toMatch(/^none\.json: error FILE_NOT_FOUND\n/)
    expect(stdout).toMatch(/\n3 errors in 3 flows\.\n$/)
  })

  test('gives programs the same as JSON', async () => {
    writeFileSync(join(cwd, 'wrong.json'), wrong)
    const { code, stdout } = await runMillrace(['check', 'wrong.json', '--format', 'json'], { cwd })
    const report = JSON.parse(stdout)
    expect({ code, ...report }).toMatchObject({ code: 1, errors: 2, warnings: 0 })
    expect(report.problems[0]).toMatchObject({
      code: 'UNKNOWN_NODE_TYPE',
      file: 'wrong.json',
      line: 2,
      severity: 'error',
    })
  })

  test('exits with 0 where there are only warnings', async () => {
    writeFileSync(join(cwd, 'odd.json'), '[{"id":"a","type":"comment","fieldOfNobody":1}]')
    const { code, stdout } = await runMillrace(['check', 'odd.json'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^odd\.json:1:\d+: warning UNKNOWN_FIELD.*1 warning in odd\.json\.\n$/s)
  })

  test('knows the node types that it is given', async () => {
    const type = `{ type: 'debgu', summary: '', config: { type: 'object', properties: {} }, create: () => ({}) }`
    writeFileSync(join(cwd, 'mine.mjs'), `export default [${type}, ${type.replace('debgu', 'coment')}]`)
    writeFileSync(join(cwd, 'wrong.json'), wrong)
    const { code } = await runMillrace(['check', 'wrong.json', '--nodes', 'mine.mjs'], { cwd })
    expect(code).toBe(0)
  })

  test('finds nothing wrong with the documented flow', async () => {
    const { code, stdout } = await runMillrace(['check', resolve('flows/generate-jwt.json')])
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `No problems in ${resolve('flows/generate-jwt.json')}.\n`,
    })
  })
})
