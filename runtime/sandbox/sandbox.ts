import type { RunningNode } from '../define-node.js'
import type { ForeignMessage, Guard } from '../message/foreign.js'
import type { Message, Send } from '../message/message.js'

/**
 * Where text written by users becomes functions that cannot reach the host. One for each runtime, made when the
 * first node asks for it.
 */
export interface Sandbox {
  readonly level: SandboxLevel
  /** The longest limit of all functions made so far, in milliseconds. */
  readonly longestLimitMs: number
  /** Watches over calls; a behaviour made of a {@link SandboxFunction} declares it. */
  readonly guard: Guard
  /** Messages of this realm pass between functions natively; undefined where they pass by reference anyway. */
  readonly realm: object | undefined
  /** Brings a host's message into the realm; where there is one. See `Behaviour.adopt`. */
  readonly adopt: ((message: Message) => ForeignMessage) | undefined
  /**
   * Compiles the texts of one node and runs its setup code. Setup code that throws, or takes longer than the limit,
   * is reported as the node's error; the function then fails on each message with NODE_START_FAILED.
   *
   * @throws MillraceError BAD_FUNCTION where a text does not compile or asks for a module that is not granted
   */
  createFunction(node: RunningNode, source: FunctionSource): Promise<SandboxFunction>
  /** Frees every context, worker and timer. What is still in flight fails. */
  close(): Promise<void>
}

/**
 * What functions may reach. `contained`: nothing of the host. `trusted`: as in Node-RED, messages pass by reference.
 */
export type SandboxLevel = 'contained' | 'trusted'

export interface FunctionSource {
  /** The function's body, called with `msg` for each message. */
  body: string
  /** The texts are known to be complete and correct: each is the body of an async function. */
  isChecked?: boolean
  /** Runs once before the first message; may `await`. */
  setup?: string
  /** Runs when the node is closed. */
  cleanup?: string
  outputs?: number
  /** Longest time of one message in milliseconds, across `await` and timers; 0: the default of the runtime. */
  timeoutMs?: number
  /** Modules that the function is given, by the names of its variables. */
  libs?: ReadonlyArray<{ var: string; module: string }>
  /** What `node.linkcall` calls; without it that is no method of `node`. */
  linkCalls?: FlowCalls
}

/** Calls of other parts of a flow, which answer later. */
export interface FlowCalls {
  /**
   * `take` is called once, never within this call. The message is the callee's own.
   *
   * @throws where the target cannot be called
   */
  call(
    target: string,
    message: Message,
    timeoutMs: number,
    take: (error: Error | undefined, answer?: Message) => void,
  ): void
  /** Fails every call that waits, and those to come. */
  close(): void
}

/** A compiled function. `input` returns undefined where it has finished with the message, else a promise. */
export interface SandboxFunction {
  /** Its text calls `node.done()`, and nothing else says that a message is finished; see `Behaviour`. */
  readonly completesItself: boolean
  input(message: Message, send: Send): void | Promise<void>
  close(): Promise<void>
}
