import { configNode, defineNode } from '../../runtime/define-node.js'
import type { Message } from '../../runtime/message/message.js'
import type basicConfig from './basic-config.js'

export default defineNode({
  type: 'basic',
  summary: 'Checks the user name and the password of a request (HTTP Basic authentication).',
  outputs: 2,
  config: {
    type: 'object',
    properties: {
      basicconfig: configNode<typeof basicConfig>('basic-config', {
        description:
          'The user name and password to ask for. A request with them leaves by the first output with msg.user, any ' +
          'other by the second with msg.error { code, message }. Without it every request is bad.',
      }),
      outputs: { type: 'number', default: 2, description: 'How many outputs the editor draws: 2.' },
    },
  },
  help: {
    reads: { req: 'The request, from an http in node; its Authorization header is checked.' },
    sets: {
      user: 'The user name, where it and the password are right; else removed.',
      error: 'By the second output, an object: code (missing, wrong-login or not-configured) and message.',
    },
    outputs: ['Messages with the right user name and password.', 'All others.'],
    example: [
      { id: 'who', type: 'basic-config', name: 'staff' },
      { id: 'get', type: 'http in', url: '/staff', wires: [['check']] },
      { id: 'check', type: 'basic', basicconfig: 'who', wires: [['yes'], ['no']] },
      { id: 'yes', type: 'http response', wires: [] },
      {
        id: 'no',
        type: 'http response',
        statusCode: 401,
        headers: { 'www-authenticate': 'Basic realm="staff"' },
        wires: [],
      },
    ],
  },

  create({ basicconfig }, node) {
    if (!basicconfig) node.warn('basic has no basic-config: it lets nobody in. Choose a basic-config node.')
    const matches = basicconfig?.matches

    return {
      input(message, send) {
        const login = readLogin(message)
        if (login && matches?.(login.user, login.password)) {
          message.user = login.user
          send([message, null])
          return
        }
        // A user that an earlier node found must not pass for the one of this request.
        delete message.user
        message.error = describeFault(matches !== undefined, login !== undefined)
        send([null, message])
      },
    }
  },
})

interface Login {
  user: string
  password: string
}

/** User name and password of the Authorization header; `undefined` where it holds none. */
function readLogin({ req }: Message): Login | undefined {
  const header = (req as { headers?: Record<string, unknown> } | undefined | null)?.headers?.authorization
  const encoded = typeof header === 'string' ? /^Basic +([\w+/-]+=*) *$/i.exec(header)?.[1] : undefined
  const text = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon < 0) return undefined
  return { user: text.slice(0, colon), password: text.slice(colon + 1) }
}

function describeFault(isConfigured: boolean, hasLogin: boolean): { code: string; message: string } {
  if (!isConfigured) return { code: 'not-configured', message: 'No user name and password are configured.' }
  if (!hasLogin) return { code: 'missing', message: 'The request has no user name and password.' }
  return { code: 'wrong-login', message: 'The user name or the password is wrong.' }
}
