import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { namesDone } from '../../runtime/red/names-done.js'
import { OpenWork } from '../../runtime/red/open-work.js'
import { probeFlow, probeModule, runRed } from './run-red.js'

type Listener = Parameters<typeof namesDone>[0]

describe('a listener', () => {
  test.each([
    { text: '(msg, send, done) => { send(msg); done() }', names: true },
    { text: '(msg, send, done) => { send(msg) }', names: false },
    { text: '(msg, send, done) => { /* done() */ send("done") }', names: false },
    { text: 'function (msg, send, done) { this.done(); send({ done: 1 }.done) }', names: false },
    { text: 'async (msg, send, done) => { later({ done }) }', names: true },
    { text: 'function (msg, send, d) { if (d) d() }', names: true },
    { text: 'function (msg, send, d) { handle.apply(this, arguments) }', names: true },
    { text: '(msg, send, done, more = done) => {}', names: true },
    { text: '(msg, send, { call }) => {}', names: true },
    { text: '({ input(msg, send, done) { send(msg) } }).input', names: false },
    { text: '({ async input(msg, send, done) { done() } }).input', names: true },
    { text: '(function (msg, send, done) {}).bind(null)', names: true },
  ])('names done: $names, in $text', ({ text, names }) => {
    expect(namesDone(new Function(`return ${text}`)() as Listener)).toBe(names)
  })
})

describe('a stop', () => {
  const inputs = [
    { name: 'that does not name done', input: '(msg, send, done) => { send(msg) }' },
    { name: 'whose promise has settled', input: 'async (msg, send, done) => { send(msg) }' },
    {
      name: 'that calls done later',
      input: '(msg, send, done) => { setTimeout(() => { send(msg); done() }, 20) }',
    },
    {
      name: 'that does not name done, and whose promise settles later',
      input: 'async (msg, send, done) => { await new Promise((r) => setTimeout(r, 20)); send(msg) }',
    },
  ]
  test.each(inputs)('ends, and drops nothing, of a listener $name', async ({ input }) => {
    const modules = { 'probe.js': probeModule(`node.on('input', ${input})`) }
    const run = await runRed(modules, probeFlow(), { drainTimeoutMs: 60_000 })
    await run.send('p', { payload: 1 })
    expect(await run.runtime.stop()).toEqual({ dropped: [], unanswered: 0 })
    expect(run.payloads()).toEqual([1])
  })

  test('waits for the deadline where done may still be called, and says what it dropped', async () => {
    const modules = { 'probe.js': probeModule("node.on('input', (msg, send, done) => { node.done = done })") }
    const run = await runRed(modules, probeFlow(), { drainTimeoutMs: 30 })
    await run.send('p', { payload: 1 })
    expect((await run.runtime.stop()).dropped).toMatchObject([{ node: { id: 'p' }, count: 1 }])
  })

  test('a deploy does not wait for it either', async () => {
    const modules = { 'probe.js': probeModule("node.on('input', (msg, send, done) => { send(msg) })") }
    const run = await runRed(modules, probeFlow(), { drainTimeoutMs: 60_000 })
    await run.send('p', { payload: 1 })
    expect((await run.runtime.deploy(probeFlow({ name: 'other' }), 'nodes')).dropped).toEqual([])
    await run.runtime.stop()
  })
})

describe('of the messages that a node has not finished with', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  const drainTimeoutMs = 5000
  const begin = (work: OpenWork) => {
    const one = {
      ordinal: work.nextOrdinal(),
      begunMs: performance.now(),
      listenersOfDone: () => undefined,
      giveUp: () => {},
    }
    work.begin(one)
    return one
  }

  test.each([
    { name: 'one that is just held is waited for', heldMs: 4999, forgotten: 0 },
    { name: 'one that was held for longer than a stop would wait is not', heldMs: 5000, forgotten: 1 },
    { name: 'one that a later one overtook is', heldMs: 900, overtakenBy: 10, forgotten: 0 },
    { name: 'one that a later one overtook long ago is not', heldMs: 1000, overtakenBy: 10, forgotten: 1 },
    { name: 'slow nodes are given twice their time', heldMs: 2999, overtakenBy: 1500, forgotten: 0 },
    { name: 'slow nodes are not given more than that', heldMs: 3000, overtakenBy: 1500, forgotten: 1 },
  ])('$name', ({ heldMs, overtakenBy = 0, forgotten }) => {
    const work = new OpenWork()
    begin(work)
    const later = overtakenBy > 0 ? begin(work) : undefined
    vi.advanceTimersByTime(overtakenBy)
    if (later !== undefined) {
      work.noteDone(later)
      work.finish(later)
    }
    vi.advanceTimersByTime(heldMs - overtakenBy)
    expect(work.countForgotten(drainTimeoutMs, () => {})).toBe(forgotten)
  })

  test('who waits is told when there is one more', () => {
    const work = new OpenWork()
    begin(work)
    vi.advanceTimersByTime(4000)
    const lookAgain = vi.fn()
    expect(work.countForgotten(drainTimeoutMs, lookAgain)).toBe(0)
    vi.advanceTimersByTime(1001)
    expect(lookAgain).toHaveBeenCalledOnce()
    expect(work.countForgotten(drainTimeoutMs, lookAgain)).toBe(1)
  })
})
