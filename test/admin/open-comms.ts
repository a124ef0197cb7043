import { onTestFinished, vi } from 'vitest'
import { WebSocket } from 'ws'

export interface Told {
  topic: string
  data: Record<string, unknown>
}

/** A client of the web socket, as the editor is one. */
export interface Client {
  readonly socket: WebSocket
  /** What it was told, in order; `auth` answers among it. */
  readonly told: Array<Partial<Told> & { auth?: string }>
  ask(message: object): void
  /** Waits until so many messages of a topic have come, and gives them. */
  topic(topic: string, count?: number): Promise<Told[]>
}

export async function openComms(url: string, headers: Record<string, string> = {}): Promise<Client> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), { headers })
  onTestFinished(() => socket.terminate())
  const told: Client['told'] = []
  socket.on('message', (data) => void told.push(...[JSON.parse(String(data))].flat()))
  await new Promise<void>((resolve, reject) => {
    socket.on('open', () => resolve())
    socket.on('error', reject)
  })
  return {
    socket,
    told,
    ask: (message) => socket.send(JSON.stringify(message)),
    topic: (topic, count = 1) =>
      vi.waitFor(() => {
        const found = told.filter((each) => each.topic === topic) as Told[]
        if (found.length < count)
          throw new Error(`${found.length} of ${count} ${topic}: ${JSON.stringify(told)}`)
        return found
      }),
  }
}
