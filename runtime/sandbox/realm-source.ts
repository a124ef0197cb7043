import { installBridge } from './realm/install-bridge.js'
import { installBuffer } from './realm/install-buffer.js'
import { installBufferLimits } from './realm/install-buffer-limits.js'
import { installBufferNumbers } from './realm/install-buffer-numbers.js'
import { installCalls } from './realm/install-calls.js'
import { installClone } from './realm/install-clone.js'
import { installConsole } from './realm/install-console.js'
import { installContext } from './realm/install-context.js'
import { installCopy } from './realm/install-copy.js'
import { installErrors } from './realm/install-errors.js'
import { installFreeze } from './realm/install-freeze.js'
import { installFronts } from './realm/install-fronts.js'
import { installGate } from './realm/install-gate.js'
import { installHostGlobals } from './realm/install-host-globals.js'
import { installLimits } from './realm/install-limits.js'
import { installLinkCall } from './realm/install-link-call.js'
import { installMessages } from './realm/install-messages.js'
import { installNode } from './realm/install-node.js'
import { installPromises } from './realm/install-promises.js'
import { installRed } from './realm/install-red.js'
import { installRemovals } from './realm/install-removals.js'
import { installScope } from './realm/install-scope.js'
import { installText } from './realm/install-text.js'
import { installTextLimits } from './realm/install-text-limits.js'
import { installTimers } from './realm/install-timers.js'
import { installUrl } from './realm/install-url.js'
import { installUtil } from './realm/install-util.js'
import type { HostGate, Realm, RealmExports } from './realm/realm.js'
import type { SandboxLevel } from './sandbox.js'

type Part = (realm: Realm) => void

const always: readonly Part[] = [
  installGate,
  installErrors,
  installCopy,
  installClone,
  installPromises,
  installTimers,
  installMessages,
  installContext,
  installLinkCall,
  installNode,
  installScope,
  installCalls,
  installBridge,
  installRed,
]
const contained: readonly Part[] = [
  installLimits,
  installBufferLimits,
  installTextLimits,
  installBuffer,
  installBufferNumbers,
  installUrl,
  installText,
  installUtil,
  installConsole,
  installFronts,
  installRemovals,
  installFreeze,
]
const trusted: readonly Part[] = [installHostGlobals]

/** The start-up script of a realm: an expression whose value is {@link startRealm}'s own copy in the realm. */
export function realmSource(level: SandboxLevel): string {
  const parts = [...always, ...(level === 'contained' ? contained : trusted)]
  // A program that bundles this file may have its functions named by a helper that the realm does not have.
  return `'use strict'; (() => { const __name = (made) => made; return (${startRealm})([${parts.join(',\n')}]) })()`
}

export type StartRealm = (level: SandboxLevel, host: HostGate) => RealmExports

function startRealm(parts: readonly Part[]): StartRealm {
  return (level, host) => {
    const exports = {
      prototypes: { object: Object.prototype, array: Array.prototype },
    } as unknown as RealmExports
    const realm = {
      host,
      level,
      exports,
      prototypes: exports.prototypes,
      answers: new Map(),
      functions: new Map(),
      lastTicket: 0,
      promisesMade: 0,
      shared: [],
      current: 0,
    } as unknown as Realm
    for (const install of parts) install(realm)
    return exports
  }
}
