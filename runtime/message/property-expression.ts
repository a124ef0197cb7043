import { MillraceError } from '../errors.js'

/** A step of a property expression: a name, an index, or the steps of an expression on the message (`[msg.topic]`). */
export type PropertyPart = string | number | readonly PropertyPart[]

/**
 * Splits a property expression into its steps: `a.b["c"][0][msg.topic]` is
 * `['a', 'b', 'c', 0, ['msg', 'topic']]`. What Node-RED accepts and refuses, this does.
 *
 * @throws MillraceError BAD_PROPERTY, with the position counted from 1
 */
export function parseProperty(expression: string): PropertyPart[] {
  return new PropertyParser(expression, 0, expression.length).parse()
}

/** The steps written as an expression again, in the one form that Node-RED uses for context keys: `a["b"][0]`. */
export function formatProperty(parts: readonly PropertyPart[]): string {
  return parts.map((part, index) => (index === 0 ? String(part) : formatPart(part))).join('')
}

function formatPart(part: PropertyPart): string {
  if (typeof part !== 'string') return `[${typeof part === 'number' ? part : formatProperty(part)}]`
  return part.includes('"') ? `['${part}']` : `["${part}"]`
}

const isQuote = (character: string) => character === '"' || character === "'"
const isNameStart = (character: string) => /[A-Za-z0-9$_]/.test(character)
const isDigits = (text: string) => /^\d+$/.test(text)

class PropertyParser {
  readonly #parts: PropertyPart[] = []

  constructor(
    readonly text: string,
    private at: number,
    readonly end: number,
  ) {}

  parse(): PropertyPart[] {
    if (this.at >= this.end) throw this.#refuse('it is empty')
    if (isQuote(this.#character())) this.#readQuotedStart()
    else this.#readName()
    while (this.at < this.end) this.#readStep()
    return this.#parts
  }

  #readQuotedStart(): void {
    this.#parts.push(this.#readQuoted())
    if (this.at < this.end && !'.['.includes(this.#character())) throw this.#refuseCharacter()
  }

  #readStep(): void {
    const character = this.#character()
    if (character === '[') {
      this.#readBracket()
    } else if (character === '.') {
      this.at++
      if (this.at >= this.end) throw this.#refuse('it ends after a dot')
      if (!isNameStart(this.#character())) throw this.#refuseCharacter()
      this.#readName()
    } else {
      this.#readName()
    }
  }

  /** A name ends at a dot or bracket. One of digits alone is an index where more follows, as in Node-RED. */
  #readName(): void {
    const start = this.at
    while (this.at < this.end && this.text[this.at] !== '.' && this.text[this.at] !== '[') {
      const character = this.#character()
      if (character === ']' || character === ' ' || isQuote(character)) throw this.#refuseCharacter()
      this.at++
    }
    if (this.at === start) throw this.#refuseCharacter()
    const name = this.text.slice(start, this.at)
    this.#parts.push(this.text[this.at] === '.' && isDigits(name) ? Number(name) : name)
  }

  #readBracket(): void {
    const opened = this.at++
    if (this.at >= this.end) throw this.#refuse('it ends after "["')
    const character = this.#character()
    if (isQuote(character)) this.#parts.push(this.#readQuoted())
    else if (/\d/.test(character)) this.#readIndex()
    else if (this.#startsWithMessage()) this.#parts.push(this.#readNested(opened))
    else throw this.#refuseCharacter()
    if (this.at >= this.end) throw this.#refuse('"]" is missing')
    if (this.#character() !== ']') throw this.#refuseCharacter()
    this.at++
  }

  #readQuoted(): string {
    const quote = this.#character()
    const close = this.text.indexOf(quote, this.at + 1)
    if (close === -1 || close >= this.end) throw this.#refuse(`the closing ${quote} is missing`)
    const name = this.text.slice(this.at + 1, close)
    if (name === '') throw this.#refuse('a name is empty')
    this.at = close + 1
    return name
  }

  #readIndex(): void {
    const start = this.at
    while (this.at < this.end && /\d/.test(this.#character())) this.at++
    this.#parts.push(Number(this.text.slice(start, this.at)))
  }

  #startsWithMessage(): boolean {
    return this.text.startsWith('msg.', this.at) || this.text.startsWith('msg[', this.at)
  }

  #readNested(opened: number): PropertyPart[] {
    const close = findClosingBracket(this.text, opened, this.end)
    if (close === -1) throw this.#refuse('the "[" before it is never closed')
    const nested = new PropertyParser(this.text, this.at, close).parse()
    this.at = close
    return nested
  }

  #character(): string {
    return this.text.charAt(this.at)
  }

  #refuseCharacter(): MillraceError {
    return this.#refuse(`${JSON.stringify(this.#character())} cannot stand there`)
  }

  #refuse(reason: string): MillraceError {
    return new MillraceError(
      'BAD_PROPERTY',
      `${JSON.stringify(this.text)} is no property expression, at position ${this.at + 1}: ${reason}. ` +
        'Write it as in payload.list[0]["a name"].',
    )
  }
}

function findClosingBracket(text: string, opened: number, end: number): number {
  let depth = 0
  let quote = ''
  for (let at = opened; at < end; at++) {
    const character = text.charAt(at)
    if (quote !== '') {
      if (character === quote) quote = ''
    } else if (isQuote(character)) {
      quote = character
    } else if (character === '[') {
      depth++
    } else if (character === ']' && --depth === 0) {
      return at
    }
  }
  return -1
}
