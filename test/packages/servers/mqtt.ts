import type { Bench } from '../bench.js'
import { installed } from './installed.js'

export interface MqttClient {
  on(event: 'message', listener: (topic: string, payload: Buffer) => void): void
  subscribeAsync(topic: string): Promise<unknown>
  publishAsync(topic: string, payload: string, options?: { retain?: boolean }): Promise<unknown>
  endAsync(force?: boolean): Promise<unknown>
}

/** A client of a broker on loopback. */
export async function connectMqtt(bench: Bench, port: number): Promise<MqttClient> {
  const mqtt = installed<{ connectAsync(url: string): Promise<MqttClient> }>('mqtt')
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`)
  bench.ends(() => client.endAsync(true))
  return client
}
