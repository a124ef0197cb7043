import { readFileSync } from 'node:fs'
import https from 'node:https'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createHttpEntry } from '../../runtime/http/http-entry.js'
import { describeListenError } from '../../runtime/http/listen-error.js'
import { openEntry, serve } from './open-entry.js'

const key = readFileSync(new URL('./localhost.key.pem', import.meta.url), 'utf8')
const cert = readFileSync(new URL('./localhost.cert.pem', import.meta.url), 'utf8')

function makeEntry() {
  const entry = createHttpEntry()
  serve(entry, { path: '/x' }, ({ req }) => (req as { protocol: string }).protocol)
  onTestFinished(async () => {
    await entry.drain(0)
  })
  return entry
}

function askSecurely(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = https.get(url, { ca: cert, agent: false }, (response) => {
      response.setEncoding('utf8').on('data', resolve)
    })
    request.on('error', reject)
  })
}

describe('listening', () => {
  test('gives the address, with the port that was picked', async () => {
    const { url, entry } = await openEntry()
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(entry.server?.listening).toBe(true)
  })

  test('says which port is in use, and what to do', async () => {
    const { url } = await openEntry()
    const port = Number(new URL(url).port)
    const listening = makeEntry().listen({ port, host: '127.0.0.1' })
    await expect(listening).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringMatching(
        new RegExp(`^Port ${port} of 127.0.0.1 is in use\\. Stop .* choose another port`),
      ),
    })
  })

  test.each([
    { port: 70_000, host: '127.0.0.1', code: 'BAD_ARGUMENT', message: '"70000" is not a port' },
    { port: 'http', host: '127.0.0.1', code: 'BAD_ARGUMENT', message: '"http" is not a port' },
    {
      port: 0,
      host: '203.0.113.7',
      code: 'PORT_IN_USE',
      message: '"203.0.113.7" is not an address of this machine',
    },
  ])('refuses port $port of $host with $code', async ({ port, host, code, message }) => {
    const listening = makeEntry().listen({ port, host })
    await expect(listening).rejects.toMatchObject({ code, message: expect.stringContaining(message) })
  })

  test('says that a port may not be opened', () => {
    const cause = Object.assign(new Error('x'), { code: 'EACCES' })
    expect(describeListenError(cause, 80, '0.0.0.0')).toMatchObject({
      code: 'PORT_IN_USE',
      message: 'Port 80 of 0.0.0.0 may not be opened by this user. Choose one above 1023.',
    })
  })

  test.each([
    { name: 'options', setting: { key, cert } },
    { name: 'a function', setting: () => ({ key, cert }) },
    { name: 'a function that promises', setting: async () => ({ key, cert }) },
  ])('speaks HTTPS where the setting is $name', async ({ setting }) => {
    const url = await makeEntry().listen({ port: 0, host: '127.0.0.1', https: setting })
    expect(url).toMatch(/^https:/)
    expect(await askSecurely(`${url}/x`)).toBe('https')
  })

  test('speaks plain HTTP where the function gives nothing', async () => {
    expect(await makeEntry().listen({ port: 0, host: '127.0.0.1', https: () => undefined })).toMatch(/^http:/)
  })

  test('fails with the reason of the function', async () => {
    const broken = () => Promise.reject(new Error('no such file'))
    await expect(makeEntry().listen({ port: 0, host: '127.0.0.1', https: broken })).rejects.toMatchObject({
      code: 'BAD_SETTINGS',
      message: 'The setting https failed: no such file',
    })
  })

  test('asks the function again for a renewed certificate', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    const setting = vi.fn(() => ({ key, cert }))
    const entry = makeEntry()
    const server = (await entry.openServer(setting, 12)) as https.Server
    const renewed = vi.spyOn(server, 'setSecureContext')
    await vi.advanceTimersByTimeAsync(12 * 3_600_000)
    expect(setting).toHaveBeenCalledTimes(2)
    expect(renewed).toHaveBeenCalledWith({ key, cert })
  })
})
