import { describe, expect, test } from 'vitest'
import basicConfig from '../../nodes/security/basic-config.js'

async function matcher(credentials: Record<string, unknown>) {
  const node = { id: 'account', credentials, warn: () => {} } as unknown as Parameters<
    typeof basicConfig.create
  >[1]
  return (await basicConfig.create({ name: 'door' }, node)).matches
}

describe('basic-config', () => {
  test.each([
    { user: 'ada', password: 'open', expected: true },
    { user: 'ada', password: 'Open', expected: false },
    { user: 'ADA', password: 'open', expected: false },
    { user: 'ada', password: 'open'.repeat(10_000), expected: false },
    { user: '', password: '', expected: false },
  ])('matches $user and a password: $expected', async ({ user, password, expected }) => {
    const matches = await matcher({ username: 'ada', password: 'open' })
    expect(matches?.(user, password)).toBe(expected)
  })

  test.each([
    { name: 'no credentials', credentials: {} },
    { name: 'no user name', credentials: { password: 'open' } },
    { name: 'a password that is no text', credentials: { username: 'ada', password: 5 } },
  ])('matches nobody with $name', async ({ credentials }) => {
    expect(await matcher(credentials)).toBeUndefined()
  })
})
