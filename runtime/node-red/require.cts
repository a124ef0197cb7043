import type { NodeTypeSource, Red } from './index.js' with { 'resolution-mode': 'import' }

/**
 * `require('millrace/node-red')`: Node-RED requires its modules, and waits for what they load. The adapter itself is
 * an ES module, which is loaded when Node-RED hands over its `RED`.
 */
function toNodeRed(source: NodeTypeSource): (RED: Red) => Promise<void> {
  return async (RED) => {
    const adapter = await import('./index.js')
    await adapter.toNodeRed(source)(RED)
  }
}

export = { toNodeRed }
