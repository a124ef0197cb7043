import type { ContextStore } from '../context/store.js'

/** What a typed value may refer to beside the message. Every `RunningNode` is one. */
export interface ValueScope {
  readonly id: string
  readonly name?: string
  env(name: string): unknown
  readonly context?: {
    readonly node: ContextStore
    readonly flow: ContextStore
    readonly global: ContextStore
  }
}
