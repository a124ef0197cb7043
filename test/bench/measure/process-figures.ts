import { readFileSync } from 'node:fs'

/** Processor time that a process has used, in milliseconds; undefined where the system does not tell. */
export function processorTime(pid: number): number | undefined {
  const stat = readProcFile(pid, 'stat')
  if (stat === undefined) return undefined
  // The name of the program may hold blanks; what follows its bracket does not.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = Number(fields[11]) + Number(fields[12])
  return (ticks * 1000) / ticksPerSecond
}

/** Memory that a process holds, in megabytes; undefined where the system does not tell. */
export function residentMegabytes(pid: number): number | undefined {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readProcFile(pid, 'status') ?? '')?.[1]
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024
}

const ticksPerSecond = 100

function readProcFile(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return undefined
  }
}
