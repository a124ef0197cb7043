import { expect, test } from 'vitest'
import { parseByteSize } from '../../runtime/http/byte-size.js'

test.each([
  { value: 10, bytes: 10 },
  { value: '10', bytes: 10 },
  { value: '5mb', bytes: 5_242_880 },
  { value: '1.5 KB', bytes: 1536 },
  { value: '2gb', bytes: 2_147_483_648 },
  { value: '0b', bytes: 0 },
])('$value is $bytes bytes', ({ value, bytes }) => {
  expect(parseByteSize(value, 'apiMaxLength')).toBe(bytes)
})

test.each(['', 'mb', '5 apples', '-1', -1, Number.NaN])('%s is no size', (value) => {
  expect(() => parseByteSize(value, 'apiMaxLength')).toThrow(/apiMaxLength: ".*" is not a size/)
})
