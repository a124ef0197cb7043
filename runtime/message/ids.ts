import { randomFillSync } from 'node:crypto'

/** Makes ids of 16 hexadecimal digits, as Node-RED's `_msgid` and node ids are. */
export type IdSource = () => string

/**
 * An id source with a pool of random bytes, since a call into the crypto library for each message costs more than
 * delivering it.
 */
export function createIdSource(): IdSource {
  const pool = Buffer.allocUnsafe(8 * 512)
  let offset = pool.length
  return () => {
    if (offset === pool.length) {
      randomFillSync(pool)
      offset = 0
    }
    offset += 8
    return pool.toString('hex', offset - 8, offset)
  }
}

/** A new id. The pool behind it is shared by all runtimes of the process: random bytes say nothing of any of them. */
export const generateId: IdSource = createIdSource()
