import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** A flow to run on both, with what is done to it. */
export interface ComparedFlow {
  /** The name of its file, without `.flow.json`: its area, a dash, and what of it. */
  name: string
  /** What it shows, in a sentence: the `info` of its first tab. */
  title: string
  flow: object[]
  requests: RequestToMake[]
}

/** A request, from `<name>.requests.json`. They are made one after the other. */
export interface RequestToMake {
  method?: string
  /** Sent as it stands. */
  path: string
  headers?: Record<string, string>
  body?: string
}

const folder = new URL('flows/', import.meta.url)
const suffix = '.flow.json'

/** Every flow of the folder. */
export function readComparedFlows(): ComparedFlow[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(suffix))
  return files.sort().map((file) => {
    const name = file.slice(0, -suffix.length)
    const flow = readJson(file) as Array<{ type: string; info?: string }>
    const title = flow.find(({ type }) => type === 'tab')?.info ?? name
    const requests = `${name}.requests.json`
    return {
      name,
      title,
      flow,
      requests: existsSync(new URL(requests, folder)) ? (readJson(requests) as RequestToMake[]) : [],
    }
  })
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
}
