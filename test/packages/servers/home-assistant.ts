import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Bench } from '../bench.js'

interface Command {
  id: number
  type: string
  [field: string]: unknown
}

const version = '2025.1.0'
const results: Readonly<Record<string, unknown>> = {
  'auth/current_user': { id: 'u', name: 'Ada', is_owner: true, is_admin: true },
  get_config: { state: 'RUNNING', version, components: [], location_name: 'Mill' },
  get_services: { light: { turn_on: { name: 'Turn on', fields: {} } } },
  call_service: { context: { id: 'c' } },
}

export interface Home {
  url: string
  /** What services were called. */
  calls: Command[]
  /** Settles once a client has been told of the lamp. */
  isSetUp: Promise<void>
}

/** A home with one lamp, `light.hall`, which is on. */
export async function serveHomeAssistant(bench: Bench): Promise<Home> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/api/websocket' })
  await once(server, 'listening')
  const calls: Command[] = []
  let tellSetUp = () => {}
  const isSetUp = new Promise<void>((resolve) => {
    tellSetUp = resolve
  })
  server.on('connection', (socket) => {
    const say = (message: object) => socket.send(JSON.stringify(message))
    say({ type: 'auth_required', ha_version: version })
    socket.on('message', (text) => {
      const command = JSON.parse(String(text)) as Command
      if (command.type === 'call_service') calls.push(command)
      answer(command, say)
      if (command.type === 'subscribe_entities') tellSetUp()
    })
  })
  bench.ends(() => {
    for (const client of server.clients as Set<WebSocket>) client.terminate()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls, isSetUp }
}

function answer(command: Command, say: (message: object) => void): void {
  const { id, type } = command
  if (type === 'auth') {
    say({ type: 'auth_ok', ha_version: version })
    return
  }
  const list = type.endsWith('/list') ? [] : null
  say({ id, type: 'result', success: true, result: results[type] ?? list })
  if (type !== 'subscribe_entities') return
  const lamp = { s: 'on', a: { friendly_name: 'Hall', brightness: 7 }, c: 'x', lc: 1, lu: 1 }
  say({ id, type: 'event', event: { a: { 'light.hall': lamp } } })
}
