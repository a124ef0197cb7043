import { randomBytes } from 'node:crypto'
import type { WebSocket } from 'ws'
import type { AdminAccess } from './access.js'

export interface ConnectionOptions {
  readonly access: AdminAccess
  /** The token was shown with the request already. */
  readonly isKnown: boolean
  /** After how long of silence a heartbeat is sent, in milliseconds. */
  readonly heartbeatMs: number
  /** It may be told things from now on. */
  onOpen(connection: CommsConnection): void
  onClose(connection: CommsConnection): void
  onSubscribe(connection: CommsConnection, topic: string): void
  onMessage(connection: CommsConnection, topic: string, data: unknown): void
}

/** Messages are sent together: at most so many, so often. */
const mostInFrame = 50
const frameGapMs = 50
/** What a client that does not keep up may be behind; the oldest go first. */
const mostWaiting = 5000

/** A client of the web socket, in the protocol of Node-RED's editor: lists of `{ topic, data }`. */
export class CommsConnection {
  readonly session = randomBytes(32).toString('base64')
  private readonly waiting: string[] = []
  private frameTimer: NodeJS.Timeout | undefined
  private readonly heartbeat: NodeJS.Timeout
  private lastSentTime = Date.now()
  private isOpen = false

  constructor(
    private readonly socket: WebSocket,
    private readonly options: ConnectionOptions,
  ) {
    socket.on('message', (data) => this.receive(String(data)))
    socket.on('close', () => this.end())
    // A broken connection closes as well.
    socket.on('error', () => {})
    this.heartbeat = setInterval(() => this.beat(), options.heartbeatMs)
    this.heartbeat.unref()
    if (options.isKnown || !options.access.needsToken) this.open()
  }

  send(topic: string, data: unknown): void {
    if (!this.isOpen || data === undefined) return
    const text = toJson({ topic, data })
    if (text === undefined) return
    this.waiting.push(text)
    if (this.waiting.length > mostWaiting) this.waiting.shift()
    this.frameTimer ??= setTimeout(() => this.sendFrame(), frameGapMs)
  }

  close(): void {
    if (this.waiting.length > 0) this.sendFrame()
    clearTimeout(this.frameTimer)
    this.socket.close(1001)
    // A client that does not answer the close would keep the process alive.
    setTimeout(() => this.socket.terminate(), 100).unref()
  }

  private open(): void {
    if (this.isOpen) return
    this.isOpen = true
    this.options.onOpen(this)
  }

  private end(): void {
    clearTimeout(this.frameTimer)
    clearInterval(this.heartbeat)
    this.isOpen = false
    this.options.onClose(this)
  }

  private sendFrame(): void {
    this.frameTimer = undefined
    this.socket.send(`[${this.waiting.splice(0, mostInFrame).join(',')}]`)
    this.lastSentTime = Date.now()
    if (this.waiting.length > 0) this.frameTimer = setTimeout(() => this.sendFrame(), frameGapMs)
  }

  private beat(): void {
    if (Date.now() - this.lastSentTime >= this.options.heartbeatMs) this.send('hb', this.lastSentTime)
  }

  private receive(text: string): void {
    const message = parseObject(text)
    if (message === undefined) return
    const { auth, subscribe, topic, data } = message
    if (auth !== undefined) this.authenticate(auth)
    else if (!this.isOpen) this.refuse()
    else if (typeof subscribe === 'string') this.options.onSubscribe(this, subscribe)
    else if (typeof topic === 'string') this.options.onMessage(this, topic, data)
  }

  private authenticate(token: unknown): void {
    const { access } = this.options
    if (access.needsToken && !access.isToken(token)) {
      this.refuse()
      return
    }
    this.open()
    this.socket.send(JSON.stringify({ auth: 'ok' }))
  }

  private refuse(): void {
    this.socket.send(JSON.stringify({ auth: 'fail' }))
    this.socket.close()
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** What packages publish may be anything; what JSON cannot hold is left out. */
function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}
