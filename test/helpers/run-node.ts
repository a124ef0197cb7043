import { createContexts } from '../../runtime/context/contexts.js'
import type { AnyNodeType, Behaviour, DebugOutput, RunningNode, Status } from '../../runtime/define-node.js'
import { MillraceError } from '../../runtime/errors.js'
import { compileConfigCheck } from '../../runtime/load/check-config.js'
import type { LogLevel } from '../../runtime/log.js'
import { cloneMessage } from '../../runtime/message/clone.js'
import type { Message, Sendable } from '../../runtime/message/message.js'
import { createSandbox } from '../../runtime/sandbox/create-sandbox.js'
import type { Sandbox } from '../../runtime/sandbox/sandbox.js'

export interface NodeOptions {
  id?: string
  name?: string
  z?: string
  credentials?: Readonly<Record<string, unknown>>
  settings?: Readonly<Record<string, unknown>>
  wires?: ReadonlyArray<readonly string[]>
  env?: Readonly<Record<string, unknown>>
  /** What the config nodes that the configuration refers to returned from `create`, by id. */
  configNodes?: Readonly<Record<string, unknown>>
  /** Replaces members of the node that `create` gets, such as `http` or `peers`. */
  node?: Partial<RunningNode>
}

/** A node that runs by itself, and all that it did. */
export interface StartedNode {
  /** Calls `input`; settles when the node is done with the message, rejects where it fails. */
  receive(message: Message): Promise<void>
  /** In the order of sending, whatever the output. */
  readonly sent: Array<{ output: number; message: Message }>
  /** Errors reported with `node.error`, or of messages that the node gave itself. */
  readonly errors: Array<{ error: unknown; message?: Message | undefined }>
  readonly statuses: Array<Status>
  readonly logs: Array<{ level: LogLevel; text: string }>
  readonly debugOutputs: DebugOutput[]
  readonly behaviour: Behaviour
  readonly context: RunningNode['context']
  close(removed?: boolean): Promise<void>
}

/** Starts a node, gives it the messages one after the other, closes it, and gives the messages that it sent. */
export async function runNode(
  type: AnyNodeType,
  config: object,
  messages: Message | readonly Message[],
  options: NodeOptions = {},
): Promise<Message[]> {
  const node = await startNode(type, config, options)
  try {
    for (const message of [messages].flat() as Message[]) await node.receive(message)
  } finally {
    await node.close()
  }
  return node.sent.map(({ message }) => message)
}

/**
 * Starts a node with a configuration as it is saved.
 *
 * @throws MillraceError with the code of the first problem of the configuration, or what `create` throws
 */
export async function startNode(
  type: AnyNodeType,
  config: object,
  options: NodeOptions = {},
): Promise<StartedNode> {
  const saved = { id: 'node', type: type.type, ...config }
  const { id = 'node', name = '', z = 'tab', settings = {}, wires = [[]] } = options
  const contexts = createContexts({ settings, log: () => {} })
  await contexts.open()

  let sandbox: Sandbox | undefined
  const seen = { sent: [], errors: [], statuses: [], logs: [], debugOutputs: [] } as Pick<
    StartedNode,
    'sent' | 'errors' | 'statuses' | 'logs' | 'debugOutputs'
  >
  const send = (messages: Sendable, clone = false) => recordSent(seen.sent, messages, clone)
  const logAs = (level: LogLevel) => (text: unknown) => void seen.logs.push({ level, text: String(text) })
  const node: RunningNode = {
    id,
    type: type.type,
    name,
    z,
    credentials: options.credentials ?? {},
    settings,
    wires,
    definition: saved,
    send,
    status: (status) =>
      void seen.statuses.push(typeof status === 'object' ? status : { text: String(status) }),
    error: (error, message) => void seen.errors.push({ error, message }),
    warn: logAs('warn'),
    log: logAs('info'),
    debug: logAs('debug'),
    trace: logAs('trace'),
    env: (variable) => options.env?.[variable],
    context: { node: contexts.node(id, z), flow: contexts.flow(z), global: contexts.global },
    debugOutput: (output) => void seen.debugOutputs.push(output),
    http: { route: () => notHere('http'), responseOf: () => undefined } as unknown as RunningNode['http'],
    get sandbox() {
      sandbox ??= createSandbox({ level: 'contained', settings })
      return sandbox
    },
    peers: {
      deliver(peer, message) {
        if (peer === id) receive(message).catch((error: unknown) => seen.errors.push({ error, message }))
        return peer === id
      },
      answer: () => false,
      setStatus: () => {},
      find: () => [],
      get: () => undefined,
    },
    ...options.node,
  }
  const behaviour: Behaviour = await type.create(readConfig(type, saved, options.configNodes ?? {}), node)
  const receive = async (message: Message) => {
    let done: Promise<void> | undefined
    const call = () => {
      done = behaviour.input?.(message, send) ?? undefined
    }
    if (behaviour.guard) behaviour.guard.run(call)
    else call()
    await done
  }
  return {
    ...seen,
    behaviour,
    context: node.context,
    receive,
    async close(removed = false) {
      await behaviour.close?.(removed)
      await sandbox?.close()
      await contexts.close()
    },
  }
}

function readConfig(
  type: AnyNodeType,
  saved: Record<string, unknown>,
  configNodes: Readonly<Record<string, unknown>>,
) {
  const { config, issues } = compileConfigCheck(type)(saved)
  const problem = issues.find(({ severity }) => severity === 'error')
  if (problem !== undefined) throw new MillraceError(problem.code, `${problem.message} ${problem.remedy}`)
  for (const [property, schema] of Object.entries(type.config.properties)) {
    if (typeof schema !== 'object' || schema === null || !('configNode' in schema)) continue
    config[property] = configNodes[String(config[property])]
  }
  return config
}

function recordSent(sent: StartedNode['sent'], messages: Sendable, clone: boolean): void {
  const outputs: readonly unknown[] = Array.isArray(messages) ? messages : [messages]
  for (const [output, entry] of outputs.entries()) {
    for (const message of [entry].flat() as Array<Message | null | undefined>) {
      if (message === null || message === undefined) continue
      sent.push({ output, message: clone ? cloneMessage(message) : message })
    }
  }
}

function notHere(part: string): never {
  throw new Error(`startNode has no ${part}: give one as options.node.${part}.`)
}
