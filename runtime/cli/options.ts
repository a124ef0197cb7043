/** What can be given on the command line or as `MILLRACE_…` in the environment. */
export interface OptionValues {
  port?: number
  host?: string
  nodes?: string[]
  credentials?: string
  settings?: string
  userDir?: string
  envFile?: string[]
  flow?: number
  install?: boolean
  watch?: boolean
  lenient?: boolean
  admin?: boolean
  sandbox?: 'contained' | 'trusted' | 'process'
  untrusted?: boolean
  allowExec?: boolean
  allowFiles?: string[]
  allowPackage?: string[]
  allowEnv?: string[]
  memory?: number
  requestTimeout?: number
  maxInFlight?: number
  drainTimeout?: number
  logLevel?: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace'
  logFormat?: 'text' | 'json'
  format?: 'text' | 'json'
  javascript?: boolean
  output?: string
  check?: boolean
  help?: boolean
}

export type OptionName = keyof OptionValues

/** How an option is written, checked and explained. Times are given to the library in milliseconds. */
export interface Option {
  readonly kind: 'text' | 'list' | 'number' | 'time' | 'choice' | 'flag'
  /** What stands for the value in the help; none for flags. */
  readonly argument?: string
  readonly description: string
  readonly short?: string
  readonly choices?: readonly string[]
  readonly min?: number
  readonly max?: number
  /** Not read from the environment: it says what this one call is to do. */
  readonly isLocal?: boolean
  /** A variable beside the option's own, which goes first. */
  readonly otherVariable?: string
}

export const options: Readonly<Record<OptionName, Option>> = {
  port: {
    kind: 'number',
    argument: '<number>',
    short: 'p',
    min: 0,
    max: 65_535,
    otherVariable: 'PORT',
    description: 'Port to listen on (1880). 0 picks a free one.',
  },
  host: {
    kind: 'text',
    argument: '<address>',
    description: 'Address to listen on (127.0.0.1). 0.0.0.0 is every one.',
  },
  nodes: {
    kind: 'list',
    argument: '<file|folder|package>',
    description: 'Node types beside the built-in ones. May be given several times.',
  },
  credentials: {
    kind: 'text',
    argument: '<file>',
    description:
      "Secrets of the flow's nodes, by node id or config node's name; plain or as Node-RED encrypts them.",
  },
  settings: {
    kind: 'text',
    argument: '<file>',
    short: 's',
    description: "A settings.js of Node-RED's kind, or a JSON file.",
  },
  userDir: {
    kind: 'text',
    argument: '<folder>',
    short: 'u',
    description: 'Where installed node packages and stored context are.',
  },
  envFile: {
    kind: 'list',
    argument: '<file>',
    description:
      'Environment variables, one NAME=value a line. Those already set stay. May be given several times.',
  },
  flow: {
    kind: 'number',
    argument: '<number>',
    min: 1,
    isLocal: true,
    description: 'Of a page with several flows, take this one only (all).',
  },
  install: {
    kind: 'flag',
    isLocal: true,
    description: 'First install, through npm, the packages with node types that the flow lacks.',
  },
  watch: { kind: 'flag', description: 'Deploy again each time the flow file changes.' },
  admin: {
    kind: 'flag',
    description:
      'Serve the admin application below /admin: injecting by hand, the debug web socket, and what packages add. On any address but loopback it needs a token in MILLRACE_ADMIN_TOKEN.',
  },
  lenient: { kind: 'flag', description: 'Run what can run of a flow that has errors.' },
  sandbox: {
    kind: 'choice',
    argument: '<level>',
    choices: ['contained', 'trusted', 'process'],
    description:
      'What function nodes may reach: contained (nothing of the host) or trusted. process: the flow runs in a process of its own that may do nothing but serve and use the network, and is started again where it ends. (contained)',
  },
  untrusted: { kind: 'flag', description: 'The same as --sandbox process: for flows from strangers.' },
  allowExec: {
    kind: 'flag',
    isLocal: true,
    description: 'With process: let the flow start programs, which may then do anything.',
  },
  allowFiles: {
    kind: 'list',
    argument: '<folder>',
    isLocal: true,
    description:
      'With process: let the flow read and write files in this folder. May be given several times.',
  },
  allowPackage: {
    kind: 'list',
    argument: '<file|folder|package>',
    isLocal: true,
    description:
      'With process: let the flow use node types that are not built in. May be given several times.',
  },
  allowEnv: {
    kind: 'list',
    argument: '<name>',
    isLocal: true,
    description:
      'With process: let the flow read this environment variable, beside those of --env-file. May be given several times.',
  },
  memory: {
    kind: 'number',
    argument: '<megabytes>',
    min: 32,
    description: "With process: the most that the heap of the flow's process may take. (256)",
  },
  requestTimeout: {
    kind: 'time',
    argument: '<time>',
    min: 0,
    description: 'Answer 504 to a request that no node has answered for this long. 0: never. (2m)',
  },
  maxInFlight: {
    kind: 'number',
    argument: '<number>',
    min: 1,
    description: 'Answer 503 while so many requests are being served. (1000)',
  },
  drainTimeout: {
    kind: 'time',
    argument: '<time>',
    min: 0,
    description: 'How long messages in flight may take to finish when stopping. (5s)',
  },
  logLevel: {
    kind: 'choice',
    argument: '<level>',
    choices: ['fatal', 'error', 'warn', 'info', 'debug', 'trace'],
    description: 'Least severe entries to log: fatal, error, warn, info, debug or trace. (info)',
  },
  logFormat: {
    kind: 'choice',
    argument: '<format>',
    choices: ['text', 'json'],
    description: 'text for people, or json: an object a line. (text)',
  },
  format: {
    kind: 'choice',
    argument: '<format>',
    choices: ['text', 'json'],
    isLocal: true,
    description: 'text for people, or json for programs. (text)',
  },
  javascript: { kind: 'flag', isLocal: true, description: 'Write JavaScript, which needs no build.' },
  output: {
    kind: 'text',
    argument: '<file>',
    short: 'o',
    isLocal: true,
    description: 'The file to write; standard output where not given.',
  },
  check: {
    kind: 'flag',
    isLocal: true,
    description: 'Write nothing; exit with 1 where the file of --output is not as it should be.',
  },
  help: { kind: 'flag', short: 'h', isLocal: true, description: 'Show this help.' },
}

/** `userDir` is `--user-dir` on the command line. */
export function flagOf(name: OptionName): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** `userDir` is `MILLRACE_USER_DIR` in the environment. */
export function variableOf(name: OptionName): string {
  return `MILLRACE_${flagOf(name).slice(2).replaceAll('-', '_').toUpperCase()}`
}
