/** Standard output as it was, for the command's own lines only. */
export interface OwnOutput {
  write(text: string, done?: () => void): unknown
  readonly isTTY: boolean
}

/**
 * Keeps standard output for what the command itself writes, which programs read. What packages print there, as they
 * load or run, goes to standard error instead: all that `console` and `process.stdout` write.
 */
export function keepOutput({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>): OwnOutput {
  const write = stdout.write.bind(stdout) as OwnOutput['write']
  // Who pipes into it waits for its `drain`, which writing to another stream would never bring.
  const printElsewhere = (...parameters: Parameters<typeof stderr.write>) => {
    stderr.write(...parameters)
    return true
  }
  stdout.write = printElsewhere as typeof stdout.write
  return {
    write,
    get isTTY() {
      return stdout.isTTY === true
    },
  }
}
