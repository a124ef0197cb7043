/**
 * The name that was probably meant: the known one with the fewest typing slips, or `undefined` where none is near
 * (more than a third of its letters differ).
 */
export function findNearestName(name: string, known: Iterable<string>): string | undefined {
  const wanted = fold(name)
  let nearest: string | undefined
  let fewest = Number.POSITIVE_INFINITY
  for (const candidate of known) {
    if (candidate === name) continue
    const folded = fold(candidate)
    const allowed = Math.min(3, Math.floor(Math.max(wanted.length, folded.length) / 3))
    if (Math.abs(wanted.length - folded.length) > allowed) continue
    const slips = countSlips(wanted, folded)
    if (slips <= allowed && slips < fewest) {
      fewest = slips
      nearest = candidate
    }
  }
  return nearest
}

/** `HTTP-In`, `http_in` and `http in` are the same name to a person. */
function fold(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, ' ')
}

/** Letters added, left out, changed, or swapped with their neighbour (optimal string alignment distance). */
function countSlips(left: string, right: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let i = 1; i <= left.length; i++) {
    const row = [i]
    for (let j = 1; j <= right.length; j++) {
      const changed = left[i - 1] === right[j - 1] ? 0 : 1
      let slips = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + changed)
      const isSwap = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]
      if (isSwap) slips = Math.min(slips, beforeLast[j - 2]! + 1)
      row.push(slips)
    }
    beforeLast = last
    last = row
  }
  return last[right.length]!
}
