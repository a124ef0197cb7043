import httpIn from '../../nodes/network/http-in.js'
import httpResponse from '../../nodes/network/http-response.js'
import type { RunningNode } from '../../runtime/define-node.js'
import type { HttpEntry } from '../../runtime/http/http-entry.js'
import type { Message } from '../../runtime/message/message.js'

type InConfig = Parameters<typeof httpIn.create>[0]
type ResponseConfig = Parameters<typeof httpResponse.create>[0]

/** An `http in`, a function and an `http response` in a row, and what the two nodes report. */
export function runHttpFlow(
  entry: HttpEntry,
  flow: {
    httpIn: Partial<InConfig> & { url: string }
    change?: (message: Message) => void
    httpResponse?: Partial<ResponseConfig>
    id?: string
  },
) {
  const id = flow.id ?? 'flow'
  const warnings: string[] = []
  const nodeOf = (nodeId: string) => ({
    id: nodeId,
    http: entry.door(nodeId),
    warn: (text: unknown) => warnings.push(String(text)),
    debug: () => {},
  })
  const responding = { ...nodeOf(`${id}-response`) } as unknown as RunningNode
  const made = httpResponse.create({ statusCode: 0, headers: {}, ...flow.httpResponse }, responding)
  const answers = made as Exclude<typeof made, Promise<unknown>>
  const send = (message: Message) => {
    flow.change?.(message)
    try {
      answers.input(message)
    } catch (error) {
      warnings.push(String(error))
      entry.failRequest(message, error)
    }
  }
  const receiving = { ...nodeOf(`${id}-in`), send } as unknown as RunningNode
  const defaults = { method: 'get', upload: false, skipBodyParsing: false, swaggerDoc: '' } as const
  httpIn.create({ ...defaults, ...flow.httpIn }, receiving)
  return { warnings, answer: (message: Message) => answers.input(message) }
}
