// Written by `npm run nodes:index` from the files beside it: do not edit.
import type { AnyNodeType } from '../runtime/define-node.js'

/** A node type that comes with Millrace; its module is loaded only when a flow uses it. */
export interface BuiltInNodeType {
  readonly category: string
  readonly file: string
  load(): Promise<{ default: AnyNodeType }>
}

export const builtInNodeTypes: Readonly<Record<string, BuiltInNodeType>> = {
  basic: { category: 'security', file: 'nodes/security/basic.ts', load: () => import('./security/basic.js') },
  'basic-config': {
    category: 'security',
    file: 'nodes/security/basic-config.ts',
    load: () => import('./security/basic-config.js'),
  },
  batch: { category: 'sequence', file: 'nodes/sequence/batch.ts', load: () => import('./sequence/batch.js') },
  catch: { category: 'common', file: 'nodes/common/catch.ts', load: () => import('./common/catch.js') },
  change: {
    category: 'function',
    file: 'nodes/function/change.ts',
    load: () => import('./function/change.js'),
  },
  comment: { category: 'common', file: 'nodes/common/comment.ts', load: () => import('./common/comment.js') },
  complete: {
    category: 'common',
    file: 'nodes/common/complete.ts',
    load: () => import('./common/complete.js'),
  },
  csv: { category: 'parser', file: 'nodes/parser/csv.ts', load: () => import('./parser/csv.js') },
  debug: { category: 'common', file: 'nodes/common/debug.ts', load: () => import('./common/debug.js') },
  delay: { category: 'function', file: 'nodes/function/delay.ts', load: () => import('./function/delay.js') },
  exec: { category: 'function', file: 'nodes/function/exec.ts', load: () => import('./function/exec.js') },
  file: { category: 'storage', file: 'nodes/storage/file.ts', load: () => import('./storage/file.js') },
  'file in': {
    category: 'storage',
    file: 'nodes/storage/file-in.ts',
    load: () => import('./storage/file-in.js'),
  },
  function: {
    category: 'function',
    file: 'nodes/function/function.ts',
    load: () => import('./function/function.js'),
  },
  'global-config': {
    category: 'common',
    file: 'nodes/common/global-config.ts',
    load: () => import('./common/global-config.js'),
  },
  html: { category: 'parser', file: 'nodes/parser/html.ts', load: () => import('./parser/html.js') },
  'http in': {
    category: 'network',
    file: 'nodes/network/http-in.ts',
    load: () => import('./network/http-in.js'),
  },
  'http response': {
    category: 'network',
    file: 'nodes/network/http-response.ts',
    load: () => import('./network/http-response.js'),
  },
  inject: { category: 'common', file: 'nodes/common/inject.ts', load: () => import('./common/inject.js') },
  join: { category: 'sequence', file: 'nodes/sequence/join.ts', load: () => import('./sequence/join.js') },
  json: { category: 'parser', file: 'nodes/parser/json.ts', load: () => import('./parser/json.js') },
  junction: {
    category: 'common',
    file: 'nodes/common/junction.ts',
    load: () => import('./common/junction.js'),
  },
  jwt: { category: 'security', file: 'nodes/security/jwt.ts', load: () => import('./security/jwt.js') },
  'jwt-config': {
    category: 'security',
    file: 'nodes/security/jwt-config.ts',
    load: () => import('./security/jwt-config.js'),
  },
  'link call': {
    category: 'common',
    file: 'nodes/common/link-call.ts',
    load: () => import('./common/link-call.js'),
  },
  'link in': {
    category: 'common',
    file: 'nodes/common/link-in.ts',
    load: () => import('./common/link-in.js'),
  },
  'link out': {
    category: 'common',
    file: 'nodes/common/link-out.ts',
    load: () => import('./common/link-out.js'),
  },
  range: { category: 'function', file: 'nodes/function/range.ts', load: () => import('./function/range.js') },
  rbe: { category: 'function', file: 'nodes/function/rbe.ts', load: () => import('./function/rbe.js') },
  sort: { category: 'sequence', file: 'nodes/sequence/sort.ts', load: () => import('./sequence/sort.js') },
  split: { category: 'sequence', file: 'nodes/sequence/split.ts', load: () => import('./sequence/split.js') },
  status: { category: 'common', file: 'nodes/common/status.ts', load: () => import('./common/status.js') },
  switch: {
    category: 'function',
    file: 'nodes/function/switch.ts',
    load: () => import('./function/switch.js'),
  },
  template: {
    category: 'function',
    file: 'nodes/function/template.ts',
    load: () => import('./function/template.js'),
  },
  trigger: {
    category: 'function',
    file: 'nodes/function/trigger.ts',
    load: () => import('./function/trigger.js'),
  },
  unknown: { category: 'common', file: 'nodes/common/unknown.ts', load: () => import('./common/unknown.js') },
  watch: { category: 'storage', file: 'nodes/storage/watch.ts', load: () => import('./storage/watch.js') },
  xml: { category: 'parser', file: 'nodes/parser/xml.ts', load: () => import('./parser/xml.js') },
  yaml: { category: 'parser', file: 'nodes/parser/yaml.ts', load: () => import('./parser/yaml.js') },
}
