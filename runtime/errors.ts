/**
 * Every code that a problem of a flow file, or an error at run time, can carry. Codes are stable: callers and
 * tests match on them, wording stays free to improve. A retired code is not used again.
 *
 * The value says what the code means and what Millrace does about it; README's table and `check` come from here.
 */
export const errorCodes = {
  FILE_NOT_FOUND: 'A file named on the command line does not exist or cannot be read. Nothing starts.',
  NOT_JSON: 'The text is not JSON; the message gives the place. Nothing starts.',
  NOT_A_FLOW: 'The JSON is not a list of nodes, nor one of the shapes that hold one. Nothing starts.',
  NO_FLOW_IN_PAGE: 'A Markdown page holds no code block with a flow. Nothing starts.',
  DUPLICATE_ID: 'Two nodes have the same id. The flow is refused.',
  UNKNOWN_NODE_TYPE: 'No node type of that name is at hand. The flow is refused.',
  INSTALL_FAILED: 'The packages that a flow needs could not be installed by npm. Nothing starts.',
  BAD_NODE_TYPE: 'A module of node types cannot be loaded, or what it exports is not a node type.',
  DUPLICATE_NODE_TYPE: 'Two modules give a node type of the same name. Nothing starts.',
  WIRE_TO_NOWHERE: 'A wire leads to an id that no node has. The flow is refused.',
  MISSING_CONFIG_NODE: 'A node refers to a config node that does not exist. The flow is refused.',
  WRONG_CONFIG_NODE: 'A node refers to a config node of another type. The flow is refused.',
  CONFIG_NODE_CYCLE: 'Config nodes refer to each other in a circle. The flow is refused.',
  MISSING_FIELD: 'A field without which the node cannot work is not set. The flow is refused.',
  BAD_CONFIG: 'A field has a value that its type does not allow. The flow is refused.',
  UNKNOWN_FIELD: 'A field that the node type does not know. A warning: it is ignored.',
  DUPLICATE_FIELD: 'A field is written twice in one node. A warning: the later one counts.',
  BAD_ROUTE: 'The path of an HTTP endpoint cannot be parsed. The flow is refused.',
  DUPLICATE_ROUTE: 'Two nodes serve the same method and path. The flow is refused.',
  BAD_CREDENTIALS: 'The credentials file cannot be read, parsed or decrypted. Nothing starts.',
  BAD_SETTINGS: 'The settings file cannot be loaded. Nothing starts.',
  BAD_FUNCTION: 'The text of a function node does not compile. The flow is refused.',
  NODE_START_FAILED:
    'A node could not be made: the flow is refused; with --lenient the rest runs. Or its setup code failed: so do its messages.',
  NODE_FAILED: 'A node threw or rejected on a message. Goes to catch nodes; else logged.',
  NODE_TIMEOUT: 'A function ran longer than its time limit. Goes to catch nodes; else logged.',
  ERROR_LOOP: 'A message came back to the same catch node ten times. It is dropped.',
  MESSAGE_STORM:
    'More messages were sent than memory can hold. Those of the busiest node are dropped, and logged.',
  SUBFLOW_CYCLE: 'A subflow contains itself. The flow is refused.',
  PORT_IN_USE: 'The port is taken, or may not be opened. Nothing starts.',
  BAD_PROPERTY: 'A property expression cannot be parsed or applied. Goes to catch nodes.',
  BAD_TYPED_VALUE: 'A typed value cannot be converted or evaluated. Goes to catch nodes.',
  BUFFER_FULL: 'A node holds more messages than nodeMessageBufferMaxLength allows. Goes to catch nodes.',
  NOT_GRANTED:
    'A node needs something of the host that is not granted to the flow in a process of its own. The flow is refused.',
  HOST_ACCESS: 'The settings give a function modules or objects of the host. A warning.',
  BAD_ARGUMENT: 'An option has a value that it cannot have.',
} as const

export type ErrorCode = keyof typeof errorCodes

/** An error that says what, where and how to mend it, with a stable code. The original is kept as `cause`. */
export class MillraceError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = 'MillraceError'
  }
}

/** One thing that is wrong with a flow file, at a place that a person can go to. */
export interface Problem {
  code: ErrorCode
  severity: 'error' | 'warning'
  /** What is wrong, with the bad value, in one sentence. */
  message: string
  /** What to do about it, in one sentence. */
  remedy: string
  /** The file as the user named it; `<stdin>` for standard input. */
  file: string
  /** Counted from 1, in the file that the user sees (the page, not the code block in it). 0: the file as a whole. */
  line: number
  /** Counted from 1, in UTF-16 code units, as editors count. */
  column: number
  node?: { id: string; type: string; name: string }
}

/** The flow cannot run: carries every problem that was found, sorted by place. Thrown before anything starts. */
export class FlowRefusedError extends MillraceError {
  constructor(readonly problems: Problem[]) {
    const first = problems.find((problem) => problem.severity === 'error')
    super(first?.code ?? 'NOT_A_FLOW', problems.map(describeProblem).join('\n'))
    this.name = 'FlowRefusedError'
  }
}

/** `flows.json:12:3: error UNKNOWN_NODE_TYPE node 3f2a (mqtt in "Pump"): message remedy` */
export function describeProblem(problem: Problem): string {
  const { file, line, column, node } = problem
  const place = line > 0 ? `${file}:${line}:${column}` : file
  const who = node ? ` node ${node.id} (${node.type}${node.name ? ` "${node.name}"` : ''})` : ''
  return `${place}: ${problem.severity} ${problem.code}${who}: ${problem.message} ${problem.remedy}`
}
