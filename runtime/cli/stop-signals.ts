import type { LogWriter } from './log-writer.js'
import type { Terminal } from './terminal.js'

/** Waits for SIGINT or SIGTERM. The second one ends the process at once, whatever the first one set going. */
export function listenForStop(terminal: Terminal, log: LogWriter): { asked: Promise<void>; release(): void } {
  let release = () => {}
  const asked = new Promise<void>((settle) => {
    let isAsked = false
    release = terminal.onStopSignal((signal) => {
      if (isAsked) {
        log.tell('warn', `${signal} again: stopped at once.`)
        terminal.exitAtOnce(0)
        return
      }
      isAsked = true
      const again = signal === 'SIGINT' ? 'Ctrl-C again stops' : 'A second signal stops'
      log.tell('info', `${signal}: stopping once the messages in flight are finished. ${again} at once.`)
      settle()
    })
  })
  return { asked, release: () => release() }
}
