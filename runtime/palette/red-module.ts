/** A module written for Node-RED: `module.exports = function (RED) { … }`. */
export type RedModule = (RED: object) => unknown

export function isRedModule(exported: unknown): exported is RedModule {
  return typeof exported === 'function'
}
