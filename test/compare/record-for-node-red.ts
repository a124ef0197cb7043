import { encodeMessage } from './encode-message.js'

/** The little of Node-RED that the node needs. */
interface Red {
  events: { on(event: 'flows:started', listener: () => void): void }
  nodes: {
    createNode(node: Node, definition: Definition): void
    registerType(type: string, create: (this: Node, definition: Definition) => void): void
  }
}

interface Node {
  on(event: 'input', listener: (message: object, send: unknown, done: () => void) => void): void
}

interface Definition {
  id: string
  name?: string
  run: number
}

/** What is told to the process that compares: a message that arrived, or that the flow deployed last has started. */
export type NodeRedNote = { run: number; at: string; message: unknown } | 'started'

/** The node type that flows which are compared end in, for Node-RED: tells each message to the parent process. */
export default function registerRecord(red: Red): void {
  const tell = (note: NodeRedNote) => process.send?.(note)
  red.events.on('flows:started', () => tell('started'))
  red.nodes.registerType('record', function createRecord(definition) {
    red.nodes.createNode(this, definition)
    const { run, id, name } = definition
    this.on('input', (message, _send, done) => {
      tell({ run, at: name || id, message: encodeMessage(message) })
      done()
    })
  })
}
