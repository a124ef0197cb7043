import type { Contender } from '../contenders/contender.js'
import { type Entry, readyPath } from '../flows/chains.js'
import { type Manner, Measure, takeTurns, withAll } from '../measure/scenario.js'

/** A drive whose rate is measured, and how it is shown. */
export interface Driven {
  drive: string
  measure: Measure
  /** What one message counts for, such as the nodes that it passes. */
  factor: number
  /** What the floor calls the same work. */
  floor: string
}

const measuredMs = 700
const warmupMs = 500

/** Measures what drives of a flow achieve in each contender: every drive of every contender in every round. */
export async function measureRates(
  flow: readonly Entry[],
  contenders: readonly Contender[],
  floor: Contender,
  drives: readonly Driven[],
  { rounds, patience }: Manner,
): Promise<void> {
  const all = [...contenders, floor]
  const order = (contender: Contender, { drive, floor: name }: Driven, ms: number) => ({
    drive: contender === floor ? name : drive,
    ms,
  })
  await withAll(all, { flow, hasDrives: true, path: readyPath }, async (running) => {
    for (const [contender, { ask }] of running) {
      for (const driven of drives) await ask(order(contender, driven, warmupMs * patience))
    }
    for (const driven of drives) {
      await takeTurns(rounds, all, async (contender) => {
        const { ask } = running.get(contender)!
        const { messages, ms } = await ask(order(contender, driven, measuredMs * patience))
        driven.measure.add(contender.name, (messages * driven.factor * 1000) / ms)
      })
    }
  })
}

export const measureOf = (name: string): Measure => new Measure(name, 'more')
