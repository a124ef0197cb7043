import type { Server, ServerOptions } from 'node:https'
import { MillraceError } from '../errors.js'

/** The setting `https`: the options of an HTTPS server, or a function that gives them, also later. */
export type TlsOptions =
  | ServerOptions
  | (() => ServerOptions | undefined | Promise<ServerOptions | undefined>)
  | undefined

const hourMs = 3_600_000

/**
 * Reads the setting `https`.
 *
 * @param refreshHours how often a function is asked again, so that a renewed certificate is used; not set: never
 * @returns `undefined` where the server shall speak plain HTTP
 * @throws MillraceError BAD_SETTINGS where the options cannot be had
 */
export async function openTls(
  setting: TlsOptions,
  refreshHours: number | undefined,
  log: (text: string) => void,
): Promise<{ options: ServerOptions; keepFresh(server: Server): () => void } | undefined> {
  const options = await readOptions(setting)
  if (!options) return undefined
  const keepFresh = (server: Server) => {
    if (typeof setting !== 'function' || !refreshHours || refreshHours <= 0) return () => {}
    const refresh = () =>
      readOptions(setting)
        .then((renewed) => renewed && server.setSecureContext(renewed))
        .catch((error: Error) => log(`The certificate could not be renewed: ${error.message}`))
    const timer = setInterval(refresh, Math.min(refreshHours * hourMs, 2 ** 31 - 1)).unref()
    return () => clearInterval(timer)
  }
  return { options, keepFresh }
}

async function readOptions(setting: TlsOptions): Promise<ServerOptions | undefined> {
  try {
    return (typeof setting === 'function' ? await setting() : setting) || undefined
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new MillraceError('BAD_SETTINGS', `The setting https failed: ${reason}`, { cause })
  }
}
