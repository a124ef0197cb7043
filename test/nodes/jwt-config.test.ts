import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeProtectedHeader, importSPKI, jwtVerify, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runFlow } from '../helpers/run-flow-file.js'

const rsa = toPem(generateKeyPairSync('rsa', { modulusLength: 2048 }))
const otherRsa = toPem(generateKeyPairSync('rsa', { modulusLength: 2048 }))
const shortRsa = toPem(generateKeyPairSync('rsa', { modulusLength: 1024 }))
const lockedRsa = toPem(generateKeyPairSync('rsa', { modulusLength: 2048 }), 'open')
const rsaPss = toPem(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }))
const rsaPss256 = toPem(
  generateKeyPairSync('rsa-pss', {
    modulusLength: 2048,
    hashAlgorithm: 'sha256',
    mgf1HashAlgorithm: 'sha256',
  }),
)
const ec = {
  ES256: toPem(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
  ES384: toPem(generateKeyPairSync('ec', { namedCurve: 'P-384' })),
  ES512: toPem(generateKeyPairSync('ec', { namedCurve: 'P-521' })),
}

function toPem(
  { privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject },
  passphrase?: string,
) {
  const lock = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }
  return {
    privateKey: String(privateKey.export({ type: 'pkcs8', format: 'pem', ...lock })),
    publicKey: String(publicKey.export({ type: 'spki', format: 'pem' })),
  }
}

const text = 'x'.repeat(64)

type Credentials = Record<string, string>

/** A configuration with a node that generates and one that verifies. */
const startKeys = (algorithm: string, credentials: Credentials, { onlyVerify = false, ...options } = {}) =>
  runFlow(
    [
      { id: 'tab', type: 'tab', label: 'Tokens' },
      { id: 'keys', type: 'jwt-config', name: 'my keys', expiresin: '60', algorithm },
      ...(onlyVerify
        ? []
        : [
            {
              id: 'generate',
              type: 'jwt',
              z: 'tab',
              jwtconfig: 'keys',
              generatejwt: true,
              wires: [['token', 'verify']],
            },
          ]),
      {
        id: 'verify',
        type: 'jwt',
        z: 'tab',
        jwtconfig: 'keys',
        generatejwt: false,
        wires: [['good'], ['bad']],
      },
      ...['token', 'good', 'bad'].map((id) => ({ id, type: 'debug', z: 'tab', complete: 'true', wires: [] })),
    ],
    { credentials: { 'my keys': credentials }, ...options },
  )

describe('jwt-config', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-keys-'))
    await writeFile(join(folder, 'private.pem'), rsa.privateKey)
    await writeFile(join(folder, 'public.pem'), rsa.publicKey)
    await writeFile(join(folder, 'secret.txt'), `${text}\n`)
  })
  afterAll(() => rm(folder, { recursive: true }))

  test.each([
    ...['HS256', 'HS384', 'HS512'].map((algorithm) => ({
      algorithm,
      credentials: { secret: text },
      publicKey: text,
    })),
    ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map((algorithm) => ({
      algorithm,
      credentials: { secret: rsa.privateKey } as Credentials,
      publicKey: rsa.publicKey,
    })),
    ...Object.entries(ec).map(([algorithm, { privateKey, publicKey }]) => ({
      algorithm,
      credentials: { secret: privateKey, publicKey },
      publicKey,
    })),
  ])(
    'signs with $algorithm, which another library verifies, and verifies it',
    async ({ algorithm, credentials, publicKey }) => {
      const flow = await startKeys(algorithm, credentials)
      flow.send('generate', { payload: { sub: 'ada' } })
      const [{ payload: token }] = (await flow.shown('token')) as [{ payload: string }]
      const key = algorithm.startsWith('HS') ? Buffer.from(publicKey) : await importSPKI(publicKey, algorithm)
      expect((await jwtVerify(token, key, { algorithms: [algorithm] })).payload).toMatchObject({ sub: 'ada' })
      expect(await flow.shown('good')).toMatchObject([{ jwt: { sub: 'ada' } }])
      await flow.stop()
    },
  )

  test.each([
    {
      name: 'a private key with \\n for line ends',
      algorithm: 'RS256',
      credentials: () => ({ secret: rsa.privateKey.replaceAll('\n', '\\n') }),
    },
    {
      name: 'a private key in a file',
      algorithm: 'RS256',
      credentials: () => ({ secretFile: join(folder, 'private.pem') }),
    },
    {
      name: 'a pair in files',
      algorithm: 'PS256',
      credentials: () => ({
        secretFile: join(folder, 'private.pem'),
        publicKeyFile: join(folder, 'public.pem'),
      }),
    },
    {
      name: 'a text in a file, without its line end',
      algorithm: 'HS512',
      credentials: () => ({ secretFile: join(folder, 'secret.txt') }),
    },
    {
      name: 'an RSA-PSS key for its own digest',
      algorithm: 'PS256',
      credentials: () => ({ secret: rsaPss256.privateKey }),
    },
    {
      name: 'an encrypted private key',
      algorithm: 'RS256',
      credentials: () => ({ secret: lockedRsa.privateKey, passphrase: 'open' }),
    },
  ])('takes $name', async ({ algorithm, credentials }) => {
    const flow = await startKeys(algorithm, credentials())
    flow.send('generate', { payload: { sub: 'ada' } })
    const [good] = (await flow.shown('good')) as [{ payload: string }]
    expect(good).toMatchObject({ jwt: { sub: 'ada' } })
    expect(decodeProtectedHeader(good.payload).alg).toBe(algorithm)
    if (algorithm === 'HS512') await jwtVerify(good.payload, Buffer.from(text))
    await flow.stop()
  })

  test.each([
    { name: 'as publicKey', credentials: { publicKey: rsa.publicKey } as Credentials },
    { name: 'as the secret', credentials: { secret: rsa.publicKey } as Credentials },
  ])('verifies with a public key alone, given $name', async ({ credentials }) => {
    const flow = await startKeys('RS256', credentials, { onlyVerify: true })
    const { importPKCS8 } = await import('jose')
    const privateKey = await importPKCS8(rsa.privateKey, 'RS256')
    const token = await new SignJWT({ sub: 'ada' }).setProtectedHeader({ alg: 'RS256' }).sign(privateKey)
    flow.send('verify', { token })
    expect(await flow.shown('good')).toMatchObject([{ jwt: { sub: 'ada' } }])
    await flow.stop()
  })

  test.each([
    { name: 'no key for RS256', algorithm: 'RS256', credentials: {}, error: 'Give the credential "secret"' },
    { name: 'no key for ES256', algorithm: 'ES256', credentials: {}, error: 'Give the credential "secret"' },
    {
      name: 'no private key where a node generates',
      algorithm: 'RS256',
      credentials: { publicKey: rsa.publicKey },
      error: 'public key only',
    },
    {
      name: 'a text for RS256',
      algorithm: 'RS256',
      credentials: { secret: text },
      error: 'not a private key',
    },
    {
      name: 'a PEM for HS256',
      algorithm: 'HS256',
      credentials: { secret: rsa.publicKey },
      error: 'signs with a text',
    },
    {
      name: 'an RSA key for ES256',
      algorithm: 'ES256',
      credentials: { secret: rsa.privateKey },
      error: 'type ec',
    },
    {
      name: 'another curve',
      algorithm: 'ES256',
      credentials: { secret: ec.ES384.privateKey },
      error: 'prime256v1',
    },
    {
      name: 'an EC key for RS256',
      algorithm: 'RS256',
      credentials: { secret: ec.ES256.privateKey },
      error: 'type rsa',
    },
    {
      name: 'an RSA-PSS key for RS256',
      algorithm: 'RS256',
      credentials: { secret: rsaPss.privateKey },
      error: 'type rsa',
    },
    {
      name: 'a short RSA key',
      algorithm: 'RS256',
      credentials: { secret: shortRsa.privateKey },
      error: '2048',
    },
    {
      name: 'an RSA-PSS key for another digest',
      algorithm: 'PS512',
      credentials: { secret: rsaPss256.privateKey },
      error: 'sha512',
    },
    {
      name: 'an RSA-PSS key for any digest',
      algorithm: 'PS256',
      credentials: { secret: rsaPss.privateKey },
      error: 'sha256',
    },
    {
      name: 'a key that is locked',
      algorithm: 'RS256',
      credentials: { secret: lockedRsa.privateKey },
      error: 'passphrase',
    },
    {
      name: 'a pair that is none',
      algorithm: 'RS256',
      credentials: { secret: rsa.privateKey, publicKey: otherRsa.publicKey },
      error: 'does not belong',
    },
    {
      name: 'a private key as the public one',
      algorithm: 'RS256',
      credentials: { publicKey: rsa.privateKey },
      error: 'private key stands',
    },
    {
      name: 'a public key that is none',
      algorithm: 'RS256',
      credentials: { publicKey: 'x' },
      error: 'public key cannot be read',
    },
    {
      name: 'a file that is not there',
      algorithm: 'RS256',
      credentials: { secretFile: '/not/there.pem' },
      error: '/not/there.pem',
    },
  ])('refuses to start with $name', async ({ algorithm, credentials, error }) => {
    const started = startKeys(algorithm, credentials as Credentials)
    await expect(started).rejects.toMatchObject({ code: 'NODE_START_FAILED' })
    const refusal = (await started.catch((thrown: Error) => thrown)) as Error
    expect(refusal.message).toContain(error)
    for (const given of Object.values(credentials)) {
      if (given.length > 20) expect(refusal.message).not.toContain(given.slice(40, 60))
    }
  })

  test('refuses a lifetime that is none and an algorithm that it does not know', async () => {
    const config = { id: 'keys', type: 'jwt-config', name: '' }
    await expect(runFlow([{ ...config, expiresin: 'soon' }])).rejects.toThrow('expiresin "soon"')
    await expect(runFlow([{ ...config, algorithm: 'none' }])).rejects.toMatchObject({ code: 'BAD_CONFIG' })
    await expect(runFlow([{ ...config, algorithm: 'EdDSA' }])).rejects.toMatchObject({ code: 'BAD_CONFIG' })
  })

  test('makes a random secret where none is given, another for each run, and warns', async () => {
    const tokens: string[] = []
    for (let run = 0; run < 2; run++) {
      const flow = await startKeys('HS256', {})
      flow.send('generate', { payload: { sub: 'ada', iat: 1000 } })
      const [{ payload }] = (await flow.shown('token')) as [{ payload: string }]
      tokens.push(payload)
      const warnings = flow.logged.filter(({ level }) => level === 'warn').map(({ message }) => message)
      expect(warnings).toEqual([expect.stringContaining('NO SECRET for jwt-config "my keys"')])
      await flow.stop()
    }
    expect(tokens[0]).not.toBe(tokens[1])
    await expect(jwtVerify(tokens[0] ?? '', Buffer.from('igniteadmin'))).rejects.toThrow('signature')
  })

  test('warns of a secret that is too short, without showing it', async () => {
    const flow = await startKeys('HS256', { secret: 'sesame' })
    const warnings = flow.logged.filter(({ level }) => level === 'warn').map(({ message }) => message)
    expect(warnings).toEqual([expect.stringContaining('shorter than the 32 bytes')])
    expect(JSON.stringify(flow.logged)).not.toContain('sesame')
    await flow.stop()
  })
})
