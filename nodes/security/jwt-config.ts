import type { KeyObject } from 'node:crypto'
import { defineNode } from '../../runtime/define-node.js'
import { readKeys } from './jwt-keys.js'
import { type Algorithm, algorithms, makeSigner } from './jwt-sign.js'

/** What `jwt` nodes get of the config node that they refer to. */
export interface TokenKeys {
  readonly algorithm: Algorithm
  /**
   * Signs claims. `undefined` where only a public key is at hand.
   *
   * @throws MillraceError NODE_FAILED where the claims are not those of a token
   */
  readonly sign: ((claims: unknown) => string) | undefined
  readonly verifyKey: KeyObject
  close(): void
}

export default defineNode({
  type: 'jwt-config',
  summary: 'Holds the algorithm, the lifetime and the key of JSON Web Tokens.',
  isConfig: true,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name; a credentials file may use it as its key.' },
      expiresin: {
        type: 'string',
        default: '',
        description:
          'Lifetime of a token: digits are seconds, or an amount with a unit (30m, 2h, 7d, 1w, 1y). Empty: no end.',
      },
      algorithm: {
        type: 'string',
        enum: algorithms,
        default: 'HS256',
        description: 'The algorithm that signs, and the only one accepted when verifying.',
      },
    },
  },
  credentials: {
    secret: {
      type: 'password',
      description:
        'The key: for HS algorithms any text, for RS, PS and ES ones a private key (or, to verify only, a public one) as PEM.',
    },
    secretFile: { type: 'text', description: 'A file that holds the secret, in place of `secret`.' },
    passphrase: { type: 'password', description: 'What an encrypted private key is locked with.' },
    publicKey: {
      type: 'text',
      description: 'The public key or certificate as PEM; taken from the private key where not given.',
    },
    publicKeyFile: {
      type: 'text',
      description: 'A file that holds the public key, in place of `publicKey`.',
    },
  },
  help: {
    details:
      'Without a secret an HS algorithm gets a random one for this run, with a warning: tokens then end with the ' +
      'process. The other algorithms need a key.',
    reads: {},
    sets: {},
    outputs: [],
    example: [
      { id: 'keys', type: 'jwt-config', name: 'shop', algorithm: 'HS512', expiresin: '30m' },
      { id: 'in', type: 'inject', payload: '{"sub":"ada"}', payloadType: 'json', wires: [['sign']] },
      { id: 'sign', type: 'jwt', jwtconfig: 'keys', generatejwt: true, wires: [['out']] },
      { id: 'out', type: 'debug', wires: [] },
    ],
  },

  check({ expiresin }) {
    if (expiresin === '' || readSeconds(expiresin) !== undefined) return []
    return [
      {
        message: `expiresin "${expiresin}" is no lifetime.`,
        remedy: 'Give seconds as digits (86400), or an amount with a unit (30m, 2h, 7d).',
      },
    ]
  },

  async create({ name, algorithm, expiresin }, node): Promise<TokenKeys> {
    const label = `jwt-config "${name || node.id}"`
    const { signKey, verifyKey } = await readKeys(algorithm, label, node)
    const sign = signKey && makeSigner(algorithm, signKey, readSeconds(expiresin), label)
    return { algorithm, sign, verifyKey, close() {} }
  },
})

const units: ReadonlyArray<readonly [name: RegExp, seconds: number]> = [
  [/^(s|secs?|seconds?)?$/i, 1],
  [/^(m|mins?|minutes?)$/i, 60],
  [/^(h|hrs?|hours?)$/i, 3600],
  [/^(d|days?)$/i, 86_400],
  [/^(w|weeks?)$/i, 604_800],
  [/^(y|yrs?|years?)$/i, 31_557_600],
]

/** Seconds of `86400`, `2h`, `7 days`; `undefined` for anything else. */
function readSeconds(text: string): number | undefined {
  const [, amount, name = ''] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text) ?? []
  const unit = units.find(([pattern]) => pattern.test(name))
  return amount === undefined || unit === undefined ? undefined : Math.floor(Number(amount) * unit[1])
}
