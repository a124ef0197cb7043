/** A figure with as many decimals as it deserves, thousands separated. */
export function formatFigure(value: number, digits: number): string {
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** A ratio with about three significant digits. */
export function formatRatio(ratio: number): string {
  if (ratio >= 100) return formatFigure(ratio, 0)
  return formatFigure(ratio, ratio >= 10 ? 1 : 2)
}
