import type { Scenario } from '../measure/scenario.js'
import { changeAndSwitch } from './change-and-switch.js'
import { check } from './check.js'
import { documentedFlowScenario } from './documented-flow.js'
import { fanOutScenario } from './fan-out.js'
import { functionBorder } from './function-border.js'
import { functionChain } from './function-chain.js'
import { installedSize } from './installed-size.js'
import { latency } from './latency.js'
import { manyEndpoints } from './many-endpoints.js'
import { manyFunctions } from './many-functions.js'
import { memory } from './memory.js'
import { sequencesAndParsers } from './sequences-and-parsers.js'
import { start } from './start.js'

export const scenarios: readonly Scenario[] = [
  documentedFlowScenario,
  latency,
  functionChain,
  functionBorder,
  changeAndSwitch,
  fanOutScenario,
  start,
  memory,
  manyFunctions,
  manyEndpoints,
  check,
  sequencesAndParsers,
  installedSize,
]
