import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import watch from '../../nodes/storage/watch.js'
import { type StartedNode, startNode } from '../helpers/run-node.js'

let folder = ''
let node: StartedNode | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-watch-'))
})
afterEach(async () => {
  await node?.close()
  node = undefined
  await rm(folder, { recursive: true })
})

const at = (name: string) => join(folder, name)
const start = async (config: object) => {
  node = await startNode(watch, config)
  return node
}
const seen = async (path: string) =>
  vi.waitFor(
    () => {
      const found = node?.sent.find(({ message }) => message.filename === path)
      if (found === undefined) throw new Error(`nothing seen of ${path}`)
      return found.message
    },
    { timeout: 4000, interval: 20 },
  )

describe('watch', () => {
  test('tells of a new file in a folder', async () => {
    await start({ files: folder })
    await writeFile(at('a'), 'xyz')
    expect(await seen(at('a'))).toEqual({
      payload: at('a'),
      topic: folder,
      file: 'a',
      filename: at('a'),
      event: 'update',
      type: 'file',
      size: 3,
    })
  })

  test('tells of a file that is gone', async () => {
    await writeFile(at('a'), 'x')
    await start({ files: folder })
    await rm(at('a'))
    expect(await seen(at('a'))).toEqual({
      payload: at('a'),
      topic: folder,
      file: 'a',
      filename: at('a'),
      event: 'remove',
      type: 'none',
    })
  })

  test('tells of a new folder', async () => {
    await start({ files: folder })
    await mkdir(at('sub'))
    expect(await seen(at('sub'))).toMatchObject({ event: 'update', type: 'directory' })
  })

  test('watches a list of files, in quotes too', async () => {
    await writeFile(at('a b'), '')
    await writeFile(at('c'), '')
    await start({ files: ` "${at('a b')}" , ${at('c')}` })
    await writeFile(at('c'), 'x')
    expect(await seen(at('c'))).toMatchObject({ topic: JSON.stringify([at('a b'), at('c')]), size: 1 })
    await writeFile(at('a b'), 'xy')
    expect(await seen(at('a b'))).toMatchObject({ file: 'a b', size: 2 })
  })

  test.each([
    { recursive: true, isSeen: true },
    { recursive: 'false', isSeen: false },
  ])('watches folders in folders only when asked ($recursive)', async ({ recursive, isSeen }) => {
    await mkdir(at('sub/deep'), { recursive: true })
    await start({ files: folder, recursive })
    await writeFile(at('sub/deep/a'), 'x')
    await writeFile(at('z'), 'x')
    await seen(at('z'))
    if (isSeen) await seen(at('sub/deep/a'))
    else expect(node?.sent.map(({ message }) => message.filename)).not.toContain(at('sub/deep/a'))
  })

  test('tells nothing more once it is closed', async () => {
    const { sent, close } = await start({ files: folder })
    await close()
    const other = await startNode(watch, { files: folder })
    await writeFile(at('a'), 'x')
    await vi.waitFor(() => expect(other.sent.length).toBeGreaterThan(0), { timeout: 4000 })
    await other.close()
    expect(sent).toEqual([])
  })

  test.each([
    { name: 'no files', config: { files: '' }, code: 'MISSING_FIELD' },
    { name: 'a list of nothing', config: { files: ' , ' }, code: 'BAD_CONFIG' },
    { name: 'a file that is not there', config: { files: '/no/such/file' }, code: 'NODE_START_FAILED' },
  ])('refuses $name', async ({ config, code }) => {
    await expect(startNode(watch, config)).rejects.toMatchObject({ code })
  })
})
