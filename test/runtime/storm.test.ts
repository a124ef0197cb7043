import { describe, expect, test, vi } from 'vitest'
import type { Carried, Slot } from '../../runtime/deliver/slot.js'
import type { HttpEntry } from '../../runtime/http/http-entry.js'
import { ForeignMessage } from '../../runtime/message/foreign.js'
import type { Message } from '../../runtime/message/message.js'
import { createEvents } from '../../runtime/start/events.js'

class Foreign extends ForeignMessage {
  readonly realm = {}
  constructor(private readonly bare: Message) {
    super()
  }
  toMessage(): Message {
    throw new Error('code of the realm must not run')
  }
  toBareMessage(): Message {
    return this.bare
  }
  clone(): Foreign {
    return new Foreign(this.bare)
  }
}

describe('messages that a storm dropped', () => {
  const response = {} as Message['res']
  test.each<{ name: string; dropped: Carried; fails: boolean }>([
    { name: 'fail the request that they were for', dropped: { res: response }, fails: true },
    {
      name: 'fail it as well where they are a function node’s',
      dropped: new Foreign({ res: response }),
      fails: true,
    },
    { name: 'fail none where they were for none', dropped: { payload: 1 }, fails: false },
  ])('$name', ({ dropped, fails }) => {
    const failRequest = vi.fn()
    const events = createEvents({ http: { failRequest } as unknown as HttpEntry, log: () => {} })
    events.connect({ graph: { byId: new Map() } } as never, {} as never)
    events.storm({ id: 'n', label: 'the node' } as Slot, [dropped])
    expect(failRequest).toHaveBeenCalledTimes(fails ? 1 : 0)
  })
})
