import { folderNameOf, typeNameOf, variableNameOf } from './package-name.js'

/** What the files of a new package are made of. */
export interface NewPackage {
  /** With its scope. */
  readonly name: string
  readonly folder: string
  /** The type of its node. */
  readonly type: string
  /** What the node type is called in code. */
  readonly variable: string
  readonly language: 'typescript' | 'javascript'
  /** The version of Millrace that writes it. */
  readonly millraceVersion: string
  /** The module of the node type as it is loaded, relative to the package. */
  readonly module: string
  /** The same as it is written. */
  readonly source: string
  readonly test: string
}

export function describePackage(
  name: string,
  language: NewPackage['language'],
  millraceVersion: string,
): NewPackage {
  const type = typeNameOf(name)
  const isTypeScript = language === 'typescript'
  const extension = isTypeScript ? 'ts' : 'js'
  return {
    name,
    folder: folderNameOf(name),
    type,
    variable: variableNameOf(type),
    language,
    millraceVersion,
    module: `${isTypeScript ? 'dist/' : ''}src/${type}.js`,
    source: `src/${type}.${extension}`,
    test: `test/${type}.test.${extension}`,
  }
}
