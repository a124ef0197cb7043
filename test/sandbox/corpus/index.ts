import { borders } from './borders.js'
import { constructors } from './constructors.js'
import { engine } from './engine.js'
import { errors } from './errors.js'
import { linkCalls } from './link-calls.js'
import type { Payload } from './payload.js'
import { promises } from './promises.js'
import { stacks } from './stacks.js'

export { crashes, memory } from './crashes.js'
export { answer, type Payload, probe } from './payload.js'
export { poison, poisonCheck } from './poison.js'
export { stalls } from './stalls.js'

/** Ways to reach the host. */
export const escapes: Payload[] = [
  ...constructors,
  ...errors,
  ...stacks,
  ...promises,
  ...engine,
  ...borders,
  ...linkCalls,
]
