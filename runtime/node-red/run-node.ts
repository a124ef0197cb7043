import type { AnyNodeType, Behaviour } from '../define-node.js'
import { MillraceError } from '../errors.js'
import { bindConfig, referenceFields } from '../fields/bind-config.js'
import type { ConfigCheck } from '../load/check-config.js'
import type { Message } from '../message/message.js'
import { outputNames } from '../message/named-outputs.js'
import type { AdaptedHttp } from './adapted-http.js'
import { AdaptedNode } from './adapted-node.js'
import { adaptSend } from './adapted-send.js'
import { adaptedKey, type Definition, type InputListener, type Red, type RedNode } from './red.js'

/** What the nodes of one type share. */
export interface TypeInNodeRed {
  readonly red: Red
  readonly nodeType: AnyNodeType
  readonly check: ConfigCheck
  readonly http: AdaptedHttp
}

/** Makes a node of Node-RED do what a node type says; messages that come before it is ready wait. */
export function runNode(node: RedNode, definition: Definition, shared: TypeInNodeRed): void {
  const { red, nodeType, http } = shared
  const adapted = new AdaptedNode(red, node, nodeType, definition, http)
  let behaviour: Behaviour | undefined
  const ready = startNode(node, definition, adapted, shared).then((made) => {
    behaviour = made
    return made
  })
  node[adaptedKey] = ready
  ready.catch((error: Error) => {
    node.status({ fill: 'red', shape: 'ring', text: 'not started' })
    node.error(error.message)
  })

  const names = outputNames(nodeType)
  const take: InputListener = (message, send, done) => {
    const deliver = (to: Behaviour) =>
      callInput(to, message, adaptSend(send, names, red.util.cloneMessage), done)
    if (behaviour !== undefined) deliver(behaviour)
    else ready.then(deliver, () => done(notStarted(node)))
  }
  if (!nodeType.isConfig) node.on('input', take)
  node.on('close', (removed, done) => {
    closeNode(ready, removed, adapted).then(done, (error: unknown) => {
      node.error(error)
      done()
    })
  })
}

/** @throws MillraceError with what is wrong with the configuration, or what `create` throws */
async function startNode(
  node: RedNode,
  definition: Definition,
  adapted: AdaptedNode,
  { red, nodeType, check }: TypeInNodeRed,
): Promise<Behaviour> {
  const { config, issues } = check(definition)
  const faults = issues.filter(({ severity }) => severity === 'error')
  const [first] = faults
  if (first !== undefined) {
    const sentences = faults.map(({ message, remedy }) => `${message} ${remedy}`)
    throw new MillraceError(first.code, sentences.join('\n'))
  }
  for (const { code, message } of issues) if (code !== 'UNKNOWN_FIELD') node.warn(message)
  const instances = new Map<string, unknown>()
  for (const field of referenceFields(nodeType.config)) {
    const id = String(config[field] ?? '')
    if (id !== '') instances.set(field, await findInstance(red, field, id))
  }
  const bound = bindConfig(config, nodeType.config, adapted, (field) => instances.get(field))
  return (await nodeType.create(bound, adapted)) as Behaviour
}

/** What a config node offers: what `create` of its type returned, or for one of Node-RED's own the node itself. */
async function findInstance(red: Red, field: string, id: string): Promise<unknown> {
  const found = red.nodes.getNode(id)
  if (!found) {
    throw new MillraceError(
      'MISSING_CONFIG_NODE',
      `The config node ${id} that "${field}" refers to does not run.`,
    )
  }
  if (found[adaptedKey] === undefined) return found
  return found[adaptedKey].catch((cause: Error) => {
    throw new MillraceError(
      'MISSING_CONFIG_NODE',
      `The config node ${id} that "${field}" refers to did not start: ${cause.message}`,
    )
  })
}

function callInput(
  behaviour: Behaviour,
  message: Message,
  send: ReturnType<typeof adaptSend>,
  done: (error?: unknown) => void,
): void {
  const called: { result?: void | PromiseLike<void> } = {}
  try {
    const call = () => {
      called.result = behaviour.input?.(message, send)
    }
    if (behaviour.guard) behaviour.guard.run(call)
    else call()
  } catch (error) {
    done(error)
    return
  }
  const finish = () => {
    if (!behaviour.completesItself) done()
  }
  if (typeof called.result?.then === 'function') called.result.then(finish, done)
  else finish()
}

function notStarted({ type }: RedNode): MillraceError {
  return new MillraceError('NODE_START_FAILED', `This ${type} node did not start; the log says why.`)
}

async function closeNode(ready: Promise<Behaviour>, removed: boolean, adapted: AdaptedNode): Promise<void> {
  try {
    const behaviour = await ready.catch(() => undefined)
    await behaviour?.close?.(removed)
  } finally {
    await adapted.free()
  }
}
