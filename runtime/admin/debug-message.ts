import type { LogEntry } from '../log.js'
import { encodeObject } from '../message/encode.js'

type Entry = Omit<LogEntry, 'time'>

/** Node-RED's numbers. */
const levels = { fatal: 10, error: 20, warn: 30, info: 40, debug: 50, trace: 60 }

/**
 * What the topic `debug` is told of a line of the log, in Node-RED's form: the output of debug nodes, and errors and
 * warnings. `undefined` for other lines.
 */
export function toDebugMessage(
  entry: Entry,
  settings: Readonly<Record<string, unknown>>,
): object | undefined {
  const setting = Number(settings.debugMaxLength)
  const maxLength = setting > 0 ? setting : 1000
  if (entry.debug !== undefined) return encodeObject(describeOutput(entry, entry.debug), { maxLength })
  if (entry.level !== 'error' && entry.level !== 'warn') return undefined
  return encodeObject(describeLine(entry), { maxLength })
}

function describeOutput({ node }: Entry, { property, value, message }: NonNullable<Entry['debug']>) {
  const { id, z, name, path } = node ?? { id: '', z: '', name: '', path: '' }
  const end = path.lastIndexOf('/')
  const alias = path.slice(end + 1)
  return {
    id,
    z,
    ...(alias === id ? {} : { _alias: alias }),
    path: path.slice(0, Math.max(end, 0)),
    ...(name === '' ? {} : { name }),
    topic: message.topic,
    ...(property === '' ? {} : { property }),
    msg: value,
  }
}

function describeLine({ level, message, node, error }: Entry) {
  const { name = '', ...place } = node ?? {}
  return {
    level: levels[level],
    ...place,
    ...(name === '' ? {} : { name }),
    msg: error instanceof Error ? error : message,
    timestamp: Date.now(),
  }
}
