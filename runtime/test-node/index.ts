import { type Contexts, createContexts } from '../context/contexts.js'
import type { AnyNodeType, Behaviour, InstanceOf, RunningNode } from '../define-node.js'
import { MillraceError } from '../errors.js'
import { bindConfig } from '../fields/bind-config.js'
import { readCredentials } from '../fields/read-credentials.js'
import { compileConfigCheck } from '../load/check-config.js'
import type { Message, OutputSend } from '../message/message.js'
import { outputNames } from '../message/named-outputs.js'
import { createSandbox } from '../sandbox/create-sandbox.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import { stopTime } from './fake-time.js'
import { createRecorder, type Recorded } from './recorder.js'
import { createTestedHttp, type TestedAnswer, type TestedRequest } from './tested-http.js'

export type { Recorded } from './recorder.js'
export type { TestedAnswer, TestedRequest } from './tested-http.js'

/** What surrounds a node that is tested. */
export interface TestOptions {
  /** Default: `node`. */
  id?: string
  name?: string
  /** The id of the tab that it is in. Default: `tab`. */
  z?: string
  credentials?: Readonly<Record<string, unknown>>
  settings?: Readonly<Record<string, unknown>>
  /** What each output is wired to. */
  wires?: ReadonlyArray<readonly string[]>
  /** Environment variables. */
  env?: Readonly<Record<string, unknown>>
  /** What the config nodes that the configuration refers to returned from `create`, by id. */
  configNodes?: Readonly<Record<string, unknown>>
  /** Time stands still from now to `close`, and goes on by {@link TestedNode.passTime}. */
  fakeTime?: boolean
  /** Replaces members of the node that `create` gets, such as `peers`. */
  node?: Partial<RunningNode>
}

/** A node that runs by itself, and all that it did. */
export interface TestedNode<Made = Behaviour> extends Recorded {
  /** Calls `input`; settles when the node is done with the message, rejects where it fails. */
  receive(message: Message): Promise<void>
  /** What `create` returned. */
  readonly behaviour: Behaviour & Made
  readonly context: RunningNode['context']
  /** Records, as the `send` that `input` is given does. */
  readonly send: OutputSend
  /**
   * Hands a request to the node's route that matches, and gives its answer.
   *
   * @throws MillraceError BAD_ROUTE where no route matches
   */
  request(request: TestedRequest): Promise<TestedAnswer>
  /**
   * Lets time pass, in milliseconds.
   *
   * @throws MillraceError BAD_ARGUMENT without the option `fakeTime`
   */
  passTime(milliseconds: number): Promise<void>
  /** Closes the node, and lets time go on. */
  close(removed?: boolean): Promise<void>
}

/** Starts a node, gives it the messages one after the other, closes it, and gives the messages that it sent. */
export async function runNode(
  type: AnyNodeType,
  config: object,
  messages: Message | readonly Message[],
  options: TestOptions = {},
): Promise<Message[]> {
  const node = await testNode(type, config, options)
  try {
    for (const message of [messages].flat() as Message[]) await node.receive(message)
  } finally {
    await node.close()
  }
  return node.sent.map(({ message }) => message)
}

/**
 * Starts a node by itself, with a configuration as it is saved: checked, coerced and completed as for a flow.
 *
 * @throws MillraceError with the code of the first problem of the configuration, or what `create` throws
 */
export async function testNode<Type extends AnyNodeType>(
  type: Type,
  config: object = {},
  options: TestOptions = {},
): Promise<TestedNode<InstanceOf<Type>>> {
  const time = options.fakeTime ? await stopTime() : undefined
  try {
    const started = await startNode(type, config, options)
    return {
      ...started,
      async passTime(milliseconds) {
        if (time === undefined) throw timeGoesOn()
        await time.pass(milliseconds)
      },
      async close(removed) {
        await started.close(removed).finally(() => time?.end())
      },
    } as TestedNode<InstanceOf<Type>>
  } catch (error) {
    time?.end()
    throw error
  }
}

function timeGoesOn(): MillraceError {
  return new MillraceError('BAD_ARGUMENT', 'Time goes on by itself: give testNode the option fakeTime.')
}

async function startNode(
  type: AnyNodeType,
  config: object,
  options: TestOptions,
): Promise<Omit<TestedNode, 'passTime'>> {
  const { id = 'node', name = '', settings = {} } = options
  const definition: Record<string, unknown> = { id, type: type.type, ...(name && { name }), ...config }
  const checked = checkConfig(type, definition)
  const contexts = createContexts({ settings, log: () => {} })
  await contexts.open()

  let sandbox: Sandbox | undefined
  const { members, ...recorded } = createRecorder(outputNames(type))
  const http = createTestedHttp(id)
  const node: RunningNode = {
    ...describeNode(type, definition, options, contexts),
    ...members,
    http: http.door,
    get sandbox() {
      sandbox ??= createSandbox({ level: 'contained', settings })
      return sandbox
    },
    peers: {
      deliver(peer, message) {
        if (peer === id) receive(message).catch((error: unknown) => recorded.errors.push({ error, message }))
        return peer === id
      },
      answer: () => false,
      complete: () => {},
      setStatus: () => {},
      find: () => [],
      get: () => undefined,
    },
    ...options.node,
  }
  const { configNodes = {} } = options
  const bound = bindConfig(checked, type.config, node, (field) => configNodes[String(checked[field])])
  const behaviour: Behaviour = await type.create(bound, node)
  const receive = async (message: Message) => {
    let done: PromiseLike<void> | undefined
    const call = () => {
      done = behaviour.input?.(message, members.send) ?? undefined
    }
    if (behaviour.guard) behaviour.guard.run(call)
    else call()
    await done
  }
  return {
    ...recorded,
    behaviour,
    context: node.context,
    send: members.send,
    receive,
    request: http.request,
    async close(removed = false) {
      await behaviour.close?.(removed)
      await sandbox?.close()
      await contexts.close()
    },
  }
}

function describeNode(
  type: AnyNodeType,
  definition: Readonly<Record<string, unknown>>,
  { id = 'node', name = '', z = 'tab', ...options }: TestOptions,
  contexts: Contexts,
) {
  const { credentials = {}, settings = {}, wires = [[]], env = {} } = options
  return {
    id,
    type: type.type,
    name,
    z,
    credentials: readCredentials(type, credentials),
    settings,
    wires,
    definition,
    env: (variable: string) => env[variable],
    context: { node: contexts.node(id, z), flow: contexts.flow(z), global: contexts.global },
  }
}

/** @throws MillraceError with the code of the first problem */
function checkConfig(type: AnyNodeType, definition: Record<string, unknown>): Record<string, unknown> {
  const { config, issues } = compileConfigCheck(type)(definition)
  const problem = issues.find(({ severity }) => severity === 'error')
  if (problem !== undefined) throw new MillraceError(problem.code, `${problem.message} ${problem.remedy}`)
  return config
}
