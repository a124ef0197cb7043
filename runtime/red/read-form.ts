import { readFileSync } from 'node:fs'

/** What the form of a node type in the editor says of it. */
export interface NodeForm {
  /** How many inputs are drawn; undefined where the form does not say, as that of config nodes. */
  readonly inputs?: number
}

/**
 * Reads what the form beside a module says of its node types. It is a page with a script for browsers, which is not
 * run: the number is found as it is written. A form that computes them says nothing.
 */
export function readForms(moduleFile: string): (type: string) => NodeForm {
  const file = moduleFile.replace(/\.[^./\\]+$/, '.html')
  const text = readIfThere(file)
  if (text === undefined) return () => ({})
  const parts = [...text.matchAll(/\.registerType\(\s*(['"`])(.+?)\1/g)].map((match, index, all) => ({
    type: match[2] as string,
    text: text.slice(match.index, all[index + 1]?.index),
  }))
  return (type) => {
    const definition = parts.find((part) => part.type === type)?.text ?? ''
    const inputs = readInputs(definition)
    return inputs === undefined ? {} : { inputs }
  }
}

/** In `defaults`, where a node may have a field of that name, an object follows: its number is each node's own. */
function readInputs(definition: string): number | undefined {
  if (/\binputs['"]?\s*:\s*\{/.test(definition)) return undefined
  const found = /\binputs['"]?\s*:\s*(\d+)\s*[,}\n]/.exec(definition)
  return found === null ? undefined : Number(found[1])
}

/** What may not be read, as in a process with few grants, is as good as what is not there. */
function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
