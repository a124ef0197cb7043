import { setTimeout } from 'node:timers/promises'
import { expect, vi } from 'vitest'
import { node, record, settings } from '../bench.js'
import { serveHomeAssistant } from '../servers/home-assistant.js'
import { connectMqtt, serveMqtt } from '../servers/mqtt.js'
import { smoke } from '../smoke.js'

/** Packages of homes. */
export const homeTries = [
  smoke(
    'node-red-contrib-home-assistant-websocket',
    'the state of a lamp, and turning it on',
    async (bench) => {
      const home = await serveHomeAssistant(bench)
      await bench.run([
        {
          ...settings('ha', 'server', {
            name: 'Home',
            version: 6,
            addon: false,
            rejectUnauthorizedCerts: true,
            ha_boolean: ['y', 'yes', 'true', 'on', 'home', 'open'],
            connectionDelay: false,
            cacheJson: false,
            heartbeat: false,
            heartbeatInterval: '30',
            areaSelector: 'friendlyName',
            deviceSelector: 'friendlyName',
            entitySelector: 'friendlyName',
            statusSeparator: ': ',
            statusYear: 'hidden',
            statusMonth: 'short',
            statusDay: 'numeric',
            statusHourCycle: 'default',
            statusTimeFormat: 'h:m',
            enableGlobalContextStore: false,
          }),
          credentials: { host: home.url, access_token: 'hush' },
        },
        node(
          'state',
          'api-current-state',
          {
            server: 'ha',
            version: 3,
            outputs: 1,
            halt_if: '',
            halt_if_type: 'str',
            halt_if_compare: 'is',
            entity_id: 'light.hall',
            state_type: 'str',
            blockInputOverrides: true,
            outputProperties: [
              { property: 'payload', propertyType: 'msg', value: '', valueType: 'entityState' },
              { property: 'data', propertyType: 'msg', value: '', valueType: 'entity' },
            ],
            for: '0',
            forType: 'num',
            forUnits: 'minutes',
            override_topic: false,
            state_location: 'payload',
            override_payload: 'msg',
            entity_location: 'data',
            override_data: 'msg',
          },
          ['out'],
        ),
        node(
          'act',
          'api-call-service',
          {
            server: 'ha',
            version: 7,
            debugenabled: false,
            action: 'light.turn_on',
            floorId: [],
            areaId: [],
            deviceId: [],
            entityId: ['light.hall'],
            labelId: [],
            data: '{"brightness": 9}',
            dataType: 'json',
            mergeContext: '',
            mustacheAltTags: false,
            outputProperties: [],
            queue: 'none',
            blockInputOverrides: true,
            domain: 'light',
            service: 'turn_on',
          },
          ['done'],
        ),
        record('out'),
        record('done'),
      ])
      // The node knows of entities once it has been told of them, and logs an error before.
      await home.isSetUp
      await setTimeout(300)
      bench.send('state')
      const entity = { entity_id: 'light.hall', attributes: { brightness: 7 } }
      await bench.gets('out', [{ payload: 'on', data: entity }])
      bench.send('act', { payload: 'kept' })
      await bench.gets('done', [{ payload: 'kept' }])
      expect(home.calls).toMatchObject([
        {
          domain: 'light',
          service: 'turn_on',
          service_data: { brightness: 9 },
          target: { entity_id: 'light.hall' },
        },
      ])
    },
  ),

  smoke(
    'node-red-contrib-zigbee2mqtt',
    'what the bridge says',
    async (bench) => {
      const port = await serveMqtt(bench)
      const client = await connectMqtt(bench, port)
      await bench.run([
        settings('s', 'zigbee2mqtt-server', {
          host: '127.0.0.1',
          mqtt_port: String(port),
          mqtt_username: '',
          mqtt_password: '',
          usetls: false,
          base_topic: 'zigbee2mqtt',
        }),
        node('in', 'zigbee2mqtt-bridge', { server: 's', topic: 'zigbee2mqtt/bridge/log' }, ['out']),
        record('out'),
      ])
      const message = { type: 'device_connected', message: 'hall' }
      await vi.waitFor(
        () => {
          client.publish('zigbee2mqtt/bridge/log', JSON.stringify(message), {}, () => {})
          expect(bench.messages('out')).toContainEqual(expect.objectContaining({ payload: message }))
        },
        { timeout: 15_000, interval: 300 },
      )
    },
    { mayLog: /onConnectError is not a function/ },
  ),
]
