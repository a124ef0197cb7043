#!/usr/bin/env node
import nodeModule from 'node:module'
import { version } from './version.js'

// Later starts skip compiling, where Node.js can keep what it compiled.
const { enableCompileCache } = nodeModule as { enableCompileCache?: () => unknown }
enableCompileCache?.()

const args = process.argv.slice(2)
if (args.length === 1 && (args[0] === '--version' || args[0] === '-v')) console.log(version)
else await (await import('./process-terminal.js')).runInProcess(args)
