import { Script } from 'node:vm'

/** What is wrong with a text, and where: counted from 1; 0 where V8 does not say. */
export interface SyntaxFault {
  message: string
  line: number
  column: number
}

type FunctionConstructor = new (...texts: string[]) => unknown

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as FunctionConstructor

/**
 * Whether a text is the body of an async function, by V8 itself and without running anything.
 *
 * The constructor takes nothing but one complete body (a text that closes it and goes on is refused), and a script
 * with the text on lines of its own says where the fault is.
 */
export function findSyntaxFault(text: string): SyntaxFault | undefined {
  if (text.trim() === '') return undefined
  try {
    new AsyncFunction('msg', 'node', text)
    return undefined
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { message, ...findPlace(text) }
  }
}

function findPlace(text: string): { line: number; column: number } {
  try {
    new Script(`(async function (msg, node) {\n${text}\n})`, { filename: 'text', lineOffset: -1 })
  } catch (error) {
    const [first = '', , marks = ''] = String((error as Error).stack).split('\n')
    const line = Number(/^text:(\d+)$/.exec(first)?.[1] ?? 0)
    const lastLine = text.split('\n').length
    if (line >= 1 && line <= lastLine) return { line, column: marks.indexOf('^') + 1 }
    // The fault shows where the text ends: something is still open.
    return { line: lastLine, column: (text.split('\n').at(-1) ?? '').length + 1 }
  }
  return { line: 0, column: 0 }
}
