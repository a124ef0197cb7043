import { expect, vi } from 'vitest'
import { node, record, settings } from '../bench.js'
import { serveSnmp } from '../servers/snmp.js'
import { smoke } from '../smoke.js'

/** Packages for machines and devices. */
export const industryTries = [
  smoke('node-red-contrib-modbus', 'registers of a server, by TCP', async (bench) => {
    const port = await bench.freePort()
    const client = { server: 'c', showStatusActivities: false, showErrors: true }
    await bench.run([
      settings('c', 'modbus-client', {
        clienttype: 'tcp',
        bufferCommands: true,
        stateLogEnabled: false,
        queueLogEnabled: false,
        failureLogEnabled: true,
        tcpHost: '127.0.0.1',
        tcpPort: port,
        tcpType: 'DEFAULT',
        unit_id: '1',
        commandDelay: '1',
        clientTimeout: '1000',
        reconnectOnTimeout: true,
        reconnectTimeout: '300',
        parallelUnitIdsAllowed: true,
      }),
      node('s', 'modbus-server', {
        hostname: '127.0.0.1',
        serverPort: port,
        responseDelay: '1',
        delayUnit: 'ms',
        coilsBufferSize: '100',
        holdingBufferSize: '100',
        inputBufferSize: '100',
        discreteBufferSize: '100',
        showErrors: true,
      }),
      node('w', 'modbus-flex-write', { ...client, keepMsgProperties: true }, ['r'], []),
      node(
        'r',
        'modbus-getter',
        { ...client, unitid: '1', dataType: 'HoldingRegister', adr: '3', quantity: '2' },
        ['out'],
        [],
      ),
      record('out'),
    ])
    await vi.waitFor(
      () => {
        // What is sent before the client is connected is dropped.
        bench.send('w', { payload: { value: [12, 345], fc: 16, unitid: 1, address: 3, quantity: 2 } })
        expect(bench.messages('out')).toContainEqual(expect.objectContaining({ payload: [12, 345] }))
      },
      { timeout: 20_000, interval: 1000 },
    )
  }),

  smoke('node-red-node-snmp', 'a value of an agent', async (bench) => {
    const host = `127.0.0.1:${await serveSnmp(bench)}`
    const oid = '1.3.6.1.4.1.9999.1.0'
    await bench.run([
      node('get', 'snmp', { host, community: 'public', version: '1', timeout: '2', oids: oid }, ['out']),
      record('out'),
    ])
    bench.send('get')
    await bench.gets('out', [{ payload: [{ oid, value: 42 }] }])
  }),
]
