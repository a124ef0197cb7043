import { describe, expect, test } from 'vitest'
import { Turns } from '../../runtime/message/turns.js'

const later = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('turns', () => {
  test('do work at once while nothing has to wait', () => {
    const turns = new Turns()
    const done: number[] = []
    expect(turns.take(() => void done.push(1))).toBeUndefined()
    expect(done).toEqual([1])
  })

  test('keep the order of work that waits and work that does not', async () => {
    const turns = new Turns()
    const done: number[] = []
    const first = turns.take(() => later().then(() => void done.push(1)))
    const second = turns.take(() => void done.push(2))
    const third = turns.take(() => later().then(() => void done.push(3)))
    expect(done).toEqual([])
    await Promise.all([first, second, third])
    expect(done).toEqual([1, 2, 3])
  })

  test('throw what work throws that is done at once', () => {
    const turns = new Turns()
    const fail = () => {
      throw new Error('no')
    }
    expect(() => turns.take(fail)).toThrow('no')
    expect(() => turns.take(fail)).toThrow('no')
  })

  test('go on after failures, each of which is that of its own work', async () => {
    const turns = new Turns()
    const fail = (text: string) => () => later().then(() => Promise.reject(new Error(text)))
    const outcomes = await Promise.allSettled([
      turns.take(fail('a')),
      turns.take(fail('b')),
      turns.take(() => {
        throw new Error('c')
      }),
      turns.take(later),
    ])
    expect(
      outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.message : 'well')),
    ).toEqual(['a', 'b', 'c', 'well'])
  })

  test('are settled once all is done, also what was added meanwhile', async () => {
    const turns = new Turns()
    const done: number[] = []
    turns.take(async () => {
      await later()
      turns.take(() => later().then(() => void done.push(2)))
      done.push(1)
    })
    await turns.settled()
    expect(done).toEqual([1, 2])
  })

  test('work at once again after everything is settled', async () => {
    const turns = new Turns()
    turns.take(later)
    await turns.settled()
    expect(turns.take(() => {})).toBeUndefined()
  })
})
