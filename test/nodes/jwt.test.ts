import { createHmac } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader, jwtVerify, SignJWT } from 'jose'
import { afterEach, describe, expect, test } from 'vitest'
import { type FlowRun, runFlow } from '../helpers/run-flow-file.js'

const secret = 'a secret of at least thirty-two bytes'
const key = Buffer.from(secret)
const seconds = () => Math.floor(Date.now() / 1000)

interface Setup {
  config?: Record<string, unknown>
  jwt?: Record<string, unknown>
  credentials?: Record<string, unknown> | undefined
}

/** A node that generates, one that verifies, and debug nodes that show what leaves them, and the errors. */
function startJwtFlow({ config, jwt, credentials = { secret } }: Setup = {}): Promise<FlowRun> {
  const shared = { type: 'jwt', z: 'tab', jwtconfig: 'keys', ...jwt }
  const debug = (id: string) => ({ id, type: 'debug', z: 'tab', complete: 'true', wires: [] })
  return runFlow(
    [
      { id: 'tab', type: 'tab', label: 'Tokens' },
      { id: 'keys', type: 'jwt-config', name: 'keys', expiresin: '86400', algorithm: 'HS256', ...config },
      { id: 'generate', ...shared, generatejwt: 'true', outputs: 1, wires: [['token']] },
      { id: 'verify', ...shared, generatejwt: 'false', outputs: 2, wires: [['good'], ['bad']] },
      { id: 'catch', type: 'catch', z: 'tab', scope: null, wires: [['error']] },
      ...['token', 'good', 'bad', 'error'].map(debug),
    ],
    { credentials: { keys: credentials } },
  )
}

const sign = (claims: Record<string, unknown>, alg = 'HS256', signKey = key) =>
  new SignJWT(claims).setProtectedHeader({ alg, typ: 'JWT' }).sign(signKey)

describe('jwt, generating', () => {
  let flow: FlowRun
  afterEach(() => flow.stop())

  const tokenOf = async (payload: unknown): Promise<string> => {
    flow.send('generate', { payload, topic: 'kept' })
    const [message] = (await flow.shown('token')) as [{ payload: string; topic: string }]
    expect(message.topic).toBe('kept')
    return message.payload
  }

  test('signs msg.payload as it is, for as many seconds as the digits of expiresin say', async () => {
    flow = await startJwtFlow()
    const payload = { name: 'Müller & Söhne', list: [1, { a: null }] }
    const before = seconds()
    const { payload: claims, protectedHeader } = await jwtVerify(await tokenOf(payload), key, {
      algorithms: ['HS256'],
    })
    const { iat, exp, ...rest } = claims
    expect(rest).toEqual(payload)
    expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'JWT' })
    expect(iat).toBeGreaterThanOrEqual(before)
    expect(iat).toBeLessThanOrEqual(seconds())
    expect((exp ?? 0) - (iat ?? 0)).toBe(86_400)
  })

  test.each([
    { expiresin: 86400, lifetime: 86_400 },
    { expiresin: '30s', lifetime: 30 },
    { expiresin: '15m', lifetime: 900 },
    { expiresin: '2h', lifetime: 7200 },
    { expiresin: '7d', lifetime: 604_800 },
    { expiresin: '2 weeks', lifetime: 1_209_600 },
    { expiresin: '1y', lifetime: 31_557_600 },
    { expiresin: '1.5h', lifetime: 5400 },
    { expiresin: '', lifetime: undefined },
  ])('takes "$expiresin" for $lifetime seconds', async ({ expiresin, lifetime }) => {
    flow = await startJwtFlow({ config: { expiresin } })
    const { iat, exp } = decodeJwt(await tokenOf({ a: 1 }))
    expect(exp).toBe(lifetime === undefined ? undefined : (iat ?? 0) + lifetime)
  })

  test.each([
    { name: 'no claims', payload: {}, expected: {} },
    { name: 'a time of issue of its own', payload: { iat: 1000 }, expected: { iat: 1000, exp: 87_400 } },
    {
      name: 'a claim that is undefined',
      payload: { a: undefined, iat: undefined, exp: undefined },
      expected: {},
    },
  ])('signs $name', async ({ payload, expected }) => {
    flow = await startJwtFlow()
    const token = await tokenOf(payload)
    const { iat, exp, ...claims } = decodeJwt(token)
    expect((exp ?? 0) - (iat ?? 0)).toBe(86_400)
    expect({ iat, exp, ...claims }).toMatchObject(expected)
    const [header, body, signature] = token.split('.')
    expect(signature).toBe(createHmac('sha256', key).update(`${header}.${body}`).digest('base64url'))
  })

  test('keeps the time of expiry of the claims where the configuration sets none', async () => {
    flow = await startJwtFlow({ config: { expiresin: '' } })
    expect(decodeJwt(await tokenOf({ exp: 5_000_000_000, iat: 1 }))).toEqual({ exp: 5_000_000_000, iat: 1 })
  })

  test.each([
    { name: 'a text', payload: 'text', error: 'string' },
    { name: 'nothing', payload: undefined, error: 'undefined' },
    { name: 'null', payload: null, error: 'null' },
    { name: 'a list', payload: [1], error: 'an array' },
    { name: 'a Buffer', payload: Buffer.from('x'), error: 'plain object' },
    { name: 'a Map, which would lose its entries', payload: new Map([['a', 1]]), error: 'plain object' },
    { name: 'a time of issue that is no number', payload: { iat: 'now' }, error: '"iat"' },
    { name: 'a start that is no number', payload: { nbf: Number.NaN }, error: '"nbf"' },
    { name: 'a time of expiry beside a lifetime', payload: { exp: 5_000_000_000 }, error: '"exp"' },
    { name: 'a number too large for JSON', payload: { a: 1n }, error: 'BigInt' },
  ])('fails for $name', async ({ payload, error }) => {
    flow = await startJwtFlow()
    flow.send('generate', { payload })
    const [caught] = await flow.shown('error')
    expect(caught).toMatchObject({
      error: { message: expect.stringContaining(error), source: { id: 'generate' } },
    })
    expect(flow.shownNow('token')).toEqual([])
  })
})

describe('jwt, verifying', () => {
  let flow: FlowRun
  afterEach(() => flow.stop())

  test.each([
    {
      name: 'the bearer token of the request',
      message: (token: string) => ({ req: bearer(`Bearer ${token}`) }),
    },
    {
      name: 'a bearer token whatever the case of the word',
      message: (token: string) => ({ req: bearer(`bearer  ${token}`) }),
    },
    { name: 'msg.token', message: (token: string) => ({ token, payload: { a: 1 } }) },
    {
      name: 'msg.token where the request has another kind of login',
      message: (token: string) => ({ req: bearer('Basic eDp5'), token }),
    },
    { name: 'a text payload', message: (token: string) => ({ payload: ` ${token}\n` }) },
    {
      name: 'the request before msg.token and the payload',
      message: (token: string) => ({ req: bearer(`Bearer ${token}`), token: 'x', payload: 'y' }),
    },
  ])('takes $name', async ({ message }) => {
    flow = await startJwtFlow()
    const sent = message(await sign({ sub: 'ada' }))
    flow.send('verify', { ...sent, jwt: { sub: 'earlier' } })
    const [good] = await flow.shown('good')
    expect(good).toMatchObject({ ...sent, jwt: { sub: 'ada' } })
    expect(flow.shownNow('bad')).toEqual([])
  })

  test.each([
    { name: 'no token at all', code: 'missing', message: async () => ({ payload: { a: 1 } }) },
    { name: 'an empty bearer token', code: 'missing', message: async () => ({ req: bearer('Bearer ') }) },
    { name: 'a request without headers', code: 'missing', message: async () => ({ req: {} }) },
    { name: 'text that is no token', code: 'malformed', message: async () => ({ payload: 'no token' }) },
    {
      name: 'claims that are no JSON',
      code: 'malformed',
      message: async () => ({ token: signText('no JSON') }),
    },
    {
      name: 'claims that are no object',
      code: 'malformed',
      message: async () => ({ token: signText('[1]') }),
    },
    { name: 'a header that is no JSON', code: 'malformed', message: async () => ({ token: 'bm8.e30.x' }) },
    {
      name: 'an expired token',
      code: 'expired',
      message: async () => ({ token: await sign({ exp: seconds() - 1 }) }),
    },
    {
      name: 'a token of the future',
      code: 'not-active',
      message: async () => ({ token: await sign({ nbf: seconds() + 100 }) }),
    },
    {
      name: 'a token of another secret',
      code: 'wrong-signature',
      message: async () => ({
        token: await sign({}, 'HS256', Buffer.from('another secret of thirty-two bytes')),
      }),
    },
    {
      name: 'a token of another algorithm with the same secret',
      code: 'wrong-algorithm',
      message: async () => ({ token: await sign({}, 'HS512', Buffer.concat([key, key])) }),
    },
    {
      name: 'an unsigned token',
      code: 'wrong-signature',
      message: async () => ({ token: unsigned({ sub: 'ada' }) }),
    },
    {
      name: 'claims that were changed',
      code: 'wrong-signature',
      message: async () => {
        const [header, , signature] = (await sign({ sub: 'ada' })).split('.')
        const claims = Buffer.from('{"sub":"eve"}').toString('base64url')
        return { token: [header, claims, signature].join('.') }
      },
    },
  ])('refuses $name as $code', async ({ code, message }) => {
    flow = await startJwtFlow()
    const sent = { payload: { kept: true }, ...(await message()) }
    flow.send('verify', { ...sent, jwt: { sub: 'earlier' } })
    const [bad] = (await flow.shown('bad')) as [Record<string, unknown>]
    expect(bad).toMatchObject({ ...sent, error: { code, message: expect.stringMatching(/^The token /) } })
    expect(bad).not.toHaveProperty('jwt')
    expect(flow.shownNow('good')).toEqual([])
  })

  test('takes what the generating node made', async () => {
    flow = await startJwtFlow()
    flow.send('generate', { payload: { sub: 'ada' } })
    const [made] = (await flow.shown('token')) as [{ payload: string }]
    flow.send('verify', { payload: made.payload })
    expect(await flow.shown('good')).toMatchObject([{ payload: made.payload, jwt: { sub: 'ada' } }])
  })

  test.each([
    { name: 'an empty jwtconfig', jwt: { jwtconfig: '' } },
    { name: 'no jwtconfig', jwt: { jwtconfig: undefined } },
  ])('fails closed with $name: one warning, and every token is bad', async ({ jwt }) => {
    const verify = {
      id: 'verify',
      type: 'jwt',
      z: 'tab',
      generatejwt: 'false',
      outputs: 2,
      wires: [['good'], ['bad']],
      ...jwt,
    }
    const debug = (id: string) => ({ id, type: 'debug', z: 'tab', complete: 'true', wires: [] })
    flow = await runFlow([
      { id: 'tab', type: 'tab' },
      JSON.parse(JSON.stringify(verify)),
      debug('good'),
      debug('bad'),
    ])
    const token = await sign({ sub: 'ada' })
    for (let count = 0; count < 3; count++) flow.send('verify', { token })
    const bad = await flow.shown('bad', 3)
    expect(bad).toMatchObject(
      Array(3).fill({
        error: { code: 'not-configured', message: expect.stringContaining('not configured') },
      }),
    )
    expect(flow.shownNow('good')).toEqual([])
    expect(flow.logged.filter(({ level, node }) => level === 'warn' && node?.id === 'verify')).toHaveLength(1)
  })
})

test('jwt without jwtconfig is refused where it generates', async () => {
  const flow = runFlow([{ id: 'g', type: 'jwt', z: 'tab', jwtconfig: '', generatejwt: true, wires: [[]] }])
  await expect(flow).rejects.toMatchObject({ code: 'MISSING_FIELD' })
})

test('the header names algorithm and type', async () => {
  const flow = await startJwtFlow({ config: { algorithm: 'HS512' } })
  flow.send('generate', { payload: {} })
  const [{ payload }] = (await flow.shown('token')) as [{ payload: string }]
  expect(decodeProtectedHeader(payload)).toEqual({ alg: 'HS512', typ: 'JWT' })
  await flow.stop()
})

const bearer = (authorization: string) => ({ headers: { authorization } })

/** A token of any text, well signed. */
function signText(text: string): string {
  const encode = (part: string) => Buffer.from(part).toString('base64url')
  const signed = `${encode('{"alg":"HS256","typ":"JWT"}')}.${encode(text)}`
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
}

function unsigned(claims: object): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  return `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.`
}
