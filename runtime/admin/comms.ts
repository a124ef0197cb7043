import type { CommsConnection } from './connection.js'

/**
 * What who looks on is told, by topic, as Node-RED's editor is: every connection gets everything; subscribing brings
 * what is retained of the topics.
 */
export class Comms {
  private readonly kept = new Map<string, unknown>()
  private readonly connections = new Set<CommsConnection>()

  get hasListeners(): boolean {
    return this.connections.size > 0
  }

  add(connection: CommsConnection): void {
    this.connections.add(connection)
  }

  remove(connection: CommsConnection): void {
    this.connections.delete(connection)
  }

  /** @param retain also for those who subscribe later; without it, what was retained of the topic goes */
  publish(topic: string, data: unknown, retain = false): void {
    if (retain) this.kept.set(topic, data)
    else this.kept.delete(topic)
    for (const connection of this.connections) connection.send(topic, data)
  }

  isRetained(topic: string): boolean {
    return this.kept.has(topic)
  }

  /** Forgets what is retained of topics, without telling anybody. */
  forget(test: (topic: string) => boolean): void {
    for (const topic of [...this.kept.keys()]) if (test(topic)) this.kept.delete(topic)
  }

  /** Sends what is retained of the topics that a pattern names: `+` stands for one part, `/#` for all that follow. */
  sendRetained(connection: CommsConnection, pattern: string): void {
    const topics = compileTopics(pattern)
    for (const [topic, data] of this.kept) if (topics.test(topic)) connection.send(topic, data)
  }

  /** Ends all connections. */
  close(): void {
    for (const connection of this.connections) connection.close()
  }
}

function compileTopics(pattern: string): RegExp {
  const literal = pattern.replace(/[[\]?()\\$^*.|{}]/g, '\\$&')
  return new RegExp(`^${literal.replaceAll('+', '[^/]+').replace(/\/#$/, '(/.*)?')}$`)
}
