import { afterEach, describe, expect, test } from 'vitest'
import { type FlowRun, runFlow } from '../helpers/run-flow-file.js'

const debug = (id: string) => ({ id, type: 'debug', z: 'tab', complete: 'true', wires: [] })

const startBasicFlow = (
  credentials: Record<string, string> | undefined,
  node: Record<string, unknown> = {},
) =>
  runFlow(
    [
      { id: 'tab', type: 'tab', label: 'Login' },
      { id: 'account', type: 'basic-config', name: 'door' },
      {
        id: 'login',
        type: 'basic',
        z: 'tab',
        basicconfig: 'account',
        outputs: 2,
        wires: [['good'], ['bad']],
        ...node,
      },
      debug('good'),
      debug('bad'),
    ],
    credentials ? { credentials: { door: credentials } } : {},
  )

const request = (authorization?: string) => ({ req: { headers: { authorization } } })
const basic = (login: string) => request(`Basic ${Buffer.from(login).toString('base64')}`)

describe('basic', () => {
  let flow: FlowRun
  afterEach(() => flow.stop())

  test.each([
    {
      name: 'the right login',
      credentials: { username: 'ada', password: 'open' },
      message: basic('ada:open'),
      user: 'ada',
    },
    {
      name: 'a password with colons and letters beyond ASCII',
      credentials: { username: 'jörg', password: 'a:b:ü' },
      message: basic('jörg:a:b:ü'),
      user: 'jörg',
    },
    {
      name: 'the scheme whatever its case',
      credentials: { username: 'ada', password: 'open' },
      message: request(`BASIC ${Buffer.from('ada:open').toString('base64')}`),
      user: 'ada',
    },
  ])('lets $name in', async ({ credentials, message, user }) => {
    flow = await startBasicFlow(credentials)
    flow.send('login', { ...message, payload: { kept: true } })
    expect(await flow.shown('good')).toMatchObject([{ payload: { kept: true }, user }])
    expect(flow.shownNow('bad')).toEqual([])
  })

  test.each([
    { name: 'a wrong password', message: basic('ada:shut'), code: 'wrong-login' },
    { name: 'a wrong user name', message: basic('eve:open'), code: 'wrong-login' },
    { name: 'a part of the password', message: basic('ada:ope'), code: 'wrong-login' },
    { name: 'an empty login', message: basic(':'), code: 'wrong-login' },
    { name: 'a login without a colon', message: basic('ada'), code: 'missing' },
    { name: 'another scheme', message: request('Bearer abc'), code: 'missing' },
    { name: 'what is not Base64', message: request('Basic ada:open'), code: 'missing' },
    { name: 'no header', message: request(), code: 'missing' },
    { name: 'no request', message: {}, code: 'missing' },
  ])('keeps $name out', async ({ message, code }) => {
    flow = await startBasicFlow({ username: 'ada', password: 'open' })
    flow.send('login', { ...message, payload: 'kept', user: 'earlier' })
    const [bad] = await flow.shown('bad')
    expect(bad).toMatchObject({ payload: 'kept', error: { code, message: expect.any(String) } })
    expect(bad).not.toHaveProperty('user')
    expect(flow.shownNow('good')).toEqual([])
  })

  test.each([
    { name: 'no credentials', credentials: undefined, node: {}, warns: 'account' },
    { name: 'no password', credentials: { username: 'ada' }, node: {}, warns: 'account' },
    { name: 'an empty password', credentials: { username: 'ada', password: '' }, node: {}, warns: 'account' },
    {
      name: 'no basic-config',
      credentials: { username: 'ada', password: 'open' },
      node: { basicconfig: '' },
      warns: 'login',
    },
  ])('keeps everybody out where there is $name, and warns once', async ({ credentials, node, warns }) => {
    flow = await startBasicFlow(credentials as Record<string, string> | undefined, node)
    for (const login of ['ada:open', 'ada:', ':', 'undefined:undefined']) flow.send('login', basic(login))
    const refused = { error: { code: 'not-configured' } }
    expect(await flow.shown('bad', 4)).toMatchObject([refused, refused, refused, refused])
    expect(flow.shownNow('good')).toEqual([])
    expect(flow.logged.filter(({ level }) => level === 'warn').map((entry) => entry.node?.id)).toEqual([
      warns,
    ])
  })

  test('never shows the password', async () => {
    flow = await startBasicFlow({ username: 'ada', password: 'sesame-open' })
    flow.send('login', basic('ada:wrong'))
    await flow.shown('bad')
    expect(JSON.stringify(flow.logged)).not.toContain('sesame-open')
  })

  test('takes no login from the flow itself', async () => {
    flow = await runFlow([
      { id: 'tab', type: 'tab', label: 'Login' },
      { id: 'account', type: 'basic-config', name: 'door', username: 'ada', password: 'open' },
      {
        id: 'login',
        type: 'basic',
        z: 'tab',
        basicconfig: 'account',
        username: 'ada',
        password: 'open',
        wires: [['good'], ['bad']],
      },
      debug('good'),
      debug('bad'),
    ])
    flow.send('login', basic('ada:open'))
    expect(await flow.shown('bad')).toMatchObject([{ error: { code: 'not-configured' } }])
  })
})
