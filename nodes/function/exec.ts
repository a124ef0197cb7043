import type { ChildProcess } from 'node:child_process'
import { type ConfigProblem, defineNode } from '../../runtime/define-node.js'
import { MillraceError } from '../../runtime/errors.js'
import { compileProperty } from '../../runtime/message/property.js'
import { afterDelay } from '../../runtime/message/timer.js'
import { checkTypedValue } from '../../runtime/message/typed-value.js'
import { readSignal, writeCommand } from './exec-command.js'
import { runAndStream, runInShell } from './exec-process.js'

const defaultMaxBuffer = 10_000_000

export default defineNode({
  type: 'exec',
  summary: 'Runs a command of the operating system and sends its output.',
  outputs: 3,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      command: { type: 'string', default: '', description: 'The command to run.' },
      addpay: {
        type: 'string',
        default: 'payload',
        minLength: 0,
        description: 'The property of the message that is appended to the command; empty: none.',
      },
      append: { type: 'string', default: '', description: 'Text that is appended after that.' },
      useSpawn: {
        type: 'boolean',
        default: false,
        description:
          'false: a shell runs the command, output is sent at its end. true: no shell, output as it comes.',
      },
      timer: {
        type: 'number',
        default: 0,
        description: 'After how many seconds the command is killed; 0: never.',
      },
      winHide: { type: 'boolean', default: false, description: 'Hide the window of the command on Windows.' },
      oldrc: {
        type: 'boolean',
        default: false,
        description: 'Return codes as before 0.17: a number (with useSpawn), or none where all went well.',
      },
    },
  },
  help: {
    details:
      'The command line is `command`, the property that `addpay` names and `append`, with spaces between. Whatever a ' +
      'message appends runs as part of it: take care with what comes from outside. Output that is not UTF-8 is a Buffer. ' +
      'Without useSpawn more output than the setting execMaxBufferSize (10 MB) ends the command. The setting ' +
      'execDisabled: true refuses flows with such nodes.',
    reads: {
      payload: 'What is appended to the command, unless `addpay` names another property or none.',
      kill: 'Ends a running command: the name of a signal, or any other value for SIGTERM. Nothing is started.',
      pid: 'With kill: which process to end; not needed while only one runs.',
    },
    sets: {
      payload: 'What the output says below.',
      rc: 'Without useSpawn, first two outputs: the return code, as by the third.',
    },
    outputs: [
      'Standard output: once, or with useSpawn as it comes.',
      'Standard error, where there is any.',
      'The end: payload { code }, with message and signal where the command failed or was killed.',
    ],
    example: [
      { id: 'in', type: 'inject', payload: 'hello', wires: [['say']] },
      { id: 'say', type: 'exec', command: 'echo', timer: 10, wires: [['out'], ['out'], ['code']] },
      { id: 'out', type: 'debug', wires: [] },
      { id: 'code', type: 'debug', complete: 'payload.code', wires: [] },
    ],
  },

  upgrade(saved) {
    const { addpay } = saved
    if (addpay === true || addpay === 'true') return { ...saved, addpay: 'payload' }
    return addpay === false || addpay === 'false' ? { ...saved, addpay: '' } : { ...saved }
  },

  needs: () => [{ power: 'exec' }],

  check: ({ addpay }): ConfigProblem[] => {
    const fault = addpay === '' ? undefined : checkTypedValue(addpay, 'msg')
    return fault === undefined
      ? []
      : [{ message: `addpay: ${fault}`, remedy: 'Write it like payload or a.b[0].' }]
  },

  create({ command, addpay, append, useSpawn, timer, winHide, oldrc }, node) {
    if (node.settings.execDisabled === true) throw refuseToRun()
    const appended = addpay === '' ? undefined : compileProperty(addpay, { prefix: 'msg' })
    const words = { command: command.trim(), appended, append: append.trim() }
    const options = {
      maxBuffer: Number(node.settings.execMaxBufferSize) || defaultMaxBuffer,
      hidesWindow: winHide,
      hasOldCodes: oldrc,
    }
    const run = (useSpawn ? runAndStream : runInShell)(options, node)
    const running = new Set<ChildProcess>()

    const kill = (pid: unknown, signal: NodeJS.Signals) => {
      const [only] = running.size === 1 ? running : []
      const chosen =
        pid === undefined ? only : [...running].find((child) => String(child.pid) === String(pid))
      if (chosen === undefined) return
      chosen.kill(signal)
      node.status({ fill: 'red', shape: 'dot', text: 'killed' })
    }
    return {
      async input(message, send) {
        if (Object.hasOwn(message, 'kill')) {
          kill(message.pid, readSignal(message.kill))
          return
        }
        const line = writeCommand(words, message)
        node.debug(line)
        let ended = () => {}
        const started = (child: ChildProcess) => {
          const stopTimer = timer > 0 ? afterDelay(timer * 1000, () => child.kill()) : () => {}
          running.add(child)
          node.status({ fill: 'blue', shape: 'dot', text: `pid:${child.pid}` })
          ended = () => {
            stopTimer()
            running.delete(child)
          }
        }
        await run(line, message, send, started).finally(() => ended())
      },
      close() {
        for (const child of running) child.kill()
        node.status({})
      },
    }
  },
})

function refuseToRun(): MillraceError {
  return new MillraceError(
    'NODE_START_FAILED',
    'exec nodes may not run here: the setting execDisabled forbids them. Remove the node, or allow it.',
  )
}
