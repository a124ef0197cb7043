import { execFileSync } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** A module for Node-RED that both runtimes are given. */
export const probeModule = fileURLToPath(new URL('nodes/probe.cjs', import.meta.url))

const source = fileURLToPath(new URL('record-for-node-red.ts', import.meta.url))

/** Settings of both runtimes. */
export const settings = {
  contextStorage: { default: { module: 'memory' }, other: { module: 'memory' } },
  functionGlobalContext: { seeded: { by: 'settings' } },
  nodeMessageBufferMaxLength: 100,
}

/** Packages of a Node-RED: to install, as npm takes them, or the `node_modules` that has them. */
export type Packages = readonly string[] | { modules: string }

/** Makes the user directory of a Node-RED without an editor, with the record node and packages; gives its path. */
export async function makeNodeRedFolder(port: number, packages: Packages): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-compare-'))
  const nodes = join(folder, 'nodes')
  await mkdir(nodes)
  await buildRecorder(join(nodes, 'record.js'))
  await writeFile(
    join(nodes, 'record.html'),
    '<script>RED.nodes.registerType("record", { inputs: 1 })</script>\n',
  )
  await copyFile(probeModule, join(nodes, 'probe.js'))
  await writeFile(
    join(nodes, 'probe.html'),
    '<script>RED.nodes.registerType("probe", { inputs: 1 })</script>\n',
  )
  await writeFile(join(folder, 'package.json'), '{ "name": "node-red-project", "private": true }')
  if ('modules' in packages) await symlink(packages.modules, join(folder, 'node_modules'))
  else if (packages.length > 0) {
    execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', ...packages], { cwd: folder })
  }
  await writeFile(join(folder, 'settings.js'), settingsModule(port))
  return folder
}

/** Writes the module of the record node. */
export async function buildRecorder(file: string): Promise<void> {
  await build({
    entryPoints: [source],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    // A module for Node-RED is the function itself.
    footer: { js: 'module.exports = module.exports.default' },
  })
}

/** It ends with the process that compares, however that ends. */
function settingsModule(port: number): string {
  const all = {
    ...settings,
    uiHost: '127.0.0.1',
    uiPort: port,
    httpAdminRoot: '/admin',
    disableEditor: true,
    credentialSecret: false,
    telemetry: { enabled: false, updateNotification: false },
    logging: { console: { level: 'warn' } },
  }
  return `process.on('disconnect', () => process.exit())\nmodule.exports = ${JSON.stringify(all, null, 2)}\n`
}
