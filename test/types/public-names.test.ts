import { expect, test } from 'vitest'
import * as library from '../../runtime/index.js'
import * as nodeRed from '../../runtime/node-red/index.js'
import * as testNode from '../../runtime/test-node/index.js'

test('the library gives what it promises, and nothing else', () => {
  expect(Object.keys(library).sort()).toEqual([
    'FlowRefusedError',
    'MillraceError',
    'checkFlow',
    'checkTypedValue',
    'cloneMessage',
    'compileProperty',
    'compileTypedValue',
    'configNode',
    'createRuntime',
    'defineNode',
    'errorCodes',
    'generateId',
    'holdMessage',
    'installMissing',
    'property',
    'readFlow',
    'readMessageLimit',
    'typedValue',
  ])
  expect(Object.keys(testNode).sort()).toEqual(['runNode', 'testNode'])
  expect(Object.keys(nodeRed).sort()).toEqual(['editorHtml', 'nodeTypesIn', 'toNodeRed'])
})
