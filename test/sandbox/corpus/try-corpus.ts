import { corpus } from './corpus-flow.js'

/** A server with the endpoints of the corpus. */
export interface Target {
  readonly url: string
  readonly hasEnded: boolean
  /** How much longer than the limit of a function other endpoints may keep silent, in milliseconds. */
  readonly graceMs: number
  /** Silence is looked at again: nothing is expected to stop it but a machine that has other things to do. */
  readonly mayStumble: boolean
  /** Ends it, and starts it anew. */
  restart(): Promise<void>
}

/** What a payload did: `reached` the host, `poisoned` other functions, `stopped` them, or `ended` the process. */
export interface Harm {
  readonly kind: keyof typeof corpus
  readonly name: string
  readonly did: 'reached' | 'poisoned' | 'stopped' | 'ended'
  readonly detail: string
}

/** Sends every payload of some kinds to a server. One that did harm costs a restart, so that the next is its own. */
export async function tryCorpus(
  target: Target,
  kinds: ReadonlyArray<keyof typeof corpus>,
  limitMs: number,
): Promise<Harm[]> {
  const harms: Harm[] = []
  for (const kind of kinds) {
    for (const [index, { name }] of corpus[kind].entries()) {
      let harm = await tryPayload(target, kind, index, limitMs)
      if (harm?.did === 'stopped' && target.mayStumble) {
        await target.restart()
        harm = await tryPayload(target, kind, index, limitMs)
      }
      if (harm === undefined) continue
      harms.push({ kind, name, ...harm })
      // One that only reached the host has left the server as it was.
      if (harm.did !== 'reached' || (await lookAlive(target, limitMs)) !== undefined) await target.restart()
    }
  }
  return harms
}

type Finding = Pick<Harm, 'did' | 'detail'>

async function tryPayload(
  target: Target,
  kind: keyof typeof corpus,
  index: number,
  limitMs: number,
): Promise<Finding | undefined> {
  const path = `/${kind}/${index}`
  let found: Finding | undefined
  if (kind === 'escapes') {
    const text = await get(target, path, 3000).catch(() => '')
    if (text.includes('REACHED')) found = { did: 'reached', detail: text }
  } else if (kind === 'poison') {
    await get(target, path, 300).catch(() => '')
    const text = await get(target, '/check', limitMs + 1500).catch((error: unknown) => String(error))
    if (text !== 'clean') found = { did: 'poisoned', detail: text }
  } else {
    found = await harm(target, path, limitMs)
  }
  if (target.hasEnded) return { did: 'ended', detail: '' }
  return found
}

/** Asks for a payload; another endpoint must answer within the limit and the target's grace at all times meanwhile. */
async function harm(target: Target, path: string, limitMs: number): Promise<Finding | undefined> {
  let found: Finding | undefined
  const harmful = get(target, path, 2 * limitMs + 2500).catch(() => 'no answer')
  for (let look = 0; look < 3 && found === undefined; look++) found = await lookAlive(target, limitMs)
  await Promise.race([harmful, new Promise((resolve) => setTimeout(resolve, limitMs + 500))])
  return found ?? lookAlive(target, limitMs)
}

/** A connection that breaks is tried again: a process that is started again may serve for all that. */
async function lookAlive(target: Target, limitMs: number): Promise<Finding | undefined> {
  const start = performance.now()
  let last = ''
  const mostMs = limitMs + target.graceMs
  while (performance.now() - start < mostMs) {
    last = await get(target, '/alive', mostMs).catch((error: unknown) => String(error))
    if (last === 'alive') break
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const took = Math.round(performance.now() - start)
  return last === 'alive' && took <= mostMs
    ? undefined
    : { did: 'stopped', detail: `${last} after ${took} ms` }
}

async function get({ url }: Target, path: string, timeoutMs: number): Promise<string> {
  const response = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(timeoutMs) })
  return await response.text()
}
