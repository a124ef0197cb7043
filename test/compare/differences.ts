import listed from './differences.json' with { type: 'json' }

/** A flow of which other messages come out on Millrace, and are meant to. */
export interface Difference {
  /** Why, in a sentence for README. */
  reason: string
  /** What comes out on Millrace, as `normalise` gives it. */
  millrace: unknown
}

/** What is not compared, in any flow: `normalise` makes both sides equal there. README lists these as well. */
export const tolerated = [
  'The text of stacks: those of functions hold nothing but the function’s own lines.',
  'The place in the text of a function, “(line 1, col 7)”, that Millrace adds to the message of every error.',
  'The name of a node without one in msg.error, msg.status and msg.complete: always an empty text; in Node-RED an empty text or undefined, by node type.',
]

/** By the name of the flow. One that no longer differs is a failure, so that the list stays true. */
export const differences: Readonly<Record<string, Difference>> = listed
