import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

/** Secrets of nodes: by node id (or config node's name), then by field. */
export type CredentialTable = Record<string, Record<string, unknown>>

/** Node-RED's encrypted form: 32 hexadecimal digits of initialisation vector, then the ciphertext in base64. */
const encryptedForm = /^[0-9a-f]{32}[A-Za-z0-9+/]*={0,2}$/

/**
 * Decrypts the `$` of Node-RED's `flows_cred.json`. The form has no authentication tag, so a wrong key shows only in
 * that no JSON comes out.
 *
 * @returns the credentials, unchecked; `undefined` where the key or the text is wrong
 */
export function decryptCredentials(encrypted: string, secret: string): unknown {
  if (!encryptedForm.test(encrypted)) return undefined
  try {
    const vector = Buffer.from(encrypted.slice(0, 32), 'hex')
    const decipher = createDecipheriv('aes-256-ctr', toKey(secret), vector)
    const text = decipher.update(encrypted.slice(32), 'base64', 'utf8') + decipher.final('utf8')
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Encrypts credentials so that Node-RED reads them: the text for `$`. */
export function encryptCredentials(credentials: CredentialTable, secret: string): string {
  const vector = randomBytes(16)
  const cipher = createCipheriv('aes-256-ctr', toKey(secret), vector)
  return (
    vector.toString('hex') +
    cipher.update(JSON.stringify(credentials), 'utf8', 'base64') +
    cipher.final('base64')
  )
}

function toKey(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
