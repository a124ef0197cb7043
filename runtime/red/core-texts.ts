/** The names that modules give Node-RED's own texts. */
const coreNamespaces: ReadonlySet<string> = new Set(['node-red', 'runtime', 'editor'])

/** Texts that packages show as states and errors of their nodes, where the last word of the key does not say enough. */
const texts: Readonly<Record<string, string>> = {
  'common.status.connected': 'connected',
  'common.status.not-connected': 'not connected',
  'common.status.disconnected': 'disconnected',
  'common.status.connecting': 'connecting',
  'common.status.error': 'error',
  'common.status.ok': 'OK',
  'common.errors.nooverride': "the node's own settings go before those of the message",
  'common.notification.error': 'Error: __message__',
  'common.notification.errors.not-deployed': 'the node is not deployed',
  'common.notification.errors.no-response': 'there is no answer from the server',
  'common.notification.errors.unexpected': 'unexpected error (__status__) __message__',
}

/**
 * A text for one of Node-RED's own keys: what it is known to mean, else its last part as words. `undefined` where the
 * namespace is not one of Node-RED's.
 */
export function coreText(namespace: string, key: string): string | undefined {
  if (!coreNamespaces.has(namespace)) return undefined
  if (Object.hasOwn(texts, key)) return texts[key]
  const last = key.split('.').at(-1) ?? key
  return last
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_]+/g, ' ')
    .toLowerCase()
}
