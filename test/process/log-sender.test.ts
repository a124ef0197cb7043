import { describe, expect, test } from 'vitest'
import type { LogEntry } from '../../runtime/log.js'
import { LogSender } from '../../runtime/process/log-sender.js'

function createSender() {
  const sent: string[][] = []
  const takers: Array<() => void> = []
  const sender = new LogSender((entries, taken) => {
    sent.push(entries.map(({ message }) => message))
    takers.push(taken)
  })
  return {
    sent,
    flush: () => sender.flush(),
    log: (message: string) => sender.log({ level: 'info', message, time: 0 } satisfies LogEntry),
    take: () => takers.shift()?.(),
  }
}

describe('log lines on their way to the parent', () => {
  test('go together, and the next once the parent has taken them', async () => {
    const { log, sent, take } = createSender()
    log('one')
    log('two')
    await Promise.resolve()
    log('three')
    await Promise.resolve()
    expect(sent).toEqual([['one', 'two']])
    take()
    expect(sent).toEqual([['one', 'two'], ['three']])
  })

  test('are counted where there are more than can wait', () => {
    const { log, sent, flush } = createSender()
    for (let index = 0; index < 2500; index++) log(`line ${index}`)
    flush()
    expect(sent[0]).toHaveLength(2001)
    expect(sent[0]?.at(-1)).toMatch(/^500 lines of the log were left out/)
  })

  test('come before what is told next', () => {
    const { log, sent, flush } = createSender()
    log('last')
    flush()
    expect(sent).toEqual([['last']])
  })
})
