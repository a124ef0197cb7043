import { isMainThread, Worker } from 'node:worker_threads'
import { cellCount, cells, reasons, states } from './watch-state.js'
import { type WatchThreadData, watchThread } from './watch-thread.js'

type SigintListener = (signal: 'SIGINT', number: number) => void

/** Where the process keeps its watchdog: signals belong to the process, so there can be only one. */
const key = Symbol.for('millrace.watchdog')

/**
 * Interrupts calls that run too long: a thread that looks at shared memory and sends SIGINT, which breaks the run
 * that the main thread has entered. There is one for a process, shared by all its runtimes, since signals are.
 *
 * It needs SIGINT for itself. Where the program listens for SIGINT, where there are no signals (Windows), and in a
 * worker thread, {@link isReady} stays false, and a run is entered with a time limit of its own, which costs more.
 */
export class Watchdog {
  readonly cell = new Int32Array(new SharedArrayBuffer(cellCount * Int32Array.BYTES_PER_ELEMENT))
  private users = 0
  private worker: Worker | undefined
  private isSignalLost = false
  private isRestarting = false
  /** The thread loads. The program's listeners stay until it has, or a SIGINT meanwhile would end the process. */
  private isStarting = false
  private mayTakeListeners = false
  private readonly taken: SigintListener[] = []

  /**
   * The watchdog of this process.
   *
   * @param takesSigint the process is ours: listeners for SIGINT are taken off and called by the watchdog instead
   */
  static acquire(takesSigint: boolean): Watchdog {
    const holder = globalThis as { [key]?: Watchdog }
    holder[key] ??= new Watchdog()
    const watchdog = holder[key]
    watchdog.users++
    if (takesSigint) watchdog.mayTakeListeners = true
    if (watchdog.users === 1) watchdog.open()
    return watchdog
  }

  async release(): Promise<void> {
    if (--this.users > 0) return
    delete (globalThis as { [key]?: Watchdog })[key]
    process.off('newListener', this.noticeListener)
    await this.stopThread()
  }

  /** Whether the thread can interrupt a run that is entered now. */
  get isReady(): boolean {
    if (!this.isSupported || this.isStarting) return false
    if (process.listenerCount('SIGINT') > 0) {
      this.isSignalLost = true
      if (!this.mayTakeListeners) return false
    }
    if (this.isSignalLost || this.worker === undefined) {
      this.restartThread()
      return false
    }
    return this.cell[cells.isReady] === 1
  }

  /** Someone at the keyboard, or another process, asked this one to stop. */
  passSigintOn(): void {
    if (this.taken.length > 0) {
      for (const listener of [...this.taken]) listener.call(process, 'SIGINT', 2)
      return
    }
    // As without a watchdog: nobody listens, so the process ends by the signal.
    void this.stopThread().then(() => process.kill(process.pid, 'SIGINT'))
  }

  private get isSupported(): boolean {
    return process.platform !== 'win32' && isMainThread && process.permission?.has('worker') !== false
  }

  private open(): void {
    if (!this.isSupported) return
    process.on('newListener', this.noticeListener)
    if (process.listenerCount('SIGINT') === 0 || this.mayTakeListeners) this.startThread()
  }

  /** A new listener makes Node.js install its own handler over that of the signal helper. */
  private readonly noticeListener = (event: string | symbol): void => {
    if (event === 'SIGINT') this.isSignalLost = true
  }

  private takeListeners(): void {
    for (const listener of process.listeners('SIGINT') as SigintListener[]) {
      process.off('SIGINT', listener)
      this.taken.push(listener)
    }
  }

  private giveListenersBack(): void {
    for (const listener of this.taken.splice(0)) process.on('SIGINT', listener)
  }

  private startThread(): void {
    this.isStarting = true
    this.cell.fill(0)
    const data: WatchThreadData = { cells, states, reasons, memory: this.cell }
    const worker = new Worker(`(${watchThread})(require('node:worker_threads'), require('node:vm'))`, {
      eval: true,
      workerData: data,
      execArgv: [],
      env: {},
      name: 'millrace watchdog',
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
    })
    worker.unref()
    worker.on('message', (message) => {
      // Not at once: a SIGINT that came at the same time would be lost with its listeners.
      if (message === 'loaded') setImmediate(() => this.enter(worker))
      else this.passSigintOn()
    })
    // Without the thread every run gets a time limit of its own.
    worker.on('error', () => this.forget(worker))
    worker.on('exit', () => this.forget(worker))
    this.worker = worker
  }

  /** Hands SIGINT over: off here first, since Node.js resets the signal's handler with its last listener. */
  private enter(worker: Worker): void {
    if (this.worker !== worker) return
    this.takeListeners()
    this.isSignalLost = false
    this.isStarting = false
    Atomics.store(this.cell, cells.mayEnter, 1)
    Atomics.notify(this.cell, cells.mayEnter)
  }

  private forget(worker: Worker): void {
    if (this.worker !== worker) return
    this.worker = undefined
    this.isStarting = false
    this.cell[cells.isReady] = 0
    this.giveListenersBack()
  }

  private restartThread(): void {
    if (this.isRestarting) return
    this.isRestarting = true
    void this.stopThread().then(() => {
      this.isRestarting = false
      if (this.users > 0 && (process.listenerCount('SIGINT') === 0 || this.mayTakeListeners))
        this.startThread()
    })
  }

  private async stopThread(): Promise<void> {
    const { worker } = this
    if (worker === undefined) return
    this.worker = undefined
    this.cell[cells.isReady] = 0
    worker.ref()
    Atomics.store(this.cell, cells.isStopping, 1)
    Atomics.notify(this.cell, cells.sleep)
    await new Promise((resolve) => worker.once('exit', resolve))
    this.isStarting = false
    this.giveListenersBack()
  }
}
