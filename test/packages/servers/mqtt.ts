import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { Bench } from '../bench.js'
import { installed } from './installed.js'

export interface MqttClient {
  on(event: 'message', listener: (topic: string, payload: Buffer) => void): void
  subscribe(topic: string, done: () => void): void
  publish(topic: string, payload: string, options: { retain?: boolean }, done: () => void): void
  end(force: boolean, done: () => void): void
}

/** A client of a broker on loopback, once it is connected. */
export async function connectMqtt(bench: Bench, port: number): Promise<MqttClient> {
  const { connect } = installed<{ connect(url: string): MqttClient & NodeJS.EventEmitter }>('mqtt')
  const client = connect(`mqtt://127.0.0.1:${port}`)
  await once(client, 'connect')
  bench.ends(() => new Promise<void>((resolve) => client.end(true, resolve)))
  return client
}

/** A broker on loopback. */
export async function serveMqtt(bench: Bench): Promise<number> {
  const makeBroker =
    installed<() => { handle: (socket: object) => void; close(done: () => void): void }>('aedes')
  const broker = makeBroker()
  const server = createServer(broker.handle).listen(0, '127.0.0.1')
  await once(server, 'listening')
  bench.ends(() => {
    broker.close(() => {})
    server.close()
  })
  return (server.address() as AddressInfo).port
}
