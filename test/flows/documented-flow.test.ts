import { readFile } from 'node:fs/promises'
import { jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { runFlowFile } from '../helpers/run-flow-file.js'

const flowUrl = (name: string) => new URL(`../../flows/${name}`, import.meta.url)
const secret = 'a secret of at least thirty-two bytes'
const documentedPayload = {
  name: 'CYber Group Inc.',
  Domain: 'Information Technology & Services',
  Offices: {
    Dallas: '12900 Preston Road, Ste 900, Dallas, TX, 75230',
    India: '30/1 Knowledge Park III, Greater Noida',
  },
}

async function fetchToken(url: string | undefined): Promise<string> {
  const response = await fetch(`${url}/jwt/generate`)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  const body = (await response.json()) as { access_token: string }
  expect(Object.keys(body)).toEqual(['access_token'])
  return body.access_token
}

describe('the flow that generates tokens', () => {
  test.each([
    { name: 'generate-jwt.json', key: 'igniteadmin' },
    { name: 'generate-jwt.json', key: '766dcb94.6ebc04' },
    { name: 'generate-jwt.md', key: 'igniteadmin' },
  ])(
    'as $name with the secret of $key answers with a token of the documented payload',
    async ({ name, key }) => {
      const flow = await runFlowFile(flowUrl(name), {
        port: 0,
        drainTimeoutMs: 500,
        credentials: { [key]: { secret } },
      })
      const token = await fetchToken(flow.url)
      const { payload, protectedHeader } = await jwtVerify(token, Buffer.from(secret), {
        algorithms: ['HS256'],
      })
      const { iat, exp, ...claims } = payload
      expect(claims).toEqual(documentedPayload)
      expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'JWT' })
      expect((exp ?? 0) - (iat ?? 0)).toBe(86_400)
      expect(Math.abs((iat ?? 0) - Date.now() / 1000)).toBeLessThan(5)
      expect(flow.logged.filter(({ level }) => level === 'warn')).toEqual([])
      await flow.stop()
    },
  )

  test('runs without a secret, warns, and signs with none that can be guessed', async () => {
    const flow = await runFlowFile(flowUrl('generate-jwt.json'), { port: 0, drainTimeoutMs: 500 })
    const token = await fetchToken(flow.url)
    for (const guess of ['igniteadmin', '766dcb94.6ebc04', 'secret']) {
      await expect(jwtVerify(token, Buffer.from(guess))).rejects.toMatchObject({
        code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
      })
    }
    const warnings = flow.logged.filter(({ level }) => level === 'warn')
    expect(warnings).toMatchObject([
      { message: expect.stringContaining('NO SECRET'), node: { id: '766dcb94.6ebc04' } },
    ])
    await flow.stop()
  })

  test('stands in its page as it stands in its file', async () => {
    const page = await readFile(flowUrl('generate-jwt.md'), 'utf8')
    const block = /```json\n(.*?)```/s.exec(page)?.[1]
    expect(block).toBe(await readFile(flowUrl('generate-jwt.json'), 'utf8'))
  })
})

describe('the flow that verifies tokens', () => {
  test('answers with the claims of a token of the other flow, and with 401 to any other', async () => {
    const credentials = { igniteadmin: { secret } }
    const generating = await runFlowFile(flowUrl('generate-jwt.json'), {
      port: 0,
      drainTimeoutMs: 500,
      credentials,
    })
    const verifying = await runFlowFile(flowUrl('verify-jwt.json'), {
      port: 0,
      drainTimeoutMs: 500,
      credentials,
    })
    const token = await fetchToken(generating.url)
    const verify = (authorization?: string) =>
      fetch(`${verifying.url}/jwt/verify`, { headers: authorization ? { authorization } : {} })

    const good = await verify(`Bearer ${token}`)
    expect(good.status).toBe(200)
    expect(await good.json()).toMatchObject(documentedPayload)

    for (const [authorization, error] of [
      [undefined, 'missing'],
      ['Bearer nonsense', 'malformed'],
      [`Bearer ${token.slice(0, -4)}AAAA`, 'wrong-signature'],
    ]) {
      const bad = await verify(authorization)
      expect(bad.status).toBe(401)
      expect(bad.headers.get('www-authenticate')).toBe('Bearer')
      expect(await bad.json()).toEqual({ error, message: expect.any(String) })
    }
    await generating.stop()
    await verifying.stop()
  })
})
