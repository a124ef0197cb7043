import { runInProcess } from './process-terminal.js'
import { version } from './version.js'

/** The command: what `millrace` followed by these words does. Ends the process. */
export async function main(args: string[]): Promise<void> {
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-v')) console.log(version)
  else await runInProcess(args)
}
