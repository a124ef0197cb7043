import type { RunningNode } from '../../runtime/define-node.js'
import { cloneValue } from '../../runtime/message/clone.js'
import type { Message } from '../../runtime/message/message.js'
import { compilePlace } from '../../runtime/message/place.js'
import { getMessageProperty } from '../../runtime/message/property-access.js'
import { compileTypedValue } from '../../runtime/message/typed-value.js'
import { compileSearch, isReadSearch, unchanged } from './change-search.js'

/** A rule as the loader gives it. */
export interface ChangeRule {
  readonly t: 'set' | 'change' | 'delete' | 'move'
  readonly p: string
  readonly pt: PlaceType
  readonly to?: unknown
  readonly tot: string
  readonly from?: unknown
  readonly fromt: string
  readonly dc: boolean
}

export type PlaceType = 'msg' | 'flow' | 'global'

/** Does what a rule says; a promise only where a value is not there at once. */
export type ApplyRule = (message: Message) => void | Promise<void>

type Read = (message: Message) => unknown
type Write = (message: Message, value: unknown) => void | Promise<void>

export const isPlaceType = (type: string): type is PlaceType =>
  type === 'msg' || type === 'flow' || type === 'global'

/** Makes the function of a rule. A rule that lacks the name of a property does nothing. */
export function compileRule(rule: ChangeRule, node: RunningNode): ApplyRule {
  const { t, p, to = '', tot, from, fromt } = rule
  const lacksName =
    p === '' ||
    (t !== 'delete' && isPlaceType(tot) && to === '') ||
    (t === 'change' && isPlaceType(fromt) && from === '')
  return lacksName ? () => {} : compilers[t](rule, node)
}

const compilers: Record<ChangeRule['t'], (rule: ChangeRule, node: RunningNode) => ApplyRule> = {
  set(rule, node) {
    const read = compileSource(rule.to, rule.tot, rule.dc, node)
    const write = compileTarget(rule.p, rule.pt, node)
    return (message) => withValue(read(message), (value) => write(message, value))
  },

  delete: ({ p, pt }, node) => compileRemoval(p, pt, node),

  move({ p, pt, to, tot }, node) {
    const target = String(to)
    // As in Node-RED: what is not there is moved to another property all the same, and deletes that.
    const movesMissing = pt === tot && !p.includes(target)
    const read = movesMissing ? compileLenientRead(p, pt, node) : compileSource(p, pt, false, node)
    const remove = compileRemoval(p, pt, node)
    const write = compileTarget(target, tot as PlaceType, node)
    return (message) =>
      withValue(read(message), (value) => after(remove(message), () => write(message, value)))
  },

  change(rule, node) {
    const readReplacement = compileSource(rule.to, rule.tot, rule.dc, node)
    const readSearched = isReadSearch(rule.fromt)
      ? compileSource(rule.from, rule.fromt, false, node)
      : () => undefined
    const searchFor = compileSearch(rule)
    const read = compileLenientRead(rule.p, rule.pt, node)
    const write = compileTarget(rule.p, rule.pt, node)
    return (message) =>
      withValue(readReplacement(message), (replacement) =>
        withValue(readSearched(message), (searched) => {
          const replace = searchFor(searched)
          return withValue(read(message), (current) => {
            const changed = replace(current, replacement)
            return changed === unchanged ? undefined : write(message, changed)
          })
        }),
      )
  },
}

/** What reading gives where something on the way to the property is missing: the rule then does nothing. */
const nowhere = Symbol('nowhere')

function withValue(value: unknown, use: (value: unknown) => void | Promise<void>): void | Promise<void> {
  if (value === nowhere) return undefined
  return value instanceof Pending ? value.promise.then((ready) => withValue(ready, use)) : use(value)
}

function after(done: void | Promise<void>, next: () => void | Promise<void>): void | Promise<void> {
  return done instanceof Promise ? done.then(next) : next()
}

/** A value that is not there yet: a message's own property may hold a promise that nobody waits for. */
class Pending {
  constructor(readonly promise: Promise<unknown>) {}
}

function compileSource(saved: unknown, type: string, isCopied: boolean, node: RunningNode): Read {
  if (saved === undefined && type === 'str') return () => undefined
  if (saved === undefined && type === 'num') return () => Number.NaN
  const value = saved ?? ''
  if (type === 'msg') return copyIf(isCopied, compileMessageRead(String(value), node))
  const typed = compileTypedValue(value, type, node)
  if (!typed.isAsync) return copyIf(isCopied, (message) => typed.evaluate(message))
  const copy = isCopied ? (ready: unknown) => cloneValue(ready) : (ready: unknown) => ready
  return (message) => {
    const found = typed.evaluate(message)
    return found instanceof Promise ? new Pending(found.then(copy)) : copy(found)
  }
}

const copyIf = (isCopied: boolean, read: Read): Read =>
  isCopied ? (message) => cloneValue(read(message)) : read

function compileMessageRead(expression: string, node: RunningNode): Read {
  const place = compilePlace(expression, 'msg', node)
  return (message) => {
    try {
      const value = place.get(message)
      // Undefined deletes the target, but only where it is the last step that is missing.
      return value === undefined ? getMessageProperty(message, expression) : value
    } catch {
      return nowhere
    }
  }
}

function compileLenientRead(property: string, type: PlaceType, node: RunningNode): Read {
  const place = compilePlace(property, type, node)
  if (type === 'msg') {
    return (message) => {
      try {
        return place.get(message)
      } catch {
        return nowhere
      }
    }
  }
  return (message) => {
    const found = place.get(message)
    return found instanceof Promise ? new Pending(found) : found
  }
}

function compileTarget(property: string, type: PlaceType, node: RunningNode): Write {
  const place = compilePlace(property, type, node)
  if (type !== 'msg') return (message, value) => settle(place.set(message, value))
  return (message, value) => {
    try {
      if (place.set(message, value) || value === undefined) return
      node.warn(`msg.${property} cannot be set: what it should be in is no object, or cannot be changed.`)
    } catch (error) {
      node.warn((error as Error).message)
    }
  }
}

function compileRemoval(property: string, type: PlaceType, node: RunningNode): ApplyRule {
  const place = compilePlace(property, type, node)
  if (type !== 'msg') return (message) => settle(place.delete(message))
  return (message) => {
    try {
      place.delete(message)
    } catch (error) {
      node.warn((error as Error).message)
    }
  }
}

const settle = (written: boolean | Promise<boolean>): void | Promise<void> =>
  written instanceof Promise ? written.then(() => {}) : undefined
