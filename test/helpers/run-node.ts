export {
  runNode,
  type TestedNode as StartedNode,
  type TestOptions as NodeOptions,
  testNode as startNode,
} from '../../runtime/test-node/index.js'
