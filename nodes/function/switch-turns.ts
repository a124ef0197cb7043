/** Does a piece of work: at once, or after those before it while one of them has to wait. */
export type TakeTurn = (work: () => void | Promise<void>) => void | Promise<void>

/** Keeps messages in their order where some have to wait for a value and others not. */
export function createTurns(): TakeTurn {
  let last: Promise<void> | undefined
  return (work) => {
    const done = last === undefined ? work() : last.then(work)
    if (done === undefined) return undefined
    const settled = done.catch(() => {})
    last = settled
    settled.then(() => {
      if (last === settled) last = undefined
    })
    return done
  }
}
