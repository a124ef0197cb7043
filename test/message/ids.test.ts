import { expect, test } from 'vitest'
import { createIdSource, generateId } from '../../runtime/message/ids.js'

test('ids are 16 hexadecimal digits, and all different', () => {
  const ids = Array.from({ length: 5000 }, generateId)
  expect(ids.every((id) => /^[0-9a-f]{16}$/.test(id))).toBe(true)
  expect(new Set(ids).size).toBe(ids.length)
})

test('two sources give different ids', () => {
  expect(createIdSource()()).not.toBe(createIdSource()())
})
