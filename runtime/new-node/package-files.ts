import type { NewPackage } from './new-package.js'
import { nodeSource, testSource } from './node-source.js'
import { packageReadme } from './package-readme.js'

/** The files of a new package by path, but for the form of the editor, which is made of the node type. */
export function packageFiles(about: NewPackage): Readonly<Record<string, string>> {
  const { type, module, language } = about
  return {
    'package.json': toJson(manifest(about)),
    'README.md': packageReadme(about),
    '.gitignore': language === 'typescript' ? 'node_modules/\ndist/\n' : 'node_modules/\n',
    [about.source]: nodeSource(about),
    [about.test]: testSource(about),
    [`node-red/${type}.cjs`]: adapterSource(module),
    [`examples/${type}.json`]: toJson(exampleFlow(about)),
    ...(language === 'typescript' ? { 'tsconfig.json': toJson(tsconfig) } : {}),
  }
}

/** Where the form of the editor is: beside the module for Node-RED, which finds it by its name. */
export function formFile({ type }: NewPackage): string {
  return `node-red/${type}.html`
}

function manifest(about: NewPackage): object {
  const { name, type, module, language, millraceVersion } = about
  const isTypeScript = language === 'typescript'
  const html = `millrace node-html ${module} --output ${formFile(about)}`
  return {
    name,
    version: '0.1.0',
    description: `A ${type} node for Millrace and Node-RED.`,
    license: 'MIT',
    type: 'module',
    keywords: ['node-red', 'millrace'],
    exports: { '.': `./${module}`, './package.json': './package.json' },
    files: [isTypeScript ? 'dist/src' : 'src', 'node-red', 'examples'],
    scripts: isTypeScript
      ? {
          build: 'tsc',
          html: `npm run build && ${html}`,
          test: `npm run build && node --test dist/test/${type}.test.js`,
          prepare: 'npm run html',
        }
      : { html, test: `node --test ${about.test}`, prepare: 'npm run html' },
    engines: { node: '>=20.19' },
    'node-red': { version: '>=4.0.0', nodes: { [type]: `node-red/${type}.cjs` } },
    millrace: { nodes: module },
    peerDependencies: { millrace: `>=${millraceVersion}` },
    devDependencies: {
      ...(isTypeScript ? { '@types/node': '^20.19.0' } : {}),
      millrace: `^${millraceVersion}`,
      ...(isTypeScript ? { typescript: '>=5.9.0 <8' } : {}),
    },
  }
}

const tsconfig = {
  compilerOptions: {
    target: 'es2023',
    lib: ['es2023'],
    module: 'nodenext',
    types: ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    rootDir: '.',
    outDir: 'dist',
    declaration: true,
  },
  include: ['src', 'test'],
}

function adapterSource(module: string): string {
  return `const { toNodeRed } = require('millrace/node-red')

module.exports = toNodeRed(() => import('../${module}'))
`
}

function exampleFlow({ type }: NewPackage): object[] {
  const flow = { z: `${type}-tab`, y: 80 }
  return [
    { id: flow.z, type: 'tab', label: type },
    {
      id: `${type}-in`,
      type: 'inject',
      ...flow,
      x: 140,
      name: 'say it',
      props: [{ p: 'payload' }],
      payload: 'ready',
      payloadType: 'str',
      wires: [[`${type}-node`]],
    },
    {
      id: `${type}-node`,
      type,
      ...flow,
      x: 320,
      name: '',
      text: 'payload',
      ending: '!',
      times: 1,
      wires: [[`${type}-out`]],
    },
    {
      id: `${type}-out`,
      type: 'debug',
      ...flow,
      x: 510,
      name: 'said',
      active: true,
      tosidebar: true,
      console: false,
      complete: 'payload',
      targetType: 'msg',
      wires: [],
    },
  ]
}

const toJson = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
