/** A text for a function node that tries to do harm. */
export interface Payload {
  name: string
  /**
   * The function's body. To show that it got hold of something of the host, it calls `found(value)` with anything:
   * a probe looks whether the host's `process` can be reached from there. `tried(run)` calls `run` and probes what it
   * returns and what it throws.
   */
  code: string
  /** Node-RED's own sandbox falls to it: the proof that the probe works. */
  reachesNodeRed?: boolean
}

/** Put before the text of each escape. It answers with the id of the process that it got hold of. */
export const probe = `
const seenByProbe = new Set();
const reached = [];
function probeValue(value, depth) {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return;
  if (seenByProbe.has(value) || depth > 3 || seenByProbe.size > 3000) return;
  seenByProbe.add(value);
  const makers = [];
  try { makers.push(value.constructor.constructor) } catch (e) { probeValue(e, depth + 1) }
  try { makers.push(Object.getPrototypeOf(value).constructor.constructor) } catch (e) { probeValue(e, depth + 1) }
  try { if (typeof value === 'function') makers.push(value.constructor) } catch (e) { probeValue(e, depth + 1) }
  for (const make of makers) {
    try {
      const host = make('return typeof process === "object" ? process : undefined')();
      if (host && host.pid) reached.push(host.pid);
    } catch (e) { probeValue(e, depth + 1) }
  }
  try { if (value.pid && value.mainModule !== undefined) reached.push(value.pid) } catch (e) { probeValue(e, depth + 1) }
  try { probeValue(Object.getPrototypeOf(value), depth + 1) } catch (e) { probeValue(e, depth + 1) }
  let keys = [];
  try { keys = Reflect.ownKeys(value).slice(0, 60) } catch (e) { probeValue(e, depth + 1) }
  for (const key of keys) {
    try {
      const property = Object.getOwnPropertyDescriptor(value, key);
      probeValue(property.value, depth + 1); probeValue(property.get, depth + 1); probeValue(property.set, depth + 1);
    } catch (e) { probeValue(e, depth + 1) }
  }
}
function found(value) { probeValue(value, 0); return value }
function tried(run) {
  let result;
  try { result = found(run()) } catch (e) { found(e); result = e }
  if (result && typeof result.then === 'function') {
    try { result.then(found, found) } catch (e) { found(e) }
  }
  return result;
}
`

/** Put after it: gives asynchronous parts a moment, then answers. */
export const answer = `
;await new Promise(resolve => setTimeout(resolve, 15));
msg.payload = reached.length > 0 ? 'REACHED ' + reached[0] : 'contained';
return msg;
`
