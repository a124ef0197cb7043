import type * as nodeVm from 'node:vm'
import type * as workerThreads from 'node:worker_threads'
import type { cells, reasons, states } from './watch-state.js'

export interface WatchThreadData {
  cells: typeof cells
  states: typeof states
  reasons: typeof reasons
  memory: Int32Array
}

/**
 * What runs in the watchdog's thread; it is handed over as text, so it refers to nothing outside.
 *
 * It stands inside two runs, one in the other, that can be broken by SIGINT. That keeps Node.js's signal helper up,
 * which makes entering such a run on the main thread cost 1.5 microseconds where starting the helper each time costs
 * 100. A SIGINT breaks the run that was entered last: the main thread's where there is one, else the inner one here,
 * and then it was someone at the keyboard. While that is entered again, the outer one stands in for it: without any,
 * a SIGINT would end the process.
 */
export function watchThread(workers: typeof workerThreads, vm: typeof nodeVm): void {
  const { cells, states, reasons, memory: cell } = workers.workerData as WatchThreadData
  const outer = new vm.Script('keepWatching()')
  const inner = new vm.Script('watchCalls()')
  const options = { breakOnSigint: true, displayErrors: false }
  let lastCall = -1
  let since = 0
  let sizeAtStart = 0
  /** One signal too many may be on its way. */
  let hasRepeated = false

  Object.defineProperty(globalThis, 'watchCalls', { value: watchCalls })
  Object.defineProperty(globalThis, 'keepWatching', { value: keepWatching })
  workers.parentPort?.postMessage('loaded')
  while (Atomics.load(cell, cells.mayEnter) === 0 && Atomics.load(cell, cells.isStopping) === 0) {
    Atomics.wait(cell, cells.mayEnter, 0, 100)
  }
  while (Atomics.load(cell, cells.isStopping) === 0) enter(outer)

  function keepWatching(): void {
    while (Atomics.load(cell, cells.isStopping) === 0) enter(inner)
  }

  function enter(script: nodeVm.Script): void {
    try {
      script.runInThisContext(options)
    } catch {
      if (Atomics.load(cell, cells.state) === states.interrupting) handOver()
      else if (hasRepeated) hasRepeated = false
      else workers.parentPort?.postMessage('SIGINT')
    }
  }

  /**
   * The signal for the main thread's call has broken a run here. Where that call has ended by itself, all is well;
   * else its run was entered before ours, and has to get a signal while ours is left.
   */
  function handOver(): void {
    hasRepeated = false
    for (let attempt = 0; attempt < 20 && Atomics.load(cell, cells.inRun) === 1; attempt++) {
      process.kill(process.pid, 'SIGINT')
      if (Atomics.wait(cell, cells.state, states.interrupting, 50) !== 'timed-out') return
    }
    Atomics.compareExchange(cell, cells.state, states.interrupting, states.idle)
    Atomics.notify(cell, cells.state)
  }

  function watchCalls(): void {
    Atomics.store(cell, cells.isReady, 1)
    let pause = 100
    while (Atomics.load(cell, cells.isStopping) === 0) {
      Atomics.wait(cell, cells.sleep, 0, pause)
      const call = Atomics.load(cell, cells.calls)
      const state = Atomics.load(cell, cells.state)
      // Between calls one look in a tenth of a second is enough: the limit counts from the first look.
      pause = call === lastCall && state === states.idle ? 100 : 20
      if (call !== lastCall) {
        lastCall = call
        since = performance.now()
        sizeAtStart = 0
      } else if (state === states.inRealm || state === states.inHost) {
        judgeCall(performance.now() - since)
      } else if (state === states.interrupting && performance.now() - since > 1000) {
        // The signal was lost on the way, as where the program changed its handler meanwhile.
        hasRepeated = true
        signal(Atomics.load(cell, cells.reason))
      }
    }
  }

  function judgeCall(elapsed: number): void {
    const limit = Atomics.load(cell, cells.limit)
    if (elapsed > limit) {
      interrupt(reasons.time, elapsed > limit + 300)
      return
    }
    const size = process.memoryUsage.rss()
    if (sizeAtStart === 0) sizeAtStart = size
    else if (size - sizeAtStart > Atomics.load(cell, cells.memory) * 1048576) interrupt(reasons.memory, false)
  }

  function interrupt(reason: number, evenInHost: boolean): void {
    // A loop that calls the host again and again is in the realm for moments only.
    for (let attempt = 0; attempt < 200_000; attempt++) {
      if (
        Atomics.compareExchange(cell, cells.state, states.inRealm, states.interrupting) === states.inRealm
      ) {
        signal(reason)
        return
      }
    }
    if (!evenInHost) return
    if (Atomics.compareExchange(cell, cells.state, states.inHost, states.interrupting) === states.inHost) {
      signal(reason)
    }
  }

  function signal(reason: number): void {
    Atomics.store(cell, cells.reason, reason)
    since = performance.now()
    process.kill(process.pid, 'SIGINT')
  }
}
