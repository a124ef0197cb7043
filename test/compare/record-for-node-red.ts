import { encodeMessage } from './encode-message.js'

/** The little of Node-RED that the node needs. */
interface Red {
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

/** What the node tells the process that compares. */
export interface NodeRedNote {
  run: number
  at: string
  message: unknown
}

/** The node type that flows which are compared end in, for Node-RED: tells each message to the parent process. */
export default function registerRecord(red: Red): void {
  red.nodes.registerType('record', function createRecord(definition) {
    red.nodes.createNode(this, definition)
    const { run, id, name } = definition
    this.on('input', (message, _send, done) => {
      const note: NodeRedNote = { run, at: name || id, message: encodeMessage(message) }
      process.send?.(note)
      done()
    })
  })
}
