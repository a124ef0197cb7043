import { join } from 'node:path'
import { RedEnvironment } from '../red/environment.js'
import { createRed, type Red } from '../red/red-api.js'
import { Registration } from '../red/registration.js'

/** A `RED` without a flow, for what tests ask of it before they load one. Its `util` serves all flows. */
export function createIdleRed(): { red: Red; prepareFor(flow: readonly object[]): Promise<void> } {
  const cwd = process.cwd()
  const environment = new RedEnvironment({ settings: {}, env: process.env, cwd, userDir: undefined })
  const source = 'millrace/test-helper'
  const module = { file: join(cwd, 'test-helper.js'), source, origin: 'user', isNamed: true } as const
  return {
    red: createRed(environment, module, new Registration(environment, module)),
    async prepareFor(flow) {
      if (JSON.stringify(flow).includes('"date"')) await environment.dates.prepare()
    },
  }
}

/** A `RED` whose members are those of another, which may change, but for some that stay. */
export function followRed(current: () => Red, staying: Partial<Record<keyof Red, () => unknown>>): Red {
  const red = {}
  for (const name of Object.keys(current()) as Array<keyof Red>) {
    Object.defineProperty(red, name, { get: staying[name] ?? (() => current()[name]), enumerable: true })
  }
  return red as Red
}
