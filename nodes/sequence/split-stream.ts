import type { Cutter, Data } from './split-data.js'

/** Data that comes in parts, cut as if it came in one. What is not complete waits for what follows it. */
export class SplitStream<Piece extends Data> {
  private waiting: Piece[] = []
  private size = 0
  private tail: Piece | undefined

  constructor(private readonly cutter: Cutter<Piece>) {}

  get isEmpty(): boolean {
    return this.size === 0
  }

  /** The pieces that are complete with this. */
  take(data: Piece): Piece[] {
    const { cutter } = this
    const size = this.size + data.length
    const probe = this.tail === undefined ? data : cutter.join([this.tail, data])
    this.waiting.push(data)
    this.size = size
    this.tail = cutter.overlap > 0 ? (probe.slice(-cutter.overlap) as Piece) : undefined
    if (!cutter.hasEnd(probe, size)) return []

    const pieces = cutter.cut(cutter.join(this.waiting))
    this.clear()
    const last = pieces.at(-1) as Piece
    if (cutter.isWhole(last)) return pieces
    pieces.pop()
    this.keep(last)
    return pieces
  }

  clear(): void {
    this.waiting = []
    this.size = 0
    this.tail = undefined
  }

  private keep(rest: Piece): void {
    if (rest.length === 0) return
    this.waiting = [rest]
    this.size = rest.length
    if (this.cutter.overlap > 0) this.tail = rest.slice(-this.cutter.overlap) as Piece
  }
}
