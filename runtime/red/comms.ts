import type { EventEmitter } from 'node:events'

/** What a package sends to who looks on, such as the admin application. */
export interface Publication {
  readonly topic: string
  readonly data: unknown
  /** Also for those who come to look later. */
  readonly retain: boolean
}

/** `RED.comms`, and where the admin application listens to it. */
export class RedComms {
  private readonly kept = new Map<string, Publication>()

  constructor(private readonly events: EventEmitter) {
    events.on('comms', (publication: Publication) => this.keep(publication))
  }

  publish(topic: string, data: unknown, retain?: boolean): void {
    this.events.emit('comms', { topic, data, retain: retain === true })
  }

  /** The publications that were to be retained, the last of each topic. */
  retained(): Publication[] {
    return [...this.kept.values()]
  }

  /** Calls the listener with each publication. @returns what ends it */
  listen(listener: (publication: Publication) => void): () => void {
    this.events.on('comms', listener)
    return () => this.events.off('comms', listener)
  }

  private keep(publication: Publication): void {
    if (publication.retain) this.kept.set(publication.topic, publication)
    else this.kept.delete(publication.topic)
  }
}
