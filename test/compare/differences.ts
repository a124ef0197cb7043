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
export const differences: Readonly<Record<string, Difference>> = {
  'catch-thrown': {
    reason:
      'msg._error holds the error that a message had before; where a function throws, Node-RED puts the function’s own error there.',
    millrace: [
      {
        at: 'out',
        message: {
          _msgid: '<id 1>',
          error: {
            message: 'TypeError: thrown',
            source: { count: 1, id: 'bad', name: 'thrower', type: 'function' },
            stack: '<stack>',
          },
          payload: 'go',
          topic: 'start',
        },
      },
    ],
  },
  'link-call-timeout': {
    reason:
      'msg.error.code of an error that Millrace itself finds is set; a call that timed out leaves no msg._linkSource.',
    millrace: [
      {
        at: 'seen',
        message: {
          _linkSource: [{ id: '<id 1>', node: 'lc' }],
          _msgid: '<id 2>',
          payload: 'go',
          topic: 'start',
        },
      },
      {
        at: 'outc',
        message: {
          _msgid: '<id 2>',
          error: {
            code: 'NODE_TIMEOUT',
            message: 'timeout',
            source: { count: 1, id: 'lc', name: '', type: 'link call' },
          },
          payload: 'go',
          topic: 'start',
        },
      },
    ],
  },
}
