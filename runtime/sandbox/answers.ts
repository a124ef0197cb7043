import { types } from 'node:util'
import type { Message } from '../message/message.js'
import { RealmHandle } from './bridge/handle.js'
import type { RealmExports } from './realm/realm.js'
import type { FlowCalls } from './sandbox.js'

/** More calls of other flows than this that wait at once are a mistake of the function, or meant to exhaust memory. */
const mostCalls = 10_000

/** What one function waits for outside of its realm. */
export class Answers {
  /** Calls of other flows that wait, until the realm has their answers. */
  private readonly calls = new Set<Promise<void>>()

  /** @param callBack runs code of the realm on behalf of no message, watched */
  constructor(
    private readonly realm: RealmExports,
    private readonly linkCalls: FlowCalls | undefined,
    private readonly callBack: (call: () => void) => void,
  ) {}

  /** Gives a callback in the realm its answer, in a watched run. */
  async giveLater(ticket: number, answer: Promise<unknown>): Promise<void> {
    try {
      await this.give(ticket, undefined, await answer)
    } catch (error) {
      await this.give(ticket, textOf(error), undefined)
    }
  }

  /** Settles a promise of the realm as one of the host does; false where the value is no promise of the host. */
  followPromise(ticket: number, value: unknown): boolean {
    if (!types.isPromise(value) || !(value instanceof Promise)) return false
    value.then(
      (result) => this.callBack(() => this.realm.settle(ticket, false, result)),
      (reason: unknown) => this.callBack(() => this.realm.settle(ticket, true, reason)),
    )
    return true
  }

  /**
   * Calls another flow; its answer comes with the ticket, in a list of one.
   *
   * @throws where the target cannot be called: at once, so that who asks again without end is in the same watched run
   */
  callFlow(ticket: number, target: string, message: unknown, timeoutMs: number): void {
    if (message instanceof RealmHandle) throw new Error('A proxy cannot be sent as a message.')
    if (this.calls.size >= mostCalls)
      throw new Error(`A function can have ${mostCalls} calls of node.linkcall that wait at once, not more.`)
    let settle: (outcome: { failure?: string; answer?: Message | undefined }) => void = () => {}
    const settled = new Promise<{ failure?: string; answer?: Message | undefined }>((resolve) => {
      settle = resolve
    })
    this.linkCalls?.call(target, message as Message, timeoutMs, (error, answer) =>
      settle(error === undefined ? { answer } : { failure: textOf(error) }),
    )
    const given = settled.then(({ failure, answer }) => this.give(ticket, failure, [answer]))
    this.calls.add(given)
    void given.then(() => this.calls.delete(given))
  }

  /** Fails the calls that wait, and settles once the function knows. */
  async closeCalls(): Promise<void> {
    this.linkCalls?.close()
    await Promise.all(this.calls)
  }

  /** In a turn of its own: a callback that asks again at once must not keep the event loop from turning. */
  private give(ticket: number, failure: string | undefined, value: unknown): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(() => {
        this.callBack(() => this.realm.answer(ticket, failure, value))
        resolve()
      })
    })
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
