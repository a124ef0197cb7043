import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { defineNode } from '../../runtime/define-node.js'

/** What `basic` nodes get of the config node that they refer to. */
export interface BasicAccount {
  /** Whether both are right; takes the same time whatever is wrong. `undefined` where no account is configured. */
  readonly matches: ((user: string, password: string) => boolean) | undefined
  close(): void
}

export default defineNode({
  type: 'basic-config',
  summary: 'Holds the user name and the password that basic nodes ask for.',
  isConfig: true,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name; a credentials file may use it as its key.' },
    },
  },
  credentials: {
    username: {
      type: 'text',
      description: 'The user name; without a colon, since the scheme ends it there.',
    },
    password: { type: 'password', description: 'The password.' },
  },
  help: {
    details: 'Without a user name and a password it lets nobody in, and says so in the log.',
    reads: {},
    sets: {},
    outputs: [],
    example: [
      { id: 'who', type: 'basic-config', name: 'staff' },
      { id: 'get', type: 'http in', url: '/staff', wires: [['check']] },
      { id: 'check', type: 'basic', basicconfig: 'who', wires: [['yes'], ['no']] },
      { id: 'yes', type: 'http response', wires: [] },
      { id: 'no', type: 'http response', statusCode: 401, wires: [] },
    ],
  },

  create({ name }, node): BasicAccount {
    const { username, password } = node.credentials
    if (!isFilledText(username) || !isFilledText(password)) {
      const label = name || node.id
      node.warn(
        `basic-config "${label}" has no user name and password: nobody gets in. Give them: --credentials file.json ` +
          `with {"${label}":{"username":"…","password":"\${PASSWORD}"}}.`,
      )
      return { matches: undefined, close() {} }
    }
    const key = randomBytes(32)
    const digest = (text: string) => createHmac('sha256', key).update(text).digest()
    const [wantedUser, wantedPassword] = [digest(username), digest(password)]
    return {
      matches(user, given) {
        // Digests have one length, and both are compared, so the time tells nothing about what is right.
        const isUser = timingSafeEqual(digest(user), wantedUser)
        const isPassword = timingSafeEqual(digest(given), wantedPassword)
        return isUser && isPassword
      },
      close() {},
    }
  },
})

const isFilledText = (value: unknown): value is string => typeof value === 'string' && value !== ''
