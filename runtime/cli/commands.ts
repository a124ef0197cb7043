import type { OptionName, OptionValues } from './options.js'
import type { Environment } from './read-environment.js'
import type { Terminal } from './terminal.js'

/** What a command is given: its options, those of the environment included, and its operands. */
export interface Call {
  values: OptionValues
  operands: string[]
  /** With the variables of `--env-file`. */
  env: Environment
  terminal: Terminal
}

export interface Command {
  readonly name: string
  readonly usage: string
  readonly summary: string
  /** Paragraphs after the summary. */
  readonly details: readonly string[]
  readonly options: readonly OptionName[]
  readonly mostOperands: number
  readonly examples: readonly string[]
  /** Loads what it needs, so that one command does not wait for another's modules. Gives the exit code. */
  run(call: Call): Promise<number>
}

const shared: readonly OptionName[] = ['nodes', 'credentials', 'settings', 'userDir', 'envFile', 'flow']

/** Where a flow runs, and what it is granted there. */
const sandboxed: readonly OptionName[] = [
  ...(['sandbox', 'untrusted', 'allowExec', 'allowFiles', 'allowPackage', 'allowEnv'] as const),
]

const flowShapes =
  'A flow is a flow file of Node-RED (JSON), a Markdown page with a flow in it, or - for standard input.'

export const commands: readonly Command[] = [
  {
    name: 'run',
    usage: 'millrace run [flow] [options]',
    summary: 'Runs a flow until it is stopped.',
    details: [
      `${flowShapes} Without one it is flows.json.`,
      'Node types come from --nodes, and from the packages installed in the user directory, or beside the flow where none is set. --install installs there what the flow lacks.',
      'A flow with errors is not started: every problem is listed instead. When it can serve, the address and the HTTP endpoints of the flow are written to standard output; the log goes to standard error. A flow without HTTP endpoints runs on just the same, until it is stopped.',
      'Ctrl-C (or SIGTERM) stops: no new messages, those in flight are finished. A second Ctrl-C stops at once.',
    ],
    options: [
      ...([
        'port',
        'host',
        ...shared,
        'install',
        'watch',
        'lenient',
        'admin',
        ...sandboxed,
        'memory',
      ] as const),
      ...(['requestTimeout', 'maxInFlight', 'drainTimeout', 'logLevel', 'logFormat', 'help'] as const),
    ],
    mostOperands: 1,
    examples: [
      'millrace run flows.json --port 8080',
      'millrace run generate-jwt.md --credentials secrets.json',
      'millrace run flows.json --nodes ./my-nodes --watch',
      'millrace run page.md --untrusted --allow-files ./data',
    ],
    async run(call) {
      return (await import('./run-command.js')).runFlow(call)
    },
  },
  {
    name: 'check',
    usage: 'millrace check <flow…> [options]',
    summary: 'Lists every problem of flows, and runs nothing.',
    details: [`${flowShapes} The exit code is 1 if a problem is an error, and 0 if there are only warnings.`],
    options: [...shared, ...sandboxed, 'format', 'help'],
    mostOperands: Number.POSITIVE_INFINITY,
    examples: [
      'millrace check flows.json',
      'millrace check *.md --format json',
      'millrace check page.md --untrusted',
    ],
    async run(call) {
      return (await import('./check-command.js')).checkFlows(call)
    },
  },
  {
    name: 'nodes',
    usage: 'millrace nodes [type] [options]',
    summary: 'Lists the node types at hand, or explains one.',
    details: [
      'For a type: what it does, and each field of its configuration with type, default and meaning.',
    ],
    options: ['nodes', 'settings', 'userDir', 'envFile', 'format', 'help'],
    mostOperands: 1,
    examples: ['millrace nodes', 'millrace nodes "http in"', 'millrace nodes pump --nodes ./my-nodes'],
    async run(call) {
      return (await import('./nodes-command.js')).showNodes(call)
    },
  },
  {
    name: 'new-node',
    usage: 'millrace new-node <name> [options]',
    summary: 'Writes a package with a node type of your own.',
    details: [
      'It works in Millrace and in Node-RED. The package is written to a folder of its name, which must not exist: a node in TypeScript, its test, a README, an example flow, and what Node-RED needs to load it. Its test passes after npm install.',
    ],
    options: ['javascript', 'help'],
    mostOperands: 1,
    examples: ['millrace new-node pump-control', 'millrace new-node @me/pump-control --javascript'],
    async run(call) {
      return (await import('./new-node-command.js')).writeNewNode(call)
    },
  },
  {
    name: 'node-html',
    usage: 'millrace node-html <module> [options]',
    summary: "Writes node types' form for Node-RED's editor.",
    details: [
      'A module is a file, a folder or a package. Node-RED wants an .html file beside each module of node types. It is made of their schemas: defaults, ports, the form and the help.',
    ],
    options: ['output', 'check', 'help'],
    mostOperands: 1,
    examples: ['millrace node-html src/pump.js --output node-red/pump.html'],
    async run(call) {
      return (await import('./node-html-command.js')).writeNodeHtml(call)
    },
  },
]
