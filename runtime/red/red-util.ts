import { cloneMessage, cloneValue } from '../message/clone.js'
import { compareObjects } from '../message/compare.js'
import { encodeObject } from '../message/encode.js'
import { generateId } from '../message/ids.js'
import type { Message } from '../message/message.js'
import { ensureBuffer, ensureString, normaliseNodeTypeName } from '../message/text-and-buffer.js'
import type { DateValues } from './date-value.js'
import { evaluateNodeProperty, readSetting } from './evaluate-node-property.js'
import { evaluateJsonataExpression, prepareJsonataExpression } from './jsonata-expression.js'
import {
  getMessageProperty,
  getObjectProperty,
  normalisePropertyExpression,
  parseContextStore,
  setMessageProperty,
  setObjectProperty,
} from './object-property.js'

export type RedUtil = ReturnType<typeof createRedUtil>

/** `RED.util`, with the names and parameters that Node-RED documents. */
export function createRedUtil(processEnv: Readonly<Record<string, string | undefined>>, dates: DateValues) {
  return {
    encodeObject,
    ensureString,
    ensureBuffer,
    cloneMessage: (value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? cloneMessage(value as Message)
        : cloneValue(value),
    compareObjects,
    generateId,
    getMessageProperty,
    setMessageProperty,
    getObjectProperty,
    setObjectProperty,
    evaluateNodeProperty: evaluateNodeProperty(processEnv, dates),
    normalisePropertyExpression,
    normaliseNodeTypeName,
    prepareJSONataExpression: prepareJsonataExpression(processEnv),
    evaluateJSONataExpression: evaluateJsonataExpression,
    parseContextStore,
    getSetting: readSetting(processEnv),
  }
}
