import { MillraceError } from '../../runtime/errors.js'
import type { Message } from '../../runtime/message/message.js'
import { compileProperty, type Property } from '../../runtime/message/property.js'
import type { Parts } from './held-sequences.js'
import type { Addition } from './join-groups.js'
import { type Build, type JoinShape, readJoiner, separatorOf } from './join-result.js'
import { readSeparator } from './read-separator.js'

/** Which group a message is for, and what it adds to it. */
export interface Joining {
  /** The group of a message; undefined where it belongs to none. Removes parts that are not to be used. */
  groupOf(message: Message): unknown
  /** @throws MillraceError where the message cannot be joined */
  read(message: Message, id: unknown): Addition | 'complete'
}

export interface ManualConfig {
  build: Build
  property: string
  propertyType: string
  key: string
  joiner: string
  joinerType: string
  useparts: boolean
  count: number | null
}

/** Joins as `msg.parts` says, to undo what a split node did. */
export function joinByParts(): Joining {
  const propertyOf = cacheProperty()
  return {
    groupOf: ({ parts }) => (isParts(parts) ? parts.id : undefined),
    read(message, id) {
      const parts = message.parts as Parts
      const property = propertyOf(typeof parts.property === 'string' ? parts.property : 'payload')
      const shape = shapeOf(parts)
      if (shape.build === 'object' && isMissing(parts.key)) throw missing('parts.key')
      const index =
        isMissing(parts.index) || Number.isNaN(Number(parts.index)) ? undefined : Number(parts.index)
      const value = property.get(message)
      const isNothing = value === undefined && index === undefined && shape.build !== 'object'
      const added = isNothing ? undefined : { value, place: { key: parts.key, index } }
      return { id, shape, property, target: Number(parts.count) || 0, added }
    },
  }
}

/** Joins as the configuration says. */
export function joinByConfig({ build, propertyType, useparts, count, ...config }: ManualConfig): Joining {
  const isFull = propertyType === 'full'
  const property = compileProperty(isFull ? 'payload' : config.property, { prefix: 'msg' })
  const key = build === 'object' ? compileProperty(config.key, { prefix: 'msg' }) : undefined
  const separator = config.joinerType === 'bin' ? readJoiner(config.joiner) : readSeparator(config.joiner)
  const shape: JoinShape = { build, separator }

  return {
    groupOf(message) {
      if (!useparts) dropParts(message)
      return count === null && isParts(message.parts) ? (message.parts.id ?? oneGroup) : oneGroup
    },
    read(message, id) {
      const isComplete = Object.hasOwn(message, 'complete')
      const place = { key: key?.get(message) }
      if (key !== undefined && isMissing(place.key)) {
        if (isComplete) return 'complete'
        throw missing(config.key)
      }
      const value = isFull ? message : property.get(message)
      const isNothing = build === 'merged' ? isComplete && !isMergeable(value) : value === undefined && !key
      return { id, shape, property, target: count ?? 0, added: isNothing ? undefined : { value, place } }
    },
  }
}

const oneGroup = '_'

function shapeOf({ type, ch, len }: Parts): JoinShape {
  const separator = separatorOf(ch)
  if (type === 'string' || type === 'buffer') return { build: type, separator }
  if (type === 'object') return { build: 'object' }
  return { build: 'array', arrayLength: Number(len) || 1 }
}

const isParts = (parts: unknown): parts is Parts => typeof parts === 'object' && parts !== null

const isMissing = (value: unknown) => value === undefined || value === null || value === ''

const isMergeable = (value: unknown) => typeof value === 'object' && !Array.isArray(value)

function missing(expression: string): MillraceError {
  return new MillraceError(
    'NODE_FAILED',
    `msg.${expression} is missing: the key that the value is to stand under.`,
  )
}

function dropParts(message: Message): void {
  if (!isParts(message.parts)) return
  if (message.parts.parts === undefined) delete message.parts
  else message.parts = { parts: message.parts.parts }
}

/** Messages of a sequence nearly always name the same property as the one before. */
function cacheProperty(): (expression: string) => Property {
  let last = compileProperty('payload')
  return (expression) => {
    if (expression !== last.expression) last = compileProperty(expression, { prefix: 'msg' })
    return last
  }
}
