import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { Bench } from '../bench.js'
import { installed } from './installed.js'

interface Snmp {
  createAgent(options: object, callback: (error: Error | null) => void): Agent
  MibProviderType: { Scalar: number }
  ObjectType: { Integer: number }
  MaxAccess: Record<string, number>
  AccessControlModelType: { Simple: number }
  AccessLevel: { ReadWrite: number }
}

interface Agent {
  registerProvider(provider: object): void
  getMib(): { setScalarValue(name: string, value: unknown): void }
  getAuthorizer(): { addCommunity(community: string): void }
  close(): void
}

/** An agent of SNMP with one number, 42, at 1.3.6.1.4.1.9999.1.0. */
export async function serveSnmp(bench: Bench): Promise<number> {
  const snmp = installed<Snmp>('net-snmp')
  const port = await freeUdpPort()
  const agent = snmp.createAgent(
    { port, address: '127.0.0.1', disableAuthorization: true, accessControlModelType: 0 },
    () => {},
  )
  agent.registerProvider({
    name: 'speed',
    type: snmp.MibProviderType.Scalar,
    oid: '1.3.6.1.4.1.9999.1',
    scalarType: snmp.ObjectType.Integer,
    maxAccess: snmp.MaxAccess['read-write'],
  })
  agent.getMib().setScalarValue('speed', 42)
  bench.ends(() => agent.close())
  return port
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return port
}
