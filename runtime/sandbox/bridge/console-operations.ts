import { hostList } from './data-operations.js'
import type { Operations } from './operation.js'

const methods = ['log', 'info', 'debug', 'warn', 'error', 'table'] as const

/** `console` of functions writes to a console of the host. */
export function consoleOperations(output: Console): Operations {
  return {
    console: (_asking, level: string, values: readonly unknown[]) => {
      const method = methods.find((name) => name === level) ?? 'log'
      Reflect.apply(output[method], output, hostList(values))
    },
  }
}
