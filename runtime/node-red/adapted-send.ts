import { ForeignMessage } from '../message/foreign.js'
import type { Message, OutputSend, Sendable } from '../message/message.js'
import { addOutputs } from '../message/named-outputs.js'
import type { RedMessages } from './red.js'

/** A `send` of Millrace that hands over to one of Node-RED. */
export function adaptSend(
  send: (messages: RedMessages) => void,
  names: readonly string[],
  cloneMessage: (message: Message) => Message,
): OutputSend {
  const forward = (messages: Sendable, clone = false) => {
    const toRed = (message: unknown): Message | null => {
      if (message instanceof ForeignMessage) return message.toMessage()
      if (typeof message !== 'object' || message === null) return null
      return clone ? cloneMessage(message as Message) : (message as Message)
    }
    if (!Array.isArray(messages)) {
      const message = toRed(messages)
      if (message !== null) send(message)
      return
    }
    // A hole, as `send.to(1, …)` leaves it, is an output without a message.
    const outputs = Array.from(messages as readonly unknown[], (output): Message | Message[] | null =>
      Array.isArray(output) ? output.map(toRed).filter((message) => message !== null) : toRed(output),
    )
    send(outputs)
  }
  return addOutputs(forward, () => names)
}
