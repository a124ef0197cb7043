import { describe, expect, test } from 'vitest'
import { checkFlow } from '../../runtime/index.js'

const tab = (id: string, env: object[] = []) => ({ id, type: 'tab', label: id, env })
const secret = { name: 'SECRET', type: 'str', value: 's' }
const login = (z: string) => ({ id: `login-${z}`, type: 'basic-config', z, name: 'login' })

describe('a secret that names a variable', () => {
  test.each([
    {
      name: 'is good where the tab of the node sets it',
      flow: [tab('a', [secret]), login('a')],
      expected: [],
    },
    {
      name: 'is good where the process sets it',
      flow: [tab('a'), login('a')],
      env: { SECRET: 's' },
      expected: [],
    },
    {
      name: 'is refused where only another tab sets it',
      flow: [tab('a'), tab('b', [secret]), login('a')],
      expected: [{ code: 'BAD_CREDENTIALS', severity: 'error', node: { id: 'login-a' } }],
    },
    {
      name: 'is refused where nothing sets it',
      flow: [tab('a'), login('a')],
      expected: [{ code: 'BAD_CREDENTIALS', severity: 'error', node: { id: 'login-a' } }],
    },
  ])('$name', async ({ flow, env = {}, expected }) => {
    const credentials = { 'login-a': { username: 'u', password: '${SECRET}' } }
    const { problems } = await checkFlow(flow, { credentials, env })
    expect(problems).toMatchObject(expected)
    expect(problems).toHaveLength(expected.length)
  })
})
