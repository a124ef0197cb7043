import type { HeldMessage } from '../../runtime/message/held-message.js'

/** Messages in line, which may also come in at the front. Taking one out takes the same time however many wait. */
export class DelayLine {
  /** Those at the front, the next one last. */
  private front: HeldMessage[] = []
  private back: HeldMessage[] = []

  get length(): number {
    return this.front.length + this.back.length
  }

  push(held: HeldMessage): void {
    this.back.push(held)
  }

  unshift(held: HeldMessage): void {
    this.front.push(held)
  }

  shift(): HeldMessage | undefined {
    if (this.front.length === 0) {
      this.front = this.back.reverse()
      this.back = []
    }
    return this.front.pop()
  }
}
