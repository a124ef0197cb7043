import type { HostGate } from '../realm/realm.js'
import { RealmValue } from '../realm-value.js'
import { cells, states } from '../watch/watch-state.js'
import type { CopyOut } from './copy-out.js'
import { RealmHandle } from './handle.js'
import { isRequest, isResponse } from './http-operations.js'
import type { Asking, Operation, Operations } from './operation.js'
import type { StandIns } from './stand-ins.js'

export interface HostGateParts {
  readonly cell: Int32Array
  readonly copyOut: CopyOut
  /** The realm's stand-ins of host objects, and what they stand for. */
  readonly standIns: StandIns
  readonly itself: symbol
  readonly operations: Operations
  readonly globals: Record<string, unknown>
  runBody(): void
  functionOf(number: number): Asking | undefined
  grants(key: string): boolean
  hasGrantedCode(): boolean
  noteUnhandled(): void
  /** The realm's own object, of what it keeps in a context. */
  openValue(value: RealmValue): object | undefined
}

/** The host's side of a realm: everything that the realm's start-up script is given. Nothing here throws. */
export function createHostGate(parts: HostGateParts): HostGate {
  const { copyOut, standIns, operations } = parts
  const failed = Object.freeze({})
  const table = new Map<string, Operation>(Object.entries(operations))
  let failure = ''
  let thrown: unknown
  return {
    cell: parts.cell,
    cells,
    states,
    failed,
    itself: parts.itself,
    globals: parts.globals,
    prototypes: hostPrototypes(),
    failureText: () => failure,
    takeThrown() {
      const taken = thrown
      thrown = undefined
      return taken
    },
    runBody: parts.runBody,
    grants: parts.grants,
    hasGrantedCode: parts.hasGrantedCode,
    noteUnhandled: parts.noteUnhandled,
    handleFor(value) {
      if (value instanceof RealmHandle) return RealmHandle.open(value)
      return value instanceof RealmValue ? parts.openValue(value) : standIns.standInOf(value)
    },
    keepHandle(value, handle) {
      standIns.link(value, handle)
    },
    copyOut(value) {
      try {
        return copyOut.copy(value)
      } catch (error) {
        thrown = error
        return failed
      }
    },
    call(fn, operation, parameters) {
      try {
        const run = table.get(operation)
        if (run === undefined) throw new Error(`There is no operation ${operation}.`)
        return run(parts.functionOf(fn) as Asking, ...(listOf(parameters) as never[]))
      } catch (error) {
        failure = textOf(error)
        return failed
      }
    },
  }
}

/** The realm's list as one of the host's own: what spreads it must not be the realm's iterator. */
function listOf(parameters: unknown[]): unknown[] {
  const list: unknown[] = []
  for (let index = 0; index < parameters.length; index++) list.push(parameters[index])
  return list
}

/** Errors of the host, and whatever else was thrown, as text; nothing of the realm's is asked for its own. */
function textOf(error: unknown): string {
  return error instanceof Error ? error.message : 'The host could not do what was asked.'
}

function hostPrototypes(): HostGate['prototypes'] {
  return {
    object: Object.prototype,
    buffer: Buffer.prototype,
    date: Date.prototype,
    map: Map.prototype,
    set: Set.prototype,
    regexp: RegExp.prototype,
    arrayBuffer: ArrayBuffer.prototype,
    error: Error as unknown as object,
    url: URL.prototype,
    request: isRequest,
    response: isResponse,
  }
}
