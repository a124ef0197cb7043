/** Why a text is not JSON. */
export interface JsonFault {
  /** Where, in UTF-16 code units from the start of the text. */
  offset: number
  /** What is wrong, in one sentence. */
  message: string
  /** What to do about it, in one sentence. */
  remedy: string
}

/** The end of the JSON string that starts at `start`, or what is wrong with it. */
export function scanString(text: string, start: number): number | JsonFault {
  for (let offset = start + 1; offset < text.length; offset++) {
    const character = text[offset]!
    if (character === '"') return offset + 1
    if (character === '\\') {
      const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
      escaped.lastIndex = offset
      const found = escaped.exec(text)
      if (!found) return describeEscape(text, offset)
      offset += found[0].length - 1
    } else if (character < ' ') return describeControl(text, start, offset)
  }
  return {
    offset: start,
    message: 'A text that starts here has no closing double quote.',
    remedy: closeRemedy,
  }
}

/** The end of the JSON number at `start`; `undefined` where none starts there. */
export function scanNumber(text: string, start: number): number | undefined {
  const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
  number.lastIndex = start
  return number.test(text) ? number.lastIndex : undefined
}

/** What to say about something that is no JSON at all. */
export function describeStranger(text: string, offset: number, expected: string): JsonFault {
  const word = /[\w$.+-]+/y
  word.lastIndex = offset
  const found = word.exec(text)?.[0] ?? String.fromCodePoint(text.codePointAt(offset)!)
  const known = strangers.find(([pattern]) => pattern.test(text.slice(offset, offset + 12)))
  const [, what, remedy] = known ?? [
    '',
    '',
    'JSON has objects, lists, texts in double quotes, numbers, true, false and null.',
  ]
  const shown = JSON.stringify(found.length > 30 ? `${found.slice(0, 30)}…` : found)
  return { offset, message: `Expected ${expected}, but found ${what}${shown}.`, remedy }
}

const closeRemedy = 'Close it with ", and write a line break inside text as \\n.'

const strangers: ReadonlyArray<readonly [RegExp, string, string]> = [
  [/^['`]/, 'a quote of another kind: ', 'Use double quotes.'],
  [
    /^[\u2018-\u201f\u00ab\u00bb]/,
    'a typographic quote: ',
    'Use straight double quotes; copy the flow as plain text.',
  ],
  [/^(?:\/[/*]|#)/, 'a comment: ', 'Remove it: JSON has no comments.'],
  [/^[+-]?(?:\d|\.\d|Infinity|NaN)/, 'a number that JSON does not have: ', 'Write it like 0.5, 10 or 1e3.'],
  [/^(?:undefined|None|nil)\b/, 'a word that is not JSON: ', 'Write null, or remove the property.'],
  [
    /^(?:True|TRUE|False|FALSE|Null|NULL)\b/,
    'a word that is not JSON: ',
    'Write true, false or null in small letters.',
  ],
  [/^(?:\.\.\.|…)/, 'an ellipsis: ', 'Part of the flow was left out: copy the whole of it.'],
  [/^</, 'a tag: ', 'This looks like HTML: save the JSON itself.'],
  [/^,/, 'a comma: ', 'Remove the comma, or put the missing part before it.'],
  [/^[\u0000\ufffd]/, 'a byte that is no text: ', 'Save the file as UTF-8.'],
  [
    /^[\u00a0\u2000-\u200f\u2028-\u202f\u3000\ufeff]/,
    'an invisible character: ',
    'Remove it; copy the flow as plain text.',
  ],
  [/^[A-Za-z_$][\w$]*\s*:/, 'a name without quotes: ', 'Put the name in double quotes.'],
]

function describeEscape(text: string, offset: number): JsonFault {
  const shown = text.slice(offset, offset + (text[offset + 1] === 'u' ? 6 : 2))
  const remedy =
    'After a backslash come " \\ / b f n r t or u and four hexadecimal digits; a backslash itself is \\\\.'
  return { offset, message: `${shown.split(/[\r\n]/)[0]} is not an escape that JSON has.`, remedy }
}

function describeControl(text: string, start: number, offset: number): JsonFault {
  const character = text[offset]!
  if (character === '\n' || character === '\r') {
    return {
      offset: start,
      message: 'A text that starts here is not closed on its line.',
      remedy: closeRemedy,
    }
  }
  const code = character.charCodeAt(0).toString(16).padStart(4, '0')
  const message = `A control character (U+${code.toUpperCase()}) stands in a text.`
  return { offset, message, remedy: character === '\t' ? 'Write a tab as \\t.' : `Write it as \\u${code}.` }
}
