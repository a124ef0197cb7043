import { encodeMessage } from './encode-message.js'

/** The little of Node-RED that the node needs. */
interface Red {
  events: { on(event: 'flows:started', listener: () => void): void }
  nodes: {
    createNode(node: Node, definition: Definition): void
    getNode(id: string): Node | null
    registerType(type: string, create: (this: Node, definition: Definition) => void): void
  }
}

interface Node {
  receive(message: object): void
  on(event: 'input', listener: (message: object, send: unknown, done: () => void) => void): void
}

interface Definition {
  id: string
  name?: string
  run: number
}

/** What is told to the process that compares: a message that arrived, or that the flow deployed last has started. */
export type NodeRedNote = { run: number; at: string; message: unknown } | 'started'

/** What the process that compares asks for: a message before a node. */
export interface NodeRedOrder {
  to: string
  message: object
}

/**
 * The node type that flows which are compared end in, for Node-RED: tells each message to the parent process.
 * It also puts messages before other nodes, as that process asks for.
 */
export default function registerRecord(red: Red): void {
  const tell = (note: NodeRedNote) => process.send?.(note)
  red.events.on('flows:started', () => tell('started'))
  // Whoever runs it ends with the process that compares, however that ends.
  process.on('disconnect', () => process.exit())
  process.on('message', ({ to, message }: NodeRedOrder) => red.nodes.getNode(to)?.receive(message))
  red.nodes.registerType('record', function createRecord(definition) {
    red.nodes.createNode(this, definition)
    const { run, id, name } = definition
    this.on('input', (message, _send, done) => {
      tell({ run, at: name || id, message: encodeMessage(message) })
      done()
    })
  })
}
