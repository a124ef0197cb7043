import type { Definition } from '../load/flow-file.js'
import { isNodeType, type Palette } from './palette.js'

/**
 * Puts nodes of one type in the place of those whose types are not at hand, named by the type that is missing, as
 * editors save them.
 */
export async function replaceUnknown(
  definitions: readonly Definition[],
  palette: Palette,
  type: string,
): Promise<Definition[]> {
  await palette.load([type])
  return definitions.map((definition) => {
    const missing = definition.type
    if (!isNodeType(missing) || palette.has(missing)) return definition
    return { ...definition, type, name: missing, raw: { ...definition.raw, type, name: missing } }
  })
}
