/** The process as a command sees it. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Record<string, string | undefined>
  readonly cwd: string
  /** Calls back on each SIGINT and SIGTERM, instead of ending the process, until the returned function is called. */
  onStopSignal(listener: (signal: 'SIGINT' | 'SIGTERM') => void): () => void
  /** Calls back with what is thrown or rejected where nobody catches it, instead of ending the process. */
  onStrayError(listener: (error: unknown) => void): () => void
  /** Ends the process now, whatever is still going on. */
  exitAtOnce(code: number): void
}

export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean
}

/** Everything on standard input, as text. */
export async function readStandardInput({ stdin }: Terminal): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}
