export { editorHtml } from './editor-html.js'
export type { Red } from './red.js'
export { type NodeTypeSource, nodeTypesIn, toNodeRed } from './to-node-red.js'
