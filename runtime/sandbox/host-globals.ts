import * as util from 'node:util'

/** What functions of `trusted` get of the host: what Node-RED gives them, and the platform's helpers for text and data. */
export function hostGlobals(): Record<string, unknown> {
  return {
    Buffer,
    URL,
    URLSearchParams,
    TextEncoder,
    TextDecoder,
    Date,
    console,
    util,
    promisify: util.promisify,
    structuredClone,
    atob,
    btoa,
  }
}
