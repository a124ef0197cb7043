import type { cells, states } from '../watch/watch-state.js'

/**
 * What the parts of a realm's start-up script share. Each part is a function of this folder that refers to nothing
 * outside itself but the globals of JavaScript: it is handed over as text and runs inside the realm, where those
 * globals are the realm's own. `host` is the one thing in it that is not; no part may let it, anything it returns
 * unconverted, or an error that it throws, come into the hands of users' code.
 */
export interface Realm {
  readonly host: HostGate
  readonly level: 'contained' | 'trusted'

  /** Objects that all functions can reach in other ways than by a global: frozen with them. */
  readonly shared: object[]

  // install-limits
  /** A list as the engine may go over it: with a length that is short enough, and stays what it is. */
  checkList(list: unknown): unknown
  /** Replaces a function of the engine by one around it, with the same name and length. */
  wrapNative(owner: object, name: PropertyKey, wrap: (native: Method) => Method): void

  // install-gate
  /** Calls an operation of the host for a function (by its number), with values that are the host's or primitive. */
  ask(fn: number, operation: string, ...parameters: unknown[]): unknown
  /** Calls an operation that gives data, and copies the data. */
  fetch(fn: number, operation: string, ...parameters: unknown[]): unknown
  beginCall(): void
  endCall(): void

  // install-errors
  /** The value itself, or an error of this realm where the host's own came through. */
  clean(thrown: unknown): unknown
  describeFailure(thrown: unknown): Failure

  // install-copy
  /** A copy of a host value made of this realm's objects. */
  copyIn(value: unknown): unknown
  /** A copy made of the host's objects, to be handed to `ask` and to nobody else. */
  copyOut(value: unknown): unknown
  /** A copy within the realm. */
  cloneMessage(message: object): object

  /** Notes an object that clones share. */
  markOpaque<Value extends object>(value: Value): Value
  isBuffer(value: unknown): value is Uint8Array
  copyBuffer(value: Uint8Array): Uint8Array
  /** What stands in the realm for a request or a response of the host; undefined for anything else. */
  makeFront(value: object): object | undefined

  // install-promises
  /** How many promises functions have made up to now. */
  promisesMade: number
  trackPromise<Value>(promise: Promise<Value>): Promise<Value>
  /** Reports rejections that nobody handled, once the microtasks have run. */
  reportUnhandled(): void
  /** `then` as it was before it was watched. */
  whenSettled(
    promise: unknown,
    onFulfilled: (value: unknown) => void,
    onRejected: (reason: unknown) => void,
  ): void

  /** Why an object cannot be sent as a message. */
  wrongObject(message: object): Error | undefined

  // install-timers
  readonly timers: TimerTable
  /** Callbacks that wait for an answer of the host, by ticket. */
  readonly answers: Map<number, (failure: string | undefined, value: unknown) => void>

  // install-calls
  /** Calls a function that users' code has left with us (a timer's, a listener), watched. */
  runCallback(fn: number, callback: unknown, parameters: unknown[]): void
  callCloseListener(listener: unknown): Promise<void>

  // install-messages
  /** A message as it may be sent: checked, with the id of the one that it answers. */
  prepareMessage(message: object, id: unknown): object
  /** Sends what a function returned, or gave to `node.send`. */
  sendResult(fn: number, invocation: number, result: unknown, id: unknown, clones: boolean): void

  // install-node
  makeNode(options: FunctionOptions, invocation: number, id: unknown, message: unknown): object
  /** What a function's text may name, by name. */
  makeScope(options: FunctionOptions): Record<string, unknown>
  /** What a function takes for the global object: its own, so that no other function sees what it sets there. */
  globalOf(options: FunctionOptions): object

  // install-link-call
  callFlow(fn: number, target: unknown, message: unknown, options: unknown): Promise<unknown>

  makeContext(fn: number): object
  makeStore(fn: number, scope: string): object
  scopeOf(fn: number, scope: string): object
  makeEnvironment(fn: number): object
  makeRed(fn: number, options: FunctionOptions): object
  makeUrl(href: string): object
  /** What the user's settings grant under a key of the global context, by reference; undefined for anything else. */
  granted(fn: number, scope: string, key: string, store: string | undefined): unknown
  /** A promise of this realm for a value that may be a promise of the host. */
  bridge(value: unknown): unknown
  lastTicket: number

  /** Number of the function that runs, or ran last. */
  current: number
  readonly functions: Map<number, FunctionState>
  readonly exports: RealmExports
  /** Prototypes by which the host knows what it copies. */
  readonly prototypes: Record<string, object>
}

/** A function of the engine, or one around it. */
export type Method = (this: unknown, ...parameters: unknown[]) => unknown

/** Host functions. None of them throws but by exhausting the stack. */
export interface HostGate {
  readonly cell: Int32Array
  readonly cells: typeof cells
  readonly states: typeof states
  /** What operations return where they failed; the reason is `failureText()`. */
  readonly failed: object
  failureText(): string
  /** What `callMethod` returns where the method returned the object itself. */
  readonly itself: symbol
  runBody(): void
  /** There are rejections to report once this run is over. */
  noteUnhandled(): void
  /** Whether the user's settings grant what stands under a key of the global context. */
  grants(key: string): boolean
  /** Whether any function was given code of the host, whose errors are then its own. */
  hasGrantedCode(): boolean
  call(fn: number, operation: string, parameters: unknown[]): unknown
  /** The copy, or `failed`. Runs the realm's getters. */
  copyOut(value: unknown): unknown
  /** What a getter threw during `copyOut`; undefined where the copy failed otherwise. */
  takeThrown(): unknown
  /** The realm's stand-in for a host object that cannot be copied. */
  handleFor(value: object): object | undefined
  keepHandle(value: object, handle: object): void
  readonly prototypes: HostPrototypes
  /** In `trusted`: the host's own, given to functions as they are. */
  readonly globals: Record<string, unknown>
}

export interface HostPrototypes {
  readonly object: object
  readonly buffer: object
  readonly date: object
  readonly map: object
  readonly set: object
  readonly regexp: object
  readonly arrayBuffer: object
  readonly error: object
  readonly url: object
  readonly request: (value: object) => boolean
  readonly response: (value: object) => boolean
}

/** An error as primitive values. */
export interface Failure {
  /** `Error` where an error was thrown, else the empty text. */
  name: string
  message: string
  stack: string
  /** In the function's own text, counted from 1; 0 where not known. */
  line: number
  column: number
  /** Number of the function that the place is in; 0 where not known. */
  fn: number
  /** Properties of the error, as copies. */
  cause?: unknown
  code?: unknown
}

export interface TimerTable {
  create(
    fn: number,
    callback: unknown,
    milliseconds: unknown,
    parameters: unknown[],
    repeats: boolean,
  ): object
  clear(timer: unknown): void
  fire(id: number): void
}

/** What the realm keeps for each function. */
export interface FunctionState {
  readonly number: number
  closeListeners: unknown[]
}

/** The realm's functions that the host calls. None of them throws but by exhausting the stack. */
export interface RealmExports {
  enter(): void
  createFunction(wrapper: unknown, options: FunctionOptions): RealmFunction
  copyIn(value: unknown): unknown
  clone(message: object): object | undefined
  /** What the keys lead to in an object of the realm; runs its getters. */
  at(object: object, keys: ReadonlyArray<string | number>): unknown
  put(object: object, keys: ReadonlyArray<string | number>, value: unknown): void
  fireTimer(id: number): void
  /** The timers of a function are gone. */
  forgetTimers(fn: number): void
  /** Settles what {@link Realm.bridge} made, with a value handed over as it is. */
  settle(ticket: number, isRejected: boolean, value: unknown): void
  answer(ticket: number, failure: string | undefined, value: unknown): void
  reportUnhandled(): void
  /** What a call that gave {@link outcomes}.failed failed with. */
  takeFailure(): Failure
  readonly currentFunction: () => number
  readonly prototypes: Readonly<Record<string, object>>
  isOpaque(value: object): boolean
  /** Whether any function has made a proxy yet. */
  hasProxies(): boolean
}

export interface FunctionOptions {
  number: number
  id: string
  name: string
  path: string
  outputCount: number
  /** Names that the wrapper takes, in order. */
  parameters: readonly string[]
  usesNode: boolean
  usesGlobal: boolean
  callsDone: boolean
  callsFlows: boolean
  libs: Readonly<Record<string, unknown>>
}

export interface RealmFunction {
  /** An outcome, or the message for the first output. */
  invoke(message: unknown, invocation: number): unknown
  setup(invocation: number): unknown
  cleanup(invocation: number): unknown
}
