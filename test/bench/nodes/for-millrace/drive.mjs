import { createDrive, tellDrive } from '../drive.cjs'

const description = 'See drive.cjs.'

export const drive = {
  type: 'bench drive',
  summary: 'Sends messages into a flow and takes them back.',
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      kind: { type: 'string', default: 'number', description },
      repeats: { type: 'integer', default: 1, description },
      expected: { type: 'integer', default: 1, description },
    },
  },
  create(config, node) {
    const drive = createDrive({ ...config, name: node.name }, (message) => node.send(message))
    return { input: () => drive.receive() }
  },
}

export const reader = {
  type: 'bench reader',
  summary: 'Reads a message.',
  readsOnly: true,
  config: { type: 'object', properties: { drive: { type: 'string', default: '', description } } },
  create: ({ drive }) => ({ input: () => tellDrive(drive) }),
}
