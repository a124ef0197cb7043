import type { Behaviour, RunningNode } from '../../runtime/define-node.js'
import { type HeldMessage, holdMessage, readMessageLimit } from '../../runtime/message/held-message.js'
import { compileJsonata } from '../../runtime/message/jsonata.js'
import { Turns } from '../../runtime/message/turns.js'
import { compileTypedValue } from '../../runtime/message/typed-value.js'
import { failTogether, HeldSequences, type Parts } from './held-sequences.js'

export interface ReduceConfig {
  reduceExp: string
  reduceInit: string
  reduceInitType: string
  reduceFixup: string
  reduceRight: boolean
}

/** Reduces each sequence to one message by an expression; messages of no sequence pass. */
export function reduceSequences(config: ReduceConfig, node: RunningNode): Behaviour {
  const reduce = compileReduce(config, node)
  const sequences = new HeldSequences(readMessageLimit(node.settings))
  // One sequence after the other, so that the results leave in the order in which the sequences were complete.
  const turns = new Turns()

  const keep = (held: HeldMessage) => {
    const complete = sequences.add(held, held.message.parts as Parts)
    if (complete === undefined) return undefined
    const sorted = sortByIndex(complete, config.reduceRight)
    return turns.take(() => sendReduced(sorted, complete, reduce))
  }
  return {
    input(message, send) {
      if (typeof message.parts === 'object' && message.parts !== null) return holdMessage(message, send, keep)
      send(message)
    },
    waiting: () => sequences.size,
    close() {
      sequences.releaseAll()
    },
  }
}

const indexOf = ({ message }: HeldMessage) => (message.parts as Parts).index

function sortByIndex(messages: readonly HeldMessage[], isReversed: boolean): HeldMessage[] {
  const sorted = [...messages].sort((a, b) => Number(indexOf(a)) - Number(indexOf(b)))
  return isReversed ? sorted.reverse() : sorted
}

type Reduce = (messages: readonly HeldMessage[]) => Promise<unknown>

function compileReduce(config: ReduceConfig, node: RunningNode): Reduce {
  const step = compileJsonata(config.reduceExp, node)
  const fixup = config.reduceFixup === '' ? undefined : compileJsonata(config.reduceFixup, node)
  const { reduceInit, reduceInitType } = config
  const isUnset = reduceInit === '' && reduceInitType === ''
  const initial = isUnset ? undefined : compileTypedValue(reduceInit, reduceInitType || 'str', node)

  return async (messages) => {
    const count = messages.length
    let accumulated = await initial?.evaluate({})
    for (const held of messages) {
      const variables = { I: indexOf(held), N: count, A: accumulated }
      accumulated = await step.evaluate(held.message, variables)
    }
    return fixup === undefined ? accumulated : fixup.evaluate({}, { N: count, A: accumulated })
  }
}

/** The result goes on with the message that was reduced last. */
async function sendReduced(
  sorted: readonly HeldMessage[],
  arrived: readonly HeldMessage[],
  reduce: Reduce,
): Promise<void> {
  try {
    const payload = await reduce(sorted)
    const { message, send } = sorted.at(-1) as HeldMessage
    message.payload = payload
    send(message)
    for (const held of arrived) held.release()
  } catch (error) {
    failTogether(arrived, error)
  }
}
