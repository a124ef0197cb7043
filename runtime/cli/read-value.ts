import type { Option } from './options.js'

const millisecondsOf = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const

/**
 * Reads the text of an option.
 *
 * @returns the value, or what is expected instead, as the end of "expected …"
 */
export function readValue(option: Option, text: string): { value: unknown } | { expected: string } {
  switch (option.kind) {
    case 'number':
      return readNumber(option, text)
    case 'time':
      return readTime(option, text)
    case 'choice':
      return option.choices?.includes(text)
        ? { value: text }
        : { expected: listChoices(option.choices ?? []) }
    case 'flag':
      return readFlag(text)
    case 'list':
    case 'text':
      return text === '' ? { expected: `a ${option.argument}` } : { value: text }
  }
}

function readNumber({ min = 0, max }: Option, text: string): { value: number } | { expected: string } {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= min && value <= (max ?? Number.MAX_SAFE_INTEGER)) return { value }
  return {
    expected: max === undefined ? `a whole number from ${min}` : `a whole number from ${min} to ${max}`,
  }
}

/** The unit of a bare number is the one that Node-RED's settings count timeouts in. */
function readTime({ min = 0 }: Option, text: string): { value: number } | { expected: string } {
  const [, amount, unit = 'ms'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? []
  const value = Math.round(Number(amount) * millisecondsOf[unit as keyof typeof millisecondsOf])
  if (value >= min && value <= 2_147_483_647) return { value }
  return { expected: 'a time such as 500ms, 30s or 2m (a number alone is milliseconds)' }
}

function readFlag(text: string): { value: boolean } | { expected: string } {
  if (/^(1|true|yes|on)$/i.test(text)) return { value: true }
  if (/^(0|false|no|off|)$/i.test(text)) return { value: false }
  return { expected: 'true or false' }
}

function listChoices(choices: readonly string[]): string {
  return `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`
}
