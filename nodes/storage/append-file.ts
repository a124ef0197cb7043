import { type FileHandle, open, stat } from 'node:fs/promises'

/** Appends to one file after the other, in the order of the calls; the file of the last call stays open. */
export interface FileAppender {
  append(path: string, bytes: Buffer): Promise<void>
  close(): Promise<void>
}

export function createFileAppender(): FileAppender {
  let opened: { path: string; handle: FileHandle; inode: number } | undefined

  const close = async () => {
    const { handle } = opened ?? {}
    opened = undefined
    await handle?.close()
  }
  // A file that was deleted, or moved away as logs are, must be made again: the open one is not what the name means.
  const isStill = async (path: string) =>
    opened?.path === path && (await stat(path).catch(() => undefined))?.ino === opened.inode
  const reopen = async (path: string) => {
    await close()
    const handle = await open(path, 'a')
    opened = { path, handle, inode: (await handle.stat()).ino }
    return handle
  }

  return {
    async append(path, bytes) {
      const handle = opened !== undefined && (await isStill(path)) ? opened.handle : await reopen(path)
      await handle.appendFile(bytes)
    },
    close,
  }
}
