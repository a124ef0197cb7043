import { type ConfigProblem, defineNode } from '../../runtime/define-node.js'
import { findSyntaxFault } from '../../runtime/message/syntax-fault.js'
import { findById, findByIdOrName, LinkCalls, noTarget } from '../common/link-calls.js'

export default defineNode({
  type: 'function',
  summary: 'Runs a JavaScript function for each message.',
  outputs: ({ outputs }) => outputs,
  config: {
    type: 'object',
    properties: {
      func: {
        type: 'string',
        minLength: 0,
        default: 'return msg;',
        description: 'The body of the function: gets msg, returns messages. An empty one sends nothing.',
      },
      initialize: {
        type: 'string',
        default: '',
        description: 'Code that runs once before the first message; may await.',
      },
      finalize: { type: 'string', default: '', description: 'Code that runs when the node is closed.' },
      outputs: { type: 'integer', minimum: 0, default: 1, description: 'How many outputs the function has.' },
      timeout: {
        type: 'number',
        minimum: 0,
        default: 0,
        description:
          'Longest time of one message, in seconds, across await and timers. 0: the default of the runtime.',
      },
      noerr: {
        type: 'integer',
        default: 0,
        description: 'How many problems the editor saw in the code; not used.',
      },
      libs: {
        type: 'array',
        default: [],
        description: 'Modules that the function uses, where the settings grant them.',
        items: {
          type: 'object',
          properties: {
            var: { type: 'string', description: 'The name of the variable.' },
            module: { type: 'string', description: 'The name of the package or built-in module.' },
          },
          required: ['var', 'module'],
          additionalProperties: true,
        },
      },
    },
  },
  help: {
    details:
      'A returned message is sent by the first output, a list by one output each, null by none; a list within the ' +
      'list is sent message by message. node.send(…) sends more, at any time; node.error(text, msg) fails; node.done() ' +
      'says when a message is finished, without which that is when the function returns. ' +
      'await node.linkcall(target, msg, { timeout: 5000, clone: true }) sends msg to the link in node of an id or name ' +
      'and gives what a link out node of mode return sends back; it rejects after `timeout` milliseconds, and where ' +
      'there is no such node or several. At hand are msg, node, RED, ' +
      'context, flow, global, env, Buffer, URL, util, timers and console, and what `libs` name. Code may await.\n' +
      'What a function may reach is set by `--sandbox`: by default nothing of the host, and msg is a copy.',
    reads: { payload: 'Or any other property: msg is the whole message.' },
    sets: { payload: 'Or any other property; a message without _msgid gets one.' },
    outputs: 'By each output what the function returns or sends for it: none to as many as `outputs` says.',
    example: [
      { id: 'in', type: 'inject', payload: '7', payloadType: 'num', wires: [['sort']] },
      {
        id: 'sort',
        type: 'function',
        outputs: 2,
        func: 'return msg.payload % 2 ? [msg, null] : [null, msg]',
        wires: [['odd'], ['even']],
      },
      { id: 'odd', type: 'debug', wires: [] },
      { id: 'even', type: 'debug', wires: [] },
    ],
  },

  check({ func, initialize, finalize }) {
    return [
      ...checkText(func, 'function'),
      ...checkText(initialize, 'setup code'),
      ...checkText(finalize, 'cleanup code'),
    ]
  },

  needs({ func, initialize, finalize, libs }) {
    const modules = libs.map(({ module }) => module).filter((module) => module !== '')
    const texts = `${func}\n${initialize}\n${finalize}`
    const read = texts.includes('global')
      ? texts.matchAll(/\bglobal\s*\.\s*get\s*\(\s*(['"`])([\w$-]+)/g)
      : []
    return [{ power: 'code', modules, globals: Array.from(read, ([, , name]) => name as string) }]
  },

  async create({ func, initialize, finalize, outputs, timeout, libs }, node) {
    const calls = new LinkCalls(node)
    const made = await node.sandbox.createFunction(node, {
      body: func,
      isChecked: true,
      setup: initialize,
      cleanup: finalize,
      outputs,
      timeoutMs: timeout * 1000,
      libs: libs.map(({ var: name, module }) => ({ var: name, module })),
      linkCalls: {
        call(target, message, timeoutMs, take) {
          const isNodeId = node.peers.get(target) !== undefined
          const found = isNodeId ? findById(target, node.peers) : findByIdOrName(target, node)
          if (found === undefined) throw noTarget(target)
          calls.call(found, message, timeoutMs, take)
        },
        close: () => calls.close(),
      },
    })
    const { guard, realm, adopt } = node.sandbox
    return {
      guard,
      ...(realm !== undefined && { realm }),
      ...(adopt !== undefined && { adopt }),
      ...(made.completesItself && { completesItself: true }),
      input: (message, send) => made.input(message, send),
      // A late answer is dropped: nobody waits for it.
      answer: (ticket, message) => void calls.answer(ticket, message),
      close: () => made.close(),
    }
  },
})

function checkText(text: string, what: string): ConfigProblem[] {
  const fault = findSyntaxFault(text)
  if (fault === undefined) return []
  const place = fault.line > 0 ? ` (line ${fault.line}, col ${fault.column})` : ''
  return [
    {
      code: 'BAD_FUNCTION',
      message: `The ${what} does not compile: ${fault.message}${place}.`,
      remedy: 'Correct the code at that place.',
    },
  ]
}
