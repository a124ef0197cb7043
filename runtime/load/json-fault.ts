import { describeStranger, type JsonFault, scanNumber, scanString } from './json-token.js'
import type { PlaceAt } from './text-place.js'

export type { JsonFault }

interface Open {
  kind: '[' | '{'
  offset: number
}

type Expected = 'value' | 'first-value' | 'key' | 'first-key' | 'colon' | 'next' | 'nothing'

/**
 * Says why a text is not JSON and where. Node's own message differs between its versions and often lacks the
 * place, so `JSON.parse` tells good from bad, and this is asked only about the bad.
 *
 * @returns the first fault, or `undefined` for JSON
 */
export function findJsonFault(text: string, placeAt: PlaceAt): JsonFault | undefined {
  const open: Open[] = []
  let expected: Expected = 'value'
  let offset = skipSpace(text, 0)
  let comma = 0
  for (; offset < text.length; offset = skipSpace(text, offset)) {
    const character = text[offset]!
    if (expected === 'nothing') return describeRest(text, offset)
    if (expected === 'colon') {
      if (character !== ':')
        return fault(
          offset,
          `Expected ":" after the property's name, but found ${show(text, offset)}.`,
          'Write it as "name": value.',
        )
      expected = 'value'
      offset++
    } else if (expected === 'next') {
      const inner = open.at(-1)!
      if (character === ',') {
        comma = offset++
        expected = inner.kind === '{' ? 'key' : 'value'
      } else if (character === closerOf(inner)) {
        expected = close(open)
        offset++
      } else return describeMissingComma(text, offset, inner, placeAt)
    } else if (character === ']' || character === '}') {
      const inner = open.at(-1)
      const mayClose = expected === 'first-key' || expected === 'first-value'
      if (!inner || character !== closerOf(inner))
        return describeWrongCloser(character, offset, inner, placeAt)
      if (!mayClose) return describeMissingValue(text, offset, comma)
      expected = close(open)
      offset++
    } else if (expected === 'key' || expected === 'first-key') {
      if (character !== '"') return describeStranger(text, offset, 'a property name in double quotes')
      const end = scanString(text, offset)
      if (typeof end !== 'number') return end
      expected = 'colon'
      offset = end
    } else if (character === '[' || character === '{') {
      open.push({ kind: character, offset })
      expected = character === '[' ? 'first-value' : 'first-key'
      offset++
    } else {
      const end = scanScalar(text, offset)
      if (typeof end !== 'number') return end
      expected = open.length > 0 ? 'next' : 'nothing'
      offset = end
    }
  }
  return expected === 'nothing' ? undefined : describeEnd(text, open.at(-1), placeAt)
}

function skipSpace(text: string, from: number): number {
  let offset = from
  while (' \t\n\r'.includes(text[offset] ?? 'x')) offset++
  return offset
}

function scanScalar(text: string, offset: number): number | JsonFault {
  if (text[offset] === '"') return scanString(text, offset)
  const word = ['true', 'false', 'null'].find((literal) => text.startsWith(literal, offset))
  const end = word ? offset + word.length : scanNumber(text, offset)
  if (end === undefined || /[\w$.]/.test(text[end] ?? '')) return describeStranger(text, offset, 'a value')
  return end
}

function close(open: Open[]): Expected {
  open.pop()
  return open.length > 0 ? 'next' : 'nothing'
}

function closerOf(open: Open): ']' | '}' {
  return open.kind === '[' ? ']' : '}'
}

function fault(offset: number, message: string, remedy: string): JsonFault {
  return { offset, message, remedy }
}

function show(text: string, offset: number): string {
  return JSON.stringify(String.fromCodePoint(text.codePointAt(offset) ?? 0))
}

function nameOpen(open: Open, placeAt: PlaceAt): string {
  const { line, column } = placeAt(open.offset)
  return `the ${open.kind === '[' ? 'list' : 'object'} that starts at ${line}:${column}`
}

function describeRest(text: string, offset: number): JsonFault {
  if (text[offset] === '[' || text[offset] === '{') {
    return fault(offset, 'A second JSON value follows the first.', 'Put all nodes into one list: [ … ].')
  }
  return fault(
    offset,
    `The JSON has ended, but ${show(text, offset)} follows.`,
    'Remove what stands after its end.',
  )
}

function describeMissingComma(text: string, offset: number, inner: Open, placeAt: PlaceAt): JsonFault {
  const character = text[offset]!
  if (character === ']' || character === '}') return describeWrongCloser(character, offset, inner, placeAt)
  if (character === '/' || character === '#') return describeStranger(text, offset, 'a comma')
  const message = `Expected a comma or "${closerOf(inner)}", but found ${show(text, offset)}.`
  return fault(offset, message, 'Put a comma before it; inside text, write a double quote as \\".')
}

function describeWrongCloser(
  found: string,
  offset: number,
  inner: Open | undefined,
  placeAt: PlaceAt,
): JsonFault {
  if (!inner)
    return fault(offset, `Found "${found}" where a value should be.`, 'A flow file starts with "[".')
  const message = `Found "${found}", but ${nameOpen(inner, placeAt)} is not closed yet.`
  return fault(offset, message, `Close it with "${closerOf(inner)}" first.`)
}

function describeMissingValue(text: string, offset: number, comma: number): JsonFault {
  if (skipSpace(text, comma + 1) === offset && text[comma] === ',') {
    return fault(comma, `A comma stands before "${text[offset]}" with nothing after it.`, 'Remove the comma.')
  }
  return fault(offset, `Found "${text[offset]}" where a value should be.`, 'Write a value after the colon.')
}

function describeEnd(text: string, inner: Open | undefined, placeAt: PlaceAt): JsonFault {
  if (!inner) return fault(0, 'The text is empty.', 'Save the flow again; a flow without nodes is [].')
  const message = `The text ends before ${nameOpen(inner, placeAt)} is closed.`
  return fault(text.length, message, 'Part of the file may be missing: save or copy the whole of it again.')
}
