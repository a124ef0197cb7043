import { MillraceError } from '../errors.js'

/** Says why a port could not be opened, and what to do about it. */
export function describeListenError(
  cause: NodeJS.ErrnoException,
  port: number | string,
  host: string,
): MillraceError {
  const options = { cause }
  switch (cause.code) {
    case 'EADDRINUSE':
      return new MillraceError(
        'PORT_IN_USE',
        `Port ${port} of ${host} is in use. Stop the program that listens there, or choose another port (0 picks one).`,
        options,
      )
    case 'EACCES':
      return new MillraceError(
        'PORT_IN_USE',
        `Port ${port} of ${host} may not be opened by this user. Choose one above 1023.`,
        options,
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new MillraceError(
        'PORT_IN_USE',
        `"${host}" is not an address of this machine. Use 127.0.0.1, or 0.0.0.0 for all of its addresses.`,
        options,
      )
    case 'ERR_SOCKET_BAD_PORT':
      return new MillraceError(
        'BAD_ARGUMENT',
        `"${port}" is not a port. Use a number from 0 to 65535.`,
        options,
      )
    default:
      return new MillraceError(
        'PORT_IN_USE',
        `Port ${port} of ${host} cannot be opened: ${cause.message}`,
        options,
      )
  }
}
