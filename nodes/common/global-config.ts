import { defineNode } from '../../runtime/define-node.js'

export default defineNode({
  type: 'global-config',
  summary: 'Holds the environment variables of all flows.',
  isConfig: true,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name; the editor sets none.' },
      env: {
        type: 'array',
        items: { type: 'object' },
        default: [],
        description:
          'The variables: { name, value, type }, where type is str, num, bool, json, bin, env, jsonata or cred.',
      },
      modules: {
        type: 'object',
        default: {},
        description:
          'Which modules the flow was made with: name to version. For people; nothing is installed.',
      },
    },
  },
  credentials: {
    map: { type: 'password', description: 'The values of variables of type cred, by name.' },
  },
  help: {
    details:
      'Nodes find a variable here after those of their group, subflow and tab, and before those of the process: as ' +
      '${NAME} in a field, as a value of type env, and with env.get in functions.',
    reads: {},
    sets: {},
    outputs: [],
    example: [
      { id: 'all', type: 'global-config', env: [{ name: 'SITE', value: 'north', type: 'str' }] },
      { id: 'in', type: 'inject', payload: 'SITE', payloadType: 'env', wires: [['out']] },
      { id: 'out', type: 'debug', wires: [] },
    ],
  },

  create: () => ({}),
})
