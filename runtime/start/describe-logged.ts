/** Objects that only hold a message are shown by it. */
export function describeLogged(text: unknown): unknown {
  if (typeof text !== 'object' || text === null || text instanceof Error) return text
  const { message } = text as { message?: unknown }
  return typeof message === 'string' && Object.prototype.toString === text.toString ? message : text
}
