// Runs the built command with the arguments given, and then keeps what V8 has compiled of it beside it.
const { renameSync, writeFileSync } = require('node:fs')

const load = require('../dist/load-core.cjs')

process.on('exit', () => {
  if (load.script === undefined) return
  writeFileSync(`${load.codeCache}.new`, load.script.createCachedData())
  renameSync(`${load.codeCache}.new`, load.codeCache)
})
load('main').main(process.argv.slice(2))
