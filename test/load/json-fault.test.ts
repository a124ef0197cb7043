import { describe, expect, test } from 'vitest'
import { findJsonFault } from '../../runtime/load/json-fault.js'
import { indexPlaces } from '../../runtime/load/text-place.js'

function findFault(text: string) {
  const placeAt = indexPlaces(text)
  const fault = findJsonFault(text, placeAt)
  return fault && { ...fault, place: placeAt(fault.offset) }
}

describe('findJsonFault', () => {
  test.each([
    { name: 'a trailing comma in a list', text: '[1,\n 2,\n]', at: [2, 3], says: /comma .* nothing after/ },
    { name: 'a trailing comma in an object', text: '{"a":1,}', at: [1, 7], says: /comma .* nothing after/ },
    { name: 'two commas', text: '[1,,2]', at: [1, 4], says: /a comma/ },
    { name: 'single quotes', text: "[{'id': 1}]", at: [1, 3], says: /quote of another kind/ },
    { name: 'typographic quotes', text: '[{“id”: 1}]', at: [1, 3], says: /typographic/ },
    { name: 'a name without quotes', text: '[{id: 1}]', at: [1, 3], says: /name without quotes: "id"/ },
    { name: 'a text without an end', text: '["abc', at: [1, 2], says: /no closing double quote/ },
    {
      name: 'a text broken over two lines',
      text: '["abc\ndef"]',
      at: [1, 2],
      says: /not closed on its line/,
    },
    { name: 'a tab in a text', text: '["a\tb"]', at: [1, 4], says: /U\+0009/ },
    { name: 'an escape that JSON has not', text: '["a\\x41"]', at: [1, 4], says: /\\x is not an escape/ },
    { name: 'half an escape', text: '["\\u12"]', at: [1, 3], says: /not an escape/ },
    { name: 'a missing comma', text: '[{"a":1}\n{"b":2}]', at: [2, 1], says: /comma or "\]"/ },
    { name: 'a missing colon', text: '{"a" 1}', at: [1, 6], says: /Expected ":"/ },
    { name: 'a missing value', text: '{"a":}', at: [1, 6], says: /value should be/ },
    { name: 'the wrong closing bracket', text: '[{"a":1]', at: [1, 8], says: /object that starts at 1:2/ },
    { name: 'a closing bracket too much', text: '[1]]', at: [1, 4], says: /has ended/ },
    { name: 'a second list', text: '[1]\n[2]', at: [2, 1], says: /second JSON value/ },
    { name: 'an end in the middle', text: '[\n{"a":1', at: [2, 7], says: /object that starts at 2:1/ },
    { name: 'a comment', text: '[1, // one\n2]', at: [1, 5], says: /comment/ },
    { name: 'an ellipsis', text: '[{"a":1}, ...]', at: [1, 11], says: /ellipsis/ },
    { name: 'a number with a leading zero', text: '[01]', at: [1, 2], says: /number/ },
    { name: 'a number with a bare point', text: '[.5]', at: [1, 2], says: /number/ },
    { name: 'NaN', text: '[NaN]', at: [1, 2], says: /number that JSON does not have: "NaN"/ },
    { name: 'a word with more behind it', text: '[nullable]', at: [1, 2], says: /nullable/ },
    { name: 'Python', text: '[True]', at: [1, 2], says: /"True"/ },
    { name: 'HTML', text: '<html>', at: [1, 1], says: /tag/ },
    { name: 'an invisible character', text: '[1,\u00a02]', at: [1, 4], says: /invisible/ },
    { name: 'nothing', text: '', at: [1, 1], says: /empty/ },
    { name: 'nothing but space', text: ' \n ', at: [1, 1], says: /empty/ },
  ])('says where and what is $name', ({ text, at, says }) => {
    const fault = findFault(text)
    expect(fault?.message).toMatch(says)
    expect(fault?.place).toEqual({ line: at[0], column: at[1] })
    expect(fault?.remedy).toMatch(/\.$/)
  })

  test('agrees with JSON.parse about any text that is changed in one place', () => {
    const good = '[{"id":"a\\u0041\\n","n":-1.5e+3,"t":[true,false,null,0],"o":{}}, "x"]'
    const changes = ['', ',', ']', '}', '"', '\\', '0', '-', ' ', 'e', ':', '\n']
    for (let offset = 0; offset <= good.length; offset++) {
      for (const change of changes) {
        for (const cut of [0, 1, 4]) {
          const text = good.slice(0, offset) + change + good.slice(offset + cut)
          expect(findFault(text) === undefined, text).toBe(isJson(text))
        }
      }
    }
  })

  test('survives a nesting far deeper than the call stack', () => {
    expect(findFault('['.repeat(200_000))?.message).toMatch(/ends before/)
  })
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
