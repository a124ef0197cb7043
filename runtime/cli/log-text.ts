import type { LogEntry, LogLevel } from '../log.js'
import type { Colour, Paint } from './colours.js'
import { showValue } from './log-value.js'

const colours: Partial<Record<LogLevel, Colour>> = {
  fatal: 'red',
  error: 'red',
  warn: 'yellow',
  debug: 'dim',
  trace: 'dim',
}

export interface TextLogOptions {
  paint: Paint
  hasColours: boolean
  /** Below each error, where in the code it arose: for those who look for a fault. */
  withStacks: boolean
}

/** `21:55:12.345 warn  [jwt-config:igniteadmin] …`; further lines are indented below it. */
export function formatText(entry: LogEntry, { paint, hasColours, withStacks }: TextLogOptions): string {
  const colour = colours[entry.level]
  const level = entry.level.padEnd(5)
  const head = `${paint('dim', clock(entry.time))} ${colour ? paint(colour, level) : level}`
  const who = entry.node ? ` ${paint('cyan', nodeLabel(entry.node))}` : ''
  const text = entry.debug ? debugText(entry.debug, hasColours) : entry.message
  const stack = withStacks && entry.error instanceof Error ? `\n${entry.error.stack ?? ''}` : ''
  return `${head}${who} ${`${text}${stack}`.replace(/\r?\n/g, '\n    ').trimEnd()}\n`
}

/** Node-RED's own way to name a node in the log. */
function nodeLabel({ type, name, id }: NonNullable<LogEntry['node']>): string {
  return `[${type}:${name || id}]`
}

function debugText({ property, value }: NonNullable<LogEntry['debug']>, hasColours: boolean): string {
  const shown = showValue(value, hasColours)
  const label = property === '' ? '' : `msg.${property} =`
  if (!shown.includes('\n')) return label ? `${label} ${shown}` : shown
  return `${label}\n${shown}`
}

function clock(time: number): string {
  const date = new Date(time)
  const [hours, minutes, seconds] = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) =>
    String(part).padStart(2, '0'),
  )
  return `${hours}:${minutes}:${seconds}.${String(date.getMilliseconds()).padStart(3, '0')}`
}
