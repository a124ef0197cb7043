// Sends HTTP/1.1 requests over keep-alive connections and times the answers. A process of its own, on a core of its
// own, that does as little as it can for each request: the server is what is measured.
import { connect } from 'node:net'

const warmupShare = 0.2

process.on('message', async (order) => {
  const result = await generate(order).catch((error) => ({ error: error.message }))
  process.send(result)
})
process.on('disconnect', () => process.exit())

/**
 * Without a rate, each connection sends its next request as soon as the answer to the last is there. With one,
 * requests are due at even distances whatever the server does, and are timed from when they were due.
 */
async function generate({ port, path, connections, seconds, requests, rate }) {
  const text = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: keep-alive\r\n\r\n`
  const clients = await Promise.all(Array.from({ length: connections }, () => openClient(port, text)))
  try {
    if (requests !== undefined) return await sendCount(clients, requests)
    if (rate !== undefined) return await sendAtRate(clients, rate, seconds)
    return await sendAsFastAsAnswered(clients, seconds)
  } finally {
    for (const { socket } of clients) socket.destroy()
  }
}

async function sendCount(clients, requests) {
  let left = requests
  const latencies = []
  const start = performance.now()
  await Promise.all(
    clients.map(async (client) => {
      while (left-- > 0) await client.request(latencies)
    }),
  )
  return summarise(latencies, (performance.now() - start) / 1000)
}

async function sendAsFastAsAnswered(clients, seconds) {
  const latencies = []
  const start = performance.now()
  const measuredFrom = start + seconds * warmupShare * 1000
  const end = measuredFrom + seconds * 1000
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < measuredFrom) await client.request([])
      while (performance.now() < end) await client.request(latencies)
    }),
  )
  return summarise(latencies, (performance.now() - measuredFrom) / 1000)
}

async function sendAtRate(clients, rate, seconds) {
  const idle = [...clients]
  const latencies = []
  const measuredFrom = performance.now() + seconds * warmupShare * 1000
  const pending = new Set()
  let due = performance.now()
  const end = measuredFrom + seconds * 1000
  while (due < end) {
    while (due <= performance.now() && idle.length > 0) {
      const client = idle.pop()
      const sent = client.request(due < measuredFrom ? [] : latencies, due).then(() => {
        idle.push(client)
        pending.delete(sent)
      })
      pending.add(sent)
      due += 1000 / rate
    }
    await new Promise(setImmediate)
  }
  await Promise.all(pending)
  return summarise(latencies, seconds)
}

function summarise(latencies, seconds) {
  latencies.sort((a, b) => a - b)
  const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))]
  return { requests: latencies.length, perSecond: latencies.length / seconds, p50: at(0.5), p99: at(0.99) }
}

async function openClient(port, text) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  let settle
  let received = ''
  let since = 0
  let latencies = []
  socket.setEncoding('latin1')
  socket.on('data', (chunk) => {
    received = received === '' ? chunk : received + chunk
    if (!isWhole(received)) return
    const isFine = received.startsWith('HTTP/1.1 200')
    const answer = received
    received = ''
    if (!isFine) settle.reject(new Error(`Not a 200: ${answer.slice(0, 200)}`))
    latencies.push(performance.now() - since)
    settle.resolve()
  })
  const fail = () => settle?.reject(new Error('The server closed a connection.'))
  socket.on('close', fail)
  socket.on('error', fail)
  return {
    socket,
    request(into, due = performance.now()) {
      latencies = into
      since = due
      return new Promise((resolve, reject) => {
        settle = { resolve, reject }
        socket.write(text)
      })
    },
  }
}

function isWhole(answer) {
  const headEnd = answer.indexOf('\r\n\r\n')
  if (headEnd < 0) return false
  const length = /\r\ncontent-length: *(\d+)/i.exec(answer)
  if (length !== null && length.index < headEnd) return answer.length >= headEnd + 4 + Number(length[1])
  return answer.endsWith('0\r\n\r\n')
}
