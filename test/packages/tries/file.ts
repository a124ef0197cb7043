import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { node, record } from '../bench.js'
import { smoke } from '../smoke.js'

/** Packages of files and of the machine. */
export const fileTries = [
  smoke('node-red-node-tail', 'lines that are added to a file', async (bench) => {
    const file = join(bench.folder, 'log.txt')
    await writeFile(file, 'before\n')
    await bench.run([
      node('t', 'tail', { filetype: 'text', split: '[\\r]{0,1}\\n', filename: file }, ['out']),
      record('out'),
    ])
    await appendFile(file, 'one\ntwo\n')
    await bench.gets('out', [
      { topic: file, payload: 'one' },
      { topic: file, payload: 'two' },
    ])
  }),

  smoke('node-red-contrib-fs-ops', 'makes, lists, moves and deletes files', async (bench) => {
    await writeFile(join(bench.folder, 'a.txt'), 'abc')
    const names = { path: bench.folder, pathType: 'str', filename: 'payload', filenameType: 'msg' }
    const destination = {
      destPath: bench.folder,
      destPathType: 'str',
      destFilename: 'to',
      destFilenameType: 'msg',
    }
    await bench.run([
      node('size', 'fs-ops-size', { ...names, size: 'size', sizeType: 'msg' }, ['copy']),
      node(
        'copy',
        'fs-ops-copy',
        {
          sourcePath: bench.folder,
          sourcePathType: 'str',
          sourceFilename: 'payload',
          sourceFilenameType: 'msg',
          ...destination,
          link: false,
          overwrite: false,
        },
        ['delete'],
      ),
      node('delete', 'fs-ops-delete', names, ['dir']),
      node(
        'dir',
        'fs-ops-dir',
        {
          path: bench.folder,
          pathType: 'str',
          filter: '*.txt',
          filterType: 'str',
          dir: 'files',
          dirType: 'msg',
        },
        ['out'],
      ),
      record('out'),
    ])
    bench.send('size', { payload: 'a.txt', to: 'b.txt' })
    await bench.gets('out', [{ size: 3, files: ['b.txt'] }])
  }),

  smoke('node-red-contrib-fs', 'the files of a folder that match', async (bench) => {
    await mkdir(join(bench.folder, 'inner'))
    for (const name of ['a.txt', 'b.log', 'inner/c.txt']) await writeFile(join(bench.folder, name), '')
    await bench.run([
      node(
        'l',
        'fs-file-lister',
        {
          start: bench.folder,
          pattern: '*.txt',
          folders: '*',
          hidden: true,
          lstype: 'files',
          path: false,
          single: true,
          depth: 1,
          stat: false,
          showWarnings: true,
        },
        ['out'],
      ),
      record('out'),
    ])
    bench.send('l')
    await bench.gets('out', [{ payload: expect.arrayContaining(['a.txt', 'c.txt']) }])
  }),

  smoke('node-red-contrib-excel', 'a workbook of a list', async (bench) => {
    const file = join(bench.folder, 'list.xlsx')
    await bench.run([node('e', 'excel', { file }, ['out']), record('out')])
    bench.send('e', { payload: [{ name: 'Ada', age: 36 }] })
    await bench.gets('out', [{ filename: file }])
    expect((await readFile(file)).subarray(0, 2).toString()).toBe('PK')
  }),

  smoke('node-red-contrib-spreadsheet-in', 'the rows of a sheet', async (bench) => {
    await bench.run([
      node('b', 'book', {}, ['s']),
      node('s', 'sheet', { sheetName: 'Sheet1' }, ['c', 'j']),
      node('c', 'cell', { address: 'B2', dataType: 'v' }, ['cell']),
      node('j', 'sheet-to-json', { raw: 'true', range: 'A1:B2', header: 'default', blankrows: false }, [
        'out',
      ]),
      record('cell'),
      record('out'),
    ])
    bench.send('b', { payload: 'name,age\nAda,36' })
    await bench.gets('cell', [{ payload: 36 }])
    await bench.gets('out', [{ payload: [{ name: 'Ada', age: 36 }] }])
  }),

  smoke('node-red-contrib-os', 'memory, load and processors of the machine', async (bench) => {
    await bench.run([
      node('m', 'Memory', { scale: 'Megabyte' }, ['out']),
      node('l', 'Loadavg', {}, ['out']),
      node('c', 'CPUs', {}, ['out']),
      record('out'),
    ])
    for (const id of ['m', 'l', 'c']) bench.send(id)
    await vi.waitFor(() => expect(bench.messages('out')).toHaveLength(3), { timeout: 10_000 })
    await bench.getsOne('out', { payload: expect.objectContaining({ totalmem: expect.any(Number) }) })
    await bench.getsOne('out', { payload: expect.objectContaining({ loadavg: expect.any(Array) }) })
  }),
]
