import { NodeTestHelper } from './test-helper.js'

export type { Credentials, FlowEntry } from './flow-entries.js'
export { NodeTestHelper }

/** The helper of tests that share one, as most do. */
const helper = Object.assign(new NodeTestHelper(), { NodeTestHelper })

export default helper

export const { RED, util, hooks } = helper
