import { compileFunction, constants, createContext, Script } from 'node:vm'
import type { RunningNode } from '../define-node.js'
import type { MillraceError } from '../errors.js'
import type { Guard } from '../message/foreign.js'
import type { Message } from '../message/message.js'
import { consoleOperations } from './bridge/console-operations.js'
import type { RealmPrototypes } from './bridge/copy-leaf.js'
import { CopyOut } from './bridge/copy-out.js'
import { dataOperations } from './bridge/data-operations.js'
import { helperOperations } from './bridge/helper-operations.js'
import { createHostGate } from './bridge/host-gate.js'
import { httpOperations } from './bridge/http-operations.js'
import { nodeOperations } from './bridge/node-operations.js'
import type { ContextValues } from './bridge/operation.js'
import { StandIns } from './bridge/stand-ins.js'
import type { SandboxOptions } from './create-sandbox.js'
import { Entry } from './entry.js'
import { type Boundary, FunctionRunner } from './function-runner.js'
import { Grants } from './grants.js'
import { hostGlobals } from './host-globals.js'
import { ContainedBoundary } from './message-realm.js'
import { type Positions, PositionTable } from './positions.js'
import type { RealmExports, RealmFunction } from './realm/realm.js'
import { realmSource, type StartRealm } from './realm-source.js'
import { RealmValue } from './realm-value.js'
import type { FunctionSource, Sandbox, SandboxFunction, SandboxLevel } from './sandbox.js'
import { type PreparedTexts, prepareTexts } from './text/prepare-texts.js'
import { Watchdog } from './watch/watchdog.js'

/** In `trusted` messages are the host's own objects on both sides. */
const byReference: Boundary = {
  enter: (message: Message) => message,
  leave: (message: object) => message as Message & object,
}

/** One realm for all functions of a runtime, with what it takes to call into it and to stop it. */
export class MillraceSandbox implements Sandbox {
  readonly level: SandboxLevel
  readonly realm: object | undefined
  readonly adopt: Sandbox['adopt']
  private readonly context
  private readonly watchdog: Watchdog
  private readonly entry: Entry
  private readonly exports: RealmExports
  private readonly boundary: Boundary
  private readonly values: ContextValues | undefined
  private readonly grants: Grants
  private readonly positions: Positions = new PositionTable()
  private readonly runners = new Map<number, FunctionRunner>()
  private readonly defaultTimeoutMs: number
  longestLimitMs = 0
  private lastNumber = 0
  private hasUnhandled = false

  constructor(options: SandboxOptions) {
    const { level, settings = {}, memoryMb = 512, mostValues = 10_000_000 } = options
    const isContained = level === 'contained'
    this.level = level
    this.defaultTimeoutMs = timeoutOf(settings) ?? options.defaultTimeoutMs ?? 5000
    this.grants = new Grants(settings, !isContained)
    this.watchdog = Watchdog.acquire(options.takesSigint ?? false)
    this.context = createContext(constants.DONT_CONTEXTIFY as never, {
      microtaskMode: 'afterEvaluate',
      codeGeneration: { strings: !isContained, wasm: !isContained },
    })
    const limits = { timeoutMs: this.defaultTimeoutMs, memoryMb }
    this.entry = new Entry(this.context, this.watchdog, this, limits)

    const standIns = new StandIns()
    const copyOut = new CopyOut(standIns, mostValues)
    const itself = Symbol('the object itself')
    const start = new Script(realmSource(level), { filename: 'millrace:realm' }).runInContext(this.context)
    this.exports = (start as StartRealm)(
      level,
      createHostGate({
        cell: this.watchdog.cell,
        copyOut,
        standIns,
        itself,
        globals: isContained ? {} : hostGlobals(),
        operations: {
          ...nodeOperations,
          ...helperOperations,
          ...dataOperations,
          ...httpOperations(itself),
          ...consoleOperations(options.console ?? console),
        },
        runBody: this.entry.runBody,
        functionOf: (number) => this.runners.get(number),
        grants: (key) => this.grants.grants(key),
        hasGrantedCode: () => this.grants.hasObjects || this.grants.hasModules,
        noteUnhandled: () => {
          this.hasUnhandled = true
        },
        openValue: (value) => RealmValue.open(value, boundary),
      }),
    )
    copyOut.seesProxies = this.exports.hasProxies
    copyOut.prototypes = this.exports.prototypes as unknown as RealmPrototypes
    const boundary = new ContainedBoundary(this.exports, copyOut, this.entry, this.defaultTimeoutMs)
    this.boundary = isContained ? boundary : byReference
    this.values = isContained
      ? { adopt: (value) => boundary.adoptValue(value), hold: (value) => new RealmValue(boundary, value) }
      : undefined
    this.realm = isContained ? boundary : undefined
    this.adopt = isContained ? (message) => boundary.adopt(message) : undefined
  }

  get guard(): Guard {
    return this.entry
  }

  async createFunction(node: RunningNode, source: FunctionSource): Promise<SandboxFunction> {
    const label = `function ${node.name ? `"${node.name}"` : node.id}`
    const libs = await this.grants.loadModules(label, source.libs ?? [])
    const texts = await prepareTexts(source, {
      libs: Object.keys(libs),
      bridgesPromises: this.mayAwaitHost || Object.keys(libs).length > 0,
      label,
      isChecked: source.isChecked ?? false,
    })
    const number = ++this.lastNumber
    const make = () => this.compile(node, source, { number, texts, libs })
    const limitMs = source.timeoutMs || this.defaultTimeoutMs
    this.longestLimitMs = Math.max(this.longestLimitMs, limitMs)
    const runner = new FunctionRunner(
      {
        number,
        completesItself: texts.callsDone,
        hasCleanup: isCode(source.cleanup),
        node,
        label,
        limitMs,
        entry: this.entry,
        realm: this.exports,
        boundary: this.boundary,
        values: this.values,
        linkCalls: source.linkCalls,
        placeOf: ({ fn, line, column }) => this.positions.placeOf(fn, line, column),
        mapStack: (stack) => this.positions.mapStack(stack),
        onClosed: () => this.forget(number),
      },
      make,
    )
    this.runners.set(number, runner)
    if (isCode(source.setup)) await runner.setup()
    return runner
  }

  private compile(
    node: RunningNode,
    source: FunctionSource,
    { number, texts, libs }: { number: number; texts: PreparedTexts; libs: Record<string, unknown> },
  ): RealmFunction {
    const { placeOf, ...compiledTexts } = texts.compile()
    this.positions.add(number, placeOf)
    // V8 keeps what it compiled of a script for long after the last use, so that each deploy would take memory anew.
    const compiled = compileFunction(`return ${compiledTexts.source}`, [], {
      filename: `millrace:function/${number}`,
      lineOffset: compiledTexts.lineOffset,
      parsingContext: this.context,
    })
    return this.exports.createFunction(compiled(), {
      ...compiledTexts,
      callsDone: texts.callsDone,
      number,
      id: node.id,
      name: node.name,
      path: `${node.z}/${node.id}`,
      outputCount: source.outputs ?? 1,
      callsFlows: source.linkCalls !== undefined,
      libs,
    })
  }

  async close(): Promise<void> {
    await Promise.all([...this.runners.values()].map((runner) => runner.close()))
    await this.watchdog.release()
  }

  onMicrotasksInterrupted(error: MillraceError): void {
    this.runners.get(this.exports.currentFunction())?.cutOff(error)
  }

  onLeft(): void {
    if (!this.hasUnhandled) return
    this.hasUnhandled = false
    this.entry.enter(() => this.exports.reportUnhandled(), this.defaultTimeoutMs)
  }

  private get mayAwaitHost(): boolean {
    return this.level === 'trusted' || this.grants.hasObjects
  }

  private forget(number: number): void {
    this.runners.delete(number)
    this.positions.remove(number)
  }
}

const isCode = (text = ''): boolean => text.trim() !== ''

function timeoutOf({ globalFunctionTimeout }: Readonly<Record<string, unknown>>): number | undefined {
  const seconds = Number(globalFunctionTimeout)
  return seconds > 0 ? seconds * 1000 : undefined
}
