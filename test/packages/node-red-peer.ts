import type { NodeRed } from '../compare/node-red-peer.js'
import type { PackagePeer, StartFlow } from './bench.js'

/** Has flows deployed to one Node-RED, one after the other. */
export function runOnNodeRed(nodeRed: NodeRed): StartFlow {
  return async (flow) => {
    nodeRed.takeLog()
    const { url, recorded } = await nodeRed.deploy(flow)
    const errors: string[] = []
    return {
      url,
      recorded,
      send: (id, message) => nodeRed.send(id, message),
      get errors() {
        errors.push(...errorsIn(nodeRed.takeLog()))
        return errors
      },
      stop: async () => void (await nodeRed.deploy([])),
    } satisfies PackagePeer
  }
}

/** `24 Nov 01:02:03 - [error] [type:name] text` */
function errorsIn(log: string): string[] {
  return [...log.matchAll(/ - \[(?:error|fatal)\] (?:\[[^\]]*\] )?(.*)$/gm)].map(([, text]) => text as string)
}
