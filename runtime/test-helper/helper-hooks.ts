import { HookTable } from '../red/hook-table.js'
import type { Red } from '../red/red-api.js'

type Hooks = Red['hooks']
type Hook = Parameters<Hooks['add']>[1]

/**
 * The hooks of tests: what a test adds holds for every flow that is loaded, until it is removed, since all flows of a
 * process share their hooks in Node-RED. Those of modules end with their flow.
 */
export class HelperHooks implements Hooks {
  private readonly own = new HookTable()
  private added: Array<[hookId: string, hook: Hook]> = []
  private loaded: Hooks | undefined

  /** Gives a flow that is loaded the hooks of the test; `undefined` when it ends. */
  use(hooks: Hooks | undefined): void {
    this.loaded = hooks
    for (const [hookId, hook] of this.added) hooks?.add(hookId, hook)
  }

  readonly add: Hooks['add'] = (hookId, hook) => {
    this.own.add(hookId, hook)
    this.loaded?.add(hookId, hook)
    this.added.push([hookId, hook])
  }

  readonly remove: Hooks['remove'] = (hookId) => {
    this.own.remove(hookId)
    this.loaded?.remove(hookId)
    const [name, label] = hookId.split('.')
    this.added = this.added.filter(
      ([id]) => !(name === '*' ? id.endsWith(`.${label}`) : id === `${name}.${label}`),
    )
  }

  readonly clear: Hooks['clear'] = () => {
    this.own.clear()
    this.loaded?.clear()
    this.added = []
  }

  readonly has: Hooks['has'] = (hookId) => (this.loaded ?? this.own).has(hookId)

  readonly trigger: Hooks['trigger'] = (hook, payload, done) =>
    (this.loaded ?? this.own).trigger(hook, payload, done)
}
