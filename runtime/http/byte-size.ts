import { MillraceError } from '../errors.js'

const units: Readonly<Record<string, number>> = {
  b: 1,
  kb: 2 ** 10,
  mb: 2 ** 20,
  gb: 2 ** 30,
  tb: 2 ** 40,
  pb: 2 ** 50,
}

/**
 * Reads an amount of bytes: a number, or text like `5mb` and `512 KB`, where a kilobyte is 1024 bytes.
 *
 * @param name the setting, for the error
 * @throws MillraceError BAD_SETTINGS where it is neither
 */
export function parseByteSize(value: string | number, name: string): number {
  if (typeof value === 'number' && value >= 0) return value
  const [, amount, unit = 'b'] = /^\s*(\d+(?:\.\d+)?)\s*([kmgtp]?b)?\s*$/i.exec(String(value)) ?? []
  if (amount === undefined) {
    throw new MillraceError(
      'BAD_SETTINGS',
      `${name}: "${value}" is not a size. Write bytes, or text like "5mb".`,
    )
  }
  return Math.floor(Number(amount) * units[unit.toLowerCase()]!)
}
