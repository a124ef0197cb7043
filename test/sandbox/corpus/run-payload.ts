import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import * as util from 'node:util'
import vm from 'node:vm'
import type { Message } from '../../../runtime/message/message.js'
import type { FlowCalls, Sandbox } from '../../../runtime/sandbox/sandbox.js'
import { type FunctionUnderTest, makeFunction } from '../function-node.js'
import { answer, probe } from './payload.js'

/** A message with one of everything that host nodes put into messages. */
export function richMessage(): Message {
  const req = new IncomingMessage(new Socket())
  Object.assign(req, {
    query: { a: '1' },
    params: {},
    cookies: {},
    body: {},
    get: (name: string) => req.headers[name],
  })
  const response = new ServerResponse(req)
  const methods = ['status', 'set', 'cookie', 'redirect', 'send', 'json', 'type']
  for (const name of methods) Object.assign(response, { [name]: () => response })
  return {
    _msgid: 'm1',
    payload: { list: [1, { a: 'b' }] },
    topic: 't',
    req,
    res: { _res: response, status: () => response, set: () => response, send: () => response },
    buffer: Buffer.from('bytes'),
    date: new Date(0),
    map: new Map([[{ key: 1 }, new Set([1])]]),
    error: Object.assign(new TypeError('host error'), { code: 'CODE' }),
    fn: () => process,
    instance: new (class Thing {
      value = 1
      method(): unknown {
        return this
      }
    })(),
    nested: { list: [[{ deep: Buffer.from('x') }]], pattern: /a/g },
  }
}

/** A flow called "echo", which gives back the message. */
const echo: FlowCalls = {
  call(target, message, _timeoutMs, take) {
    if (target !== 'echo') throw new Error(`Nobody is called ${target}.`)
    setImmediate(() => take(undefined, message))
  },
  close() {},
}

/** Runs an escape; what the probe found: `contained`, or `REACHED <process id>`. */
export async function runEscape(sandbox: Sandbox, code: string): Promise<unknown> {
  const fn = await makeFunction(sandbox, { body: `${probe}\n${code}\n${answer}`, linkCalls: echo })
  try {
    await fn.receive(richMessage())
    return fn.sent.at(-1)?.payload
  } catch (error) {
    return error
  } finally {
    await fn.made.close()
  }
}

/** The same in a sandbox like Node-RED's: a context with host objects in it. */
export async function runInOpenContext(code: string): Promise<unknown> {
  const nothing = () => undefined
  const store = { get: nothing, set: nothing, keys: () => [] }
  const context = {
    ...{
      console,
      util,
      Buffer,
      URL,
      URLSearchParams,
      Date,
      promisify: util.promisify,
      setTimeout,
      clearTimeout,
    },
    ...{ setInterval, clearInterval, env: { get: nothing }, flow: store, global: store, context: store },
    RED: { util: { cloneMessage: (message: unknown) => message } },
    node: { send: nothing, on: nothing, status: nothing, warn: nothing, error: nothing },
    msg: richMessage(),
  }
  const text = `(async function (msg, node) {\n${probe}\n${code}\n${answer}\n})(msg, node)`
  const result = (await vm.runInNewContext(text, context)) as Message
  return result.payload
}

/** Gives a message to a function and waits until it is done, whatever comes of it. */
export async function tryReceive(fn: FunctionUnderTest, message: Message): Promise<unknown> {
  try {
    await fn.receive(message)
    return undefined
  } catch (error) {
    return error
  }
}
