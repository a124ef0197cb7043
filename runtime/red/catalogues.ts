import { readFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import type { NodeModule } from '../palette/folder-modules.js'
import { listLanguages } from './languages.js'
import { type Translation, translate } from './translate.js'

type Options = Readonly<Record<string, unknown>>
type Catalogue = Readonly<Record<string, unknown>>

/** `RED._(key, options)`. */
export type Translate = (key: string, options?: Options | string) => unknown

/**
 * The texts of modules by language: `locales/<language>/<file of the module>.json` beside each. A key may name the
 * module that it is from, `package/set:key`. Read when a text is first asked for.
 */
export class Catalogues {
  private readonly folders = new Map<string, { folder: string; file: string }>()
  private readonly loaded = new Map<string, readonly Catalogue[]>()
  private readonly languages: readonly string[]

  constructor(
    settings: Readonly<Record<string, unknown>>,
    env: Readonly<Record<string, string | undefined>>,
  ) {
    this.languages = listLanguages(settings.lang, env)
  }

  register(namespace: string, module: NodeModule): void {
    const name = basename(module.file, extname(module.file))
    this.folders.set(namespace, { folder: join(dirname(module.file), 'locales'), file: `${name}.json` })
  }

  /** The text of a key, in the first language that has it; the key itself where none has. */
  translate(namespace: string, key: string, options: Options): unknown {
    const translation: Translation = {
      languages: this.languages,
      catalogues: (name) => this.load(name),
      namespace,
      options,
    }
    return translate(key, translation)
  }

  /** In the order of the languages, each with those after it to fall back to. */
  private load(namespace: string): readonly Catalogue[] {
    let catalogues = this.loaded.get(namespace)
    if (catalogues === undefined) {
      const place = this.folders.get(namespace)
      catalogues =
        place === undefined ? [] : this.languages.flatMap((language) => readCatalogue(place, language))
      this.loaded.set(namespace, catalogues)
    }
    return catalogues
  }
}

export function createTranslate(catalogues: Catalogues, module: NodeModule): Translate {
  const own = module.package === undefined ? module.file : `${module.package.name}/${module.package.set}`
  catalogues.register(own, module)
  return (key, options) => {
    const text = String(key)
    const [namespace, inner] = splitKey(text, own)
    return catalogues.translate(
      namespace,
      inner,
      typeof options === 'string' ? { defaultValue: options } : (options ?? {}),
    )
  }
}

/** What comes before a colon names the module, unless the key is a sentence. */
function splitKey(key: string, own: string): [string, string] {
  const at = key.indexOf(':')
  return at > 0 && !/\s/.test(key.slice(0, at)) ? [key.slice(0, at), key.slice(at + 1)] : [own, key]
}

function readCatalogue({ folder, file }: { folder: string; file: string }, language: string): Catalogue[] {
  try {
    return [
      JSON.parse(readFileSync(join(folder, language, file), 'utf8').replace(/^\uFEFF/, '')) as Catalogue,
    ]
  } catch {
    // A catalogue that is not there, not JSON or not granted is as good as none: texts are then those of another language.
    return []
  }
}
