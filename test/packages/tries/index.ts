import type { Smoke } from '../smoke.js'
import { databaseTries } from './database.js'
import { fileTries } from './file.js'
import { functionTries } from './function.js'
import { homeTries } from './home.js'
import { industryTries } from './industry.js'
import { messagingTries } from './messaging.js'
import { networkTries } from './network.js'
import { timeTries } from './time.js'

/** What is tried of the published packages, in both runtimes. */
export const tries: readonly Smoke[] = [
  ...functionTries,
  ...timeTries,
  ...fileTries,
  ...networkTries,
  ...messagingTries,
  ...databaseTries,
  ...homeTries,
  ...industryTries,
]
