import { expect, test } from 'vitest'
import { compareObjects } from '../../runtime/message/compare.js'

const cycle = () => {
  const value: Record<string, unknown> = { a: 1 }
  value.self = value
  return value
}

test.each<[left: unknown, right: unknown, equal: boolean]>([
  [1, 1, true],
  [1, '1', false],
  [Number.NaN, Number.NaN, false],
  [0, -0, true],
  [null, null, true],
  [null, undefined, false],
  [{}, null, false],
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [{ a: 1 }, { a: 1, b: undefined }, false],
  [{ a: undefined }, { b: undefined }, true],
  [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, true],
  [{ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, false],
  [[1, 2], { 0: 1, 1: 2 }, false],
  [[], '', false],
  [Buffer.from('a'), Buffer.from('a'), true],
  [Buffer.from('a'), Buffer.from('b'), false],
  [Buffer.from('a'), 'a', false],
  [new Uint8Array([1]), new Uint8Array([1]), true],
  [() => 1, () => 1, false],
])('as Node-RED: %j and %j: %s', (left, right, equal) => {
  expect(compareObjects(left, right)).toBe(equal)
})

test.each<[what: string, left: unknown, right: unknown, equal: boolean]>([
  ['equal dates', new Date(1), new Date(1), true],
  ['other dates', new Date(1), new Date(2), false],
  ['other expressions', /a/, /b/, false],
  ['equal Maps', new Map([['a', { b: 1 }]]), new Map([['a', { b: 1 }]]), true],
  ['other Maps', new Map([['a', 1]]), new Map([['a', 2]]), false],
  ['equal Sets', new Set([{ a: 1 }]), new Set([{ a: 1 }]), true],
  ['other Sets', new Set([1]), new Set([2]), false],
  ['cycles', cycle(), cycle(), true],
])('beyond Node-RED: %s', (_what, left, right, equal) => {
  expect(compareObjects(left, right)).toBe(equal)
})
