import type { Contender } from '../contenders/contender.js'
import { median } from './statistics.js'

/** One row of the goals: what is measured, and how it is judged. */
export interface Scenario {
  readonly name: string
  readonly title: string
  run(manner: Manner): Promise<ScenarioResult>
}

/** How thoroughly a scenario is run. */
export interface Manner {
  /** Times that each contender is measured; the median counts. */
  readonly rounds: number
  /** Multiplies how long rates are measured. */
  readonly patience: number
  /** Newer versions of Node.js to run Millrace on as well. */
  readonly newerNodes: ReadonlyArray<{ name: string; binary: string }>
}

export interface ScenarioResult {
  /** What was done, in a sentence or two. */
  description: string
  measures: Measure[]
  goals: Goal[]
}

/** One figure of each contender, taken several times. */
export class Measure {
  private readonly samples = new Map<string, number[]>()

  constructor(
    readonly name: string,
    readonly better: 'more' | 'less',
    readonly digits = 0,
  ) {}

  add(contender: string, value: number | undefined): void {
    if (value === undefined) return
    const known = this.samples.get(contender)
    if (known === undefined) this.samples.set(contender, [value])
    else known.push(value)
  }

  get contenders(): string[] {
    return [...this.samples.keys()]
  }
  values(contender: string): readonly number[] {
    return this.samples.get(contender) ?? []
  }
  median(contender: string): number | undefined {
    const values = this.samples.get(contender)
    return values === undefined ? undefined : median(values)
  }
  /** The figure of one contender divided by that of another; undefined where one was not measured. */
  ratio(of: string, to: string): number | undefined {
    const [a, b] = [this.median(of), this.median(to)]
    return a === undefined || b === undefined ? undefined : a / b
  }
}

export interface Goal {
  text: string
  /** What was reached, in the unit of the goal; undefined where it could not be measured. */
  reached: number | undefined
  limit: number
  /** Whether the goal is to be at least the limit, or at most. */
  sense: 'at least' | 'at most'
  digits?: number
}

/** Measures the contenders in turn, A B A B, so that whatever disturbs the machine disturbs them all. */
export async function takeTurns<Taker>(
  rounds: number,
  takers: readonly Taker[],
  measure: (taker: Taker) => Promise<void>,
): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (const taker of takers) await measure(taker)
  }
}

/** Starts every contender on a flow, runs `use`, and stops them whatever happens. */
export async function withAll<Result>(
  contenders: readonly Contender[],
  start: Parameters<Contender['start']>[0],
  use: (running: Map<Contender, Awaited<ReturnType<Contender['start']>>>) => Promise<Result>,
): Promise<Result> {
  const running = new Map<Contender, Awaited<ReturnType<Contender['start']>>>()
  try {
    for (const contender of contenders) running.set(contender, await contender.start(start))
    return await use(running)
  } finally {
    await Promise.all([...running.values()].map((one) => one.stop()))
  }
}
