export function nodesIndex(): string
export function writeNodesIndex(): boolean
