import { readBoolean, readBuffer, readJson, readPattern } from '../message/typed-literal.js'
import type { DateValues } from './date-value.js'
import { evaluateJsonataExpression, prepareJsonataExpression } from './jsonata-expression.js'
import { getMessageProperty, normalisePropertyExpression, parseContextStore } from './object-property.js'
import type { RedNode } from './red-node.js'

export type ValueCallback = (error: unknown, value?: unknown) => void

type Variables = Readonly<Record<string, unknown>>
type Setting = (node: RedNode | null | undefined, name: string, flow?: SettingScope | null) => unknown

export interface SettingScope {
  getSetting(name: string): unknown
  getGroupNode?(id: string): SettingScope | undefined
}

/** `RED.util.getSetting`: an environment variable as the node sees it; of the process where there is no node. */
export function readSetting(processEnv: Variables): Setting {
  return (node, name, flow) => {
    if (node) {
      if (name === 'NR_NODE_NAME') return node.name
      if (name === 'NR_NODE_ID') return node.id
      if (name === 'NR_NODE_PATH') return Reflect.get(node, '_path')
    }
    const scope: SettingScope | null | undefined = flow ?? node?._flow
    if (!scope) return processEnv[name]
    const group = node?.g === undefined ? undefined : scope.getGroupNode?.(node.g)
    return (group ?? scope).getSetting(name)
  }
}

/**
 * `RED.util.evaluateNodeProperty`: the value of a typed field, such as `payload` with `payloadType`. With a callback
 * the value, or what went wrong, is handed to it; context stores that answer later and expressions need that.
 */
export function evaluateNodeProperty(processEnv: Variables, dates: DateValues) {
  const setting = readSetting(processEnv)
  const prepare = prepareJsonataExpression(processEnv)

  const evaluate = (value: unknown, type: string, node: RedNode | undefined, message: object | undefined) => {
    switch (type) {
      case 'str':
        return `${value}`
      case 'num':
        return Number(value)
      case 'bool':
        return readBoolean(value)
      case 'json':
        return readJson(value)()
      case 'bin':
        return readBuffer(value)()
      case 're':
        return readPattern(value)()
      case 'date':
        return dates.write(value)
      case 'env':
        return readVariable(String(value), (name) => setting(node, name))
      case 'msg':
        return message ? getMessageProperty(message, String(value)) : value
      default:
        return value
    }
  }
  return (
    value: unknown,
    type: string,
    node?: RedNode,
    message?: object,
    callback?: ValueCallback,
  ): unknown => {
    if ((type === 'flow' || type === 'global') && node) {
      const { key, store } = parseContextStore(String(value))
      const resolved = key.includes('[msg')
        ? (normalisePropertyExpression(key, message, true) as string)
        : key
      return node.context()[type].get(resolved, store, callback)
    }
    if (type === 'jsonata') {
      return settle(callback, () => evaluateJsonataExpression(prepare(String(value), node), message))
    }
    return settle(callback, () => evaluate(value, type, node, message))
  }
}

/** Hands a value to the callback, where there is one, or what was thrown. */
function settle(callback: ValueCallback | undefined, act: () => unknown): unknown {
  if (callback === undefined) return act()
  let value: unknown
  try {
    value = act()
  } catch (error) {
    callback(error)
    return undefined
  }
  if (value instanceof Promise) value.then((result) => callback(null, result), callback)
  else callback(null, value)
  return undefined
}

/** `NAME`, `${NAME}`, or a text with `${NAME}` in it; what is not set is empty. */
function readVariable(text: string, read: (name: string) => unknown): unknown {
  const sole = /^\$\{([^}]+)\}$/.exec(text)?.[1]
  if (sole !== undefined) return read(sole) ?? ''
  if (!/\$\{\S+\}/.test(text)) return read(text) ?? ''
  return text.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => String(read(name) ?? ''))
}
