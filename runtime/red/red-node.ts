import { EventEmitter } from 'node:events'
import type { Status } from '../define-node.js'
import type { Message } from '../message/message.js'
import { describeLogged } from '../start/describe-logged.js'
import { type CloseListener, callCloseListeners } from './close-listeners.js'
import type { RedContext } from './context-of-node.js'
import { createNodeContext } from './context-of-node.js'
import { emitInput } from './emit-input.js'
import type { FlowView } from './flow-view.js'
import { type InputListener, linkOf } from './node-link.js'
import { sendAsNode } from './send-as-node.js'

type Listener = (...parameters: never[]) => unknown

/**
 * What nodes of modules written for Node-RED inherit from. It holds no state of its own: what ties a node to its
 * runtime is set when the node is initialised, so one prototype serves all runtimes of a process.
 */
export class RedNode extends EventEmitter {
  declare id: string
  declare type: string
  declare z: string | undefined
  declare g: string | undefined
  declare name?: string
  declare wires: string[][]
  declare credentials?: Record<string, unknown>
  declare _alias?: string
  declare _flow: FlowView | undefined
  declare _closeCallbacks: CloseListener[]
  declare _context?: RedContext

  override on(event: string | symbol, listener: Listener): this {
    if (event === 'input') {
      const link = linkOf(this)
      link.inputs.push(listener as InputListener)
      link.whenHeard?.()
    } else if (event === 'close') this._closeCallbacks.push(listener as CloseListener)
    else super.on(event, listener as () => void)
    return this
  }

  override addListener(event: string | symbol, listener: Listener): this {
    return this.on(event, listener)
  }

  override removeListener(event: string | symbol, listener: Listener): this {
    if (event === 'input') take(linkOf(this).inputs, listener)
    else if (event === 'close') take(this._closeCallbacks, listener)
    else super.removeListener(event, listener as () => void)
    return this
  }

  override off(event: string | symbol, listener: Listener): this {
    return this.removeListener(event, listener)
  }

  override removeAllListeners(event?: string | symbol): this {
    if (event === 'input') linkOf(this).inputs.length = 0
    else if (event === 'close') this._closeCallbacks.length = 0
    else super.removeAllListeners(event)
    return this
  }

  override emit(event: string | symbol, ...parameters: unknown[]): boolean {
    if (event !== 'input') return super.emit(event, ...parameters)
    emitInput(this, parameters[0] as Message)
    return linkOf(this).inputs.length > 0
  }

  /** Puts a message before the node at once, as a wire would. */
  receive(message?: Message): void {
    const given = message ?? {}
    given._msgid ||= linkOf(this).environment?.util.generateId() ?? ''
    this.emit('input', given)
  }

  send(messages: unknown): void {
    sendAsNode(this, messages)
  }

  /** Replaces the wires, as a deploy does. */
  updateWires(wires?: string[][]): void {
    this.wires = wires ?? []
    const { slot, environment } = linkOf(this)
    if (slot !== undefined) environment?.rewire(slot, this.wires)
  }

  /** Calls what was given for `close`. Settles when all of them have finished. */
  close(removed?: boolean): Promise<void> {
    return callCloseListeners(this, removed === true)
  }

  context(): RedContext {
    this._context ??= createNodeContext(linkOf(this))
    return this._context
  }

  status(status: Status | string | number | boolean): void {
    linkOf(this).running?.status(status)
  }

  /** With a message the error goes to catch nodes, else to the log. */
  error(error?: unknown, message?: unknown): void {
    const { running, environment } = linkOf(this)
    const reported = typeof error === 'boolean' ? error : error || ''
    const about = typeof message === 'object' && message !== null ? (message as Message) : undefined
    if (running === undefined) environment?.log.error(reported)
    else running.error(reported, about)
  }

  warn(text: unknown): void {
    logAs(this, 'warn', text)
  }
  log(text: unknown): void {
    logAs(this, 'log', text)
  }
  debug(text: unknown): void {
    logAs(this, 'debug', text)
  }
  trace(text: unknown): void {
    logAs(this, 'trace', text)
  }

  /** Without arguments: whether metrics are kept. */
  metric(event?: string, message?: Message, value?: unknown): boolean | undefined {
    const log = linkOf(this).environment?.log
    if (event === undefined) return log?.metric() ?? false
    log?.log({
      level: log.METRIC,
      nodeid: this.id,
      event: `node.${this.type}.${event}`,
      msgid: message?._msgid,
      value,
    })
    return undefined
  }
}

/** `removeListener` is also called with what `once` put around a listener, and with the listener itself. */
function take(listeners: Array<(...parameters: never[]) => unknown>, listener: unknown): void {
  const index = listeners.findIndex(
    (one) => one === listener || (one as { listener?: unknown }).listener === listener,
  )
  if (index >= 0) listeners.splice(index, 1)
}

function logAs(node: RedNode, level: 'warn' | 'log' | 'debug' | 'trace', text: unknown): void {
  const { running, environment } = linkOf(node)
  if (running === undefined) environment?.log[level === 'log' ? 'info' : level](text)
  else if (environment === undefined) running[level](describeLogged(text))
  else environment.log.whileLogging(text, () => running[level](describeLogged(text)))
}
