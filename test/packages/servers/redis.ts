import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { Bench } from '../bench.js'

type Reply = string | number | null | readonly Reply[]

/** A server that speaks as much of the protocol of Redis as texts, lists and their blocking forms need. */
export async function serveRedis(bench: Bench): Promise<number> {
  const data = new RedisData()
  const server = createServer((socket) => answer(socket, data)).listen(0, '127.0.0.1')
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => sockets.add(socket))
  await once(server, 'listening')
  bench.ends(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

function answer(socket: Socket, data: RedisData): void {
  let waiting = ''
  socket.setEncoding('utf8')
  socket.on('error', () => {})
  socket.on('data', async (chunk: string) => {
    waiting += chunk
    for (let read = readCommand(waiting); read !== undefined; read = readCommand(waiting)) {
      waiting = read.rest
      const reply = await data.run(read.words)
      if (!socket.destroyed) socket.write(encode(reply))
    }
  })
}

class RedisData {
  private readonly texts = new Map<string, string>()
  private readonly lists = new Map<string, string[]>()
  private readonly waiting: Array<{ key: string; take: (value: string) => void }> = []

  run([name = '', ...words]: string[]): Reply | Promise<Reply> {
    const [key = '', value = ''] = words
    switch (name.toLowerCase()) {
      case 'set':
        this.texts.set(key, value)
        return 'OK'
      case 'get':
        return this.texts.get(key) ?? null
      case 'rpush':
        return this.push(key, value)
      case 'lrange':
        return this.lists.get(key) ?? []
      case 'blpop':
        return this.take(key)
      case 'info':
        return 'redis_version:7.0.0\r\nloading:0'
      default:
        return 'OK'
    }
  }

  private push(key: string, value: string): number {
    const list = this.lists.get(key) ?? []
    this.lists.set(key, list)
    const index = this.waiting.findIndex((one) => one.key === key)
    if (index < 0) return list.push(value)
    this.waiting.splice(index, 1)[0]?.take(value)
    return list.length + 1
  }

  private take(key: string): Reply | Promise<Reply> {
    const first = this.lists.get(key)?.shift()
    if (first !== undefined) return [key, first]
    return new Promise((resolve) => this.waiting.push({ key, take: (value) => resolve([key, value]) }))
  }
}

/** A command is a list of texts, each with its length before it. */
function readCommand(text: string): { words: string[]; rest: string } | undefined {
  const lines = text.split('\r\n')
  const count = Number(lines[0]?.slice(1))
  if (!(count > 0) || lines.length < 1 + 2 * count + 1) return undefined
  const words = Array.from({ length: count }, (_, index) => lines[2 + 2 * index] ?? '')
  return { words, rest: lines.slice(1 + 2 * count).join('\r\n') }
}

function encode(reply: Reply): string {
  if (reply === null) return '$-1\r\n'
  if (typeof reply === 'number') return `:${reply}\r\n`
  if (typeof reply === 'string') return `$${Buffer.byteLength(reply)}\r\n${reply}\r\n`
  return `*${reply.length}\r\n${reply.map(encode).join('')}`
}
