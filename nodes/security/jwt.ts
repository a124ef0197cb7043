import { configNode, defineNode, type RunningNode } from '../../runtime/define-node.js'
import { MillraceError } from '../../runtime/errors.js'
import type { Message } from '../../runtime/message/message.js'
import type jwtConfig from './jwt-config.js'
import type { TokenKeys } from './jwt-config.js'

export default defineNode({
  type: 'jwt',
  summary: 'Makes a JSON Web Token of msg.payload, or verifies the one that a request carries.',
  outputs: ({ generatejwt }) => (generatejwt ? 1 : 2),
  config: {
    type: 'object',
    properties: {
      jwtconfig: configNode<typeof jwtConfig>('jwt-config', {
        description: 'Algorithm, lifetime and key. Without it nothing is signed, and every token is bad.',
      }),
      generatejwt: {
        type: 'boolean',
        default: false,
        description:
          'True: sign msg.payload, an object, and put the token in its place. False: verify the bearer token of ' +
          'msg.req, else msg.token, else a text in msg.payload; the claims go to msg.jwt and out of the first output, ' +
          'a bad token out of the second with msg.error { code, message }.',
      },
      outputs: {
        type: 'number',
        default: 1,
        description: 'How many outputs the editor draws: 1 to generate, 2 to verify.',
      },
    },
  },
  help: {
    details:
      'Only the algorithm of the config node is accepted. A bad token is no error: it takes the second output.',
    reads: {
      payload:
        'Generating: the claims, an object. Verifying: the token, where neither req nor token has one.',
      req: 'Verifying: the request, with the token in its Authorization header (Bearer).',
      token: 'Verifying: the token, where the request has none.',
    },
    sets: {
      payload: 'Generating: the token.',
      jwt: 'Verifying: the claims of a good token; removed for a bad one.',
      error:
        'Verifying, by the second output: code (missing, malformed, expired, not-active, wrong-signature, ' +
        'wrong-algorithm or not-configured) and message.',
    },
    outputs:
      'Generating: the message with the token. Verifying: good tokens by the first, bad ones by the second.',
    example: [
      { id: 'keys', type: 'jwt-config', name: 'shop', expiresin: '2h' },
      { id: 'in', type: 'inject', payload: '{"sub":"ada"}', payloadType: 'json', wires: [['sign']] },
      { id: 'sign', type: 'jwt', jwtconfig: 'keys', generatejwt: true, wires: [['check']] },
      { id: 'check', type: 'jwt', jwtconfig: 'keys', outputs: 2, wires: [['good'], ['bad']] },
      { id: 'good', type: 'debug', complete: 'jwt', wires: [] },
      { id: 'bad', type: 'debug', complete: 'error', wires: [] },
    ],
  },

  check({ generatejwt, jwtconfig }) {
    if (!generatejwt || jwtconfig) return []
    return [
      {
        code: 'MISSING_FIELD',
        message: 'jwtconfig is not set, so there is no key to sign with.',
        remedy: 'Choose a jwt-config node.',
      },
    ]
  },

  async create({ generatejwt, jwtconfig }, node) {
    if (generatejwt) return generateTokens(jwtconfig)
    const verify = await makeVerifier(jwtconfig, node)
    return {
      input(message, send) {
        const verdict = verify(findToken(message))
        if ('claims' in verdict) {
          message.jwt = verdict.claims
          send([message, null])
        } else {
          // Claims that an earlier node found must not pass for those of this token.
          delete message.jwt
          message.error = verdict
          send([null, message])
        }
      },
    }
  },
})

function generateTokens(keys: TokenKeys | undefined) {
  const sign = keys?.sign
  if (!sign) {
    const reason = keys
      ? 'its jwt-config has a public key only. Give it the private key'
      : 'it has no jwt-config'
    throw new MillraceError('NODE_START_FAILED', `jwt cannot generate tokens: ${reason}.`)
  }
  return {
    input(message: Message, send: (message: Message) => void) {
      message.payload = sign(message.payload)
      send(message)
    },
  }
}

/** The bearer token of the request, else `msg.token`, else a text payload. */
function findToken(message: Message): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(readAuthorization(message))?.[1]
  return [bearer, message.token, message.payload].find(isFilledText)?.trim()
}

const isFilledText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''

function readAuthorization({ req }: Message): string {
  const header = (req as { headers?: Record<string, unknown> } | undefined | null)?.headers?.authorization
  return typeof header === 'string' ? header : ''
}

/** What is wrong with a token: a word for programs and a sentence for people. */
interface Fault {
  code:
    | 'missing'
    | 'malformed'
    | 'expired'
    | 'not-active'
    | 'wrong-signature'
    | 'wrong-algorithm'
    | 'not-configured'
  message: string
}

type Verify = (token: string | undefined) => { claims: object } | Fault

async function makeVerifier(keys: TokenKeys | undefined, node: RunningNode): Promise<Verify> {
  if (!keys) {
    node.warn('jwt has no jwt-config: it takes every token for bad. Choose a jwt-config node.')
    return () => ({
      code: 'not-configured',
      message: 'Verifying is not configured: the jwt node has no jwt-config.',
    })
  }
  const { algorithm, verifyKey } = keys
  const { default: jsonwebtoken } = await import('jsonwebtoken')

  return (token) => {
    if (token === undefined) {
      const message =
        'The token is missing: no bearer token in the request, no msg.token, no text in msg.payload.'
      return { code: 'missing', message }
    }
    try {
      const claims = jsonwebtoken.verify(token, verifyKey, { algorithms: [algorithm] })
      if (typeof claims === 'object' && !Array.isArray(claims)) return { claims }
      return { code: 'malformed', message: 'The token is malformed: its claims are no object.' }
    } catch (error) {
      return describeFault(error, algorithm)
    }
  }
}

/** Whatever the library throws means a bad token: the text of its message is the only sign of some causes. */
function describeFault(error: unknown, algorithm: string): Fault {
  const { name, message, expiredAt, date } = error as Error & { expiredAt?: Date; date?: Date }
  if (name === 'TokenExpiredError') {
    return { code: 'expired', message: `The token has expired at ${expiredAt?.toISOString()}.` }
  }
  if (name === 'NotBeforeError') {
    return { code: 'not-active', message: `The token is not active before ${date?.toISOString()}.` }
  }
  if (message === 'invalid signature') {
    return { code: 'wrong-signature', message: 'The token has a wrong signature.' }
  }
  if (message === 'jwt signature is required') {
    return { code: 'wrong-signature', message: 'The token has no signature.' }
  }
  if (message === 'invalid algorithm') {
    return {
      code: 'wrong-algorithm',
      message: `The token has the wrong algorithm: only ${algorithm} is accepted.`,
    }
  }
  return { code: 'malformed', message: 'The token is malformed.' }
}
