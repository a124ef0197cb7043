// Loads the program, which is one file, and gives its doors by name. Copied to dist/ by the build.
const { readFileSync } = require('node:fs')
const nodeModule = require('node:module')
const { dirname, join } = require('node:path')
const { Script } = require('node:vm')

const file = join(__dirname, 'core.cjs')
const codeCache = join(__dirname, CODE_CACHE)

// Newer versions of Node.js keep by themselves what they compiled of modules. For the others the build has done it,
// which saves a third of the time until the first request is answered.
const keepsCode = nodeModule.enableCompileCache === undefined

/** The program as V8 has compiled it; undefined where Node.js loads it by itself. */
const script = keepsCode ? compile() : undefined
const doors = script === undefined ? require('./core.cjs') : run()

module.exports = (door) => doors[door]()
module.exports.codeCache = codeCache
module.exports.script = script

function compile() {
  const source = readFileSync(file, 'latin1')
  return new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
    filename: file,
    cachedData: readCodeCache(),
  })
}

/** V8 itself refuses what another version of it has compiled. */
function readCodeCache() {
  try {
    return readFileSync(codeCache)
  } catch {
    return undefined
  }
}

function run() {
  const core = { exports: {} }
  script.runInThisContext()(core.exports, nodeModule.createRequire(file), core, file, dirname(file))
  return core.exports
}
