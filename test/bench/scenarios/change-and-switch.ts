import { directCalls } from '../contenders/floors.js'
import { millrace } from '../contenders/millrace.js'
import { nodeRed } from '../contenders/node-red.js'
import { chain, changeTopic, flowOf, switchOnNumber } from '../flows/chains.js'
import type { Scenario } from '../measure/scenario.js'
import { measureOf, measureRates } from './rate-scenario.js'

export const changeAndSwitch: Scenario = {
  name: 'change-and-switch',
  title: 'Change and switch nodes in a row',
  async run(manner) {
    const chains = [
      { name: 'change', length: 1, node: changeTopic },
      { name: 'change', length: 10, node: changeTopic },
      { name: 'change', length: 50, node: changeTopic },
      { name: 'switch', length: 50, node: switchOnNumber },
    ]
    const [own, red] = [millrace(), nodeRed()]
    const drives = chains.map(({ name, length }) => ({
      drive: `${name} ${length}`,
      floor: `${name}: ${length}`,
      factor: length,
      measure: measureOf(`${length} ${name}: hops/s`),
    }))
    const flow = flowOf(...chains.map(({ name, length, node }) => chain(`${name} ${length}`, length, node)))
    await measureRates(flow, [own, red], directCalls, drives, manner)

    return {
      description: 'Change nodes that set msg.topic; switch nodes with one numeric rule.',
      measures: drives.map(({ measure }) => measure),
      goals: drives.map(({ measure, drive }) => ({
        text: `${drive}: times Node-RED`,
        reached: measure.ratio(own.name, red.name),
        limit: 12,
        sense: 'at least' as const,
      })),
    }
  },
}
