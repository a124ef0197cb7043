import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { RunningNode } from '../../runtime/define-node.js'
import { MillraceError } from '../../runtime/errors.js'
import type { Algorithm } from './jwt-sign.js'

export interface Keys {
  /** `undefined` where only a public key is given. */
  signKey: KeyObject | undefined
  verifyKey: KeyObject
}

/**
 * Reads the keys of an algorithm from the credentials, once: making a key object of a text costs far more than
 * signing with it. An HS algorithm without a secret gets a random one.
 *
 * @throws MillraceError NODE_START_FAILED where a key is missing, cannot be read, or is none for the algorithm
 */
export function readKeys(algorithm: Algorithm, label: string, node: RunningNode): Promise<Keys> {
  return algorithm.startsWith('HS')
    ? readSharedKey(algorithm, label, node)
    : readKeyPair(algorithm, label, node)
}

async function readSharedKey(algorithm: Algorithm, label: string, node: RunningNode): Promise<Keys> {
  const bytes = Number(algorithm.slice(2)) / 8
  const text = await readCredential('secret', label, node)
  if (text?.includes('-----BEGIN ')) {
    const remedy = 'Give a text as the secret, or choose an RS, PS or ES algorithm.'
    throw startFailed(label, `the secret is a PEM key, but ${algorithm} signs with a text. ${remedy}`)
  }
  if (text === undefined) warnOfRandomKey(label, node)
  else if (Buffer.byteLength(text) < bytes) {
    node.warn(
      `${label}: the secret is shorter than the ${bytes} bytes that ${algorithm} asks for: give a longer one.`,
    )
  }
  const key = createSecretKey(text === undefined ? randomBytes(bytes) : Buffer.from(text))
  return { signKey: key, verifyKey: key }
}

function warnOfRandomKey(label: string, node: RunningNode): void {
  node.warn(
    `NO SECRET for ${label}: a random one was made for this run. Its tokens are worthless after a ` +
      `restart and to every other server. Give one: --credentials file.json with {"${node.name || node.id}":{"secret":"\${JWT_SECRET}"}}.`,
  )
}

async function readKeyPair(algorithm: Algorithm, label: string, node: RunningNode): Promise<Keys> {
  const secret = await readCredential('secret', label, node)
  const given = await readCredential('publicKey', label, node)
  if (secret === undefined && given === undefined) {
    throw startFailed(
      label,
      `${algorithm} needs a key. Give the credential "secret" (a private key as PEM) or "secretFile" (its path), ` +
        'or "publicKey" to verify only.',
    )
  }
  const signKey = secret === undefined ? undefined : parsePrivateKey(secret, label, node)
  const verifyKey = createVerifyKey(given ?? secret ?? '', signKey, given !== undefined, label)
  checkKeyFits(algorithm, verifyKey, label)
  if (signKey && !createPublicKey(signKey).equals(verifyKey)) {
    throw startFailed(
      label,
      'the public key does not belong to the private one. Give the pair, or only the private key.',
    )
  }
  return { signKey, verifyKey }
}

/** The private key, or `undefined` where the text is a public one. */
function parsePrivateKey(text: string, label: string, node: RunningNode): KeyObject | undefined {
  if (/-----BEGIN (?:RSA )?(?:PUBLIC KEY|CERTIFICATE)-----/.test(text)) return undefined
  const passphrase = node.credentials.passphrase
  try {
    return createPrivateKey({ key: text, ...(typeof passphrase === 'string' ? { passphrase } : {}) })
  } catch {
    const remedy = 'Give the PEM text (-----BEGIN PRIVATE KEY-----), and "passphrase" where it is encrypted.'
    throw startFailed(label, `the secret is not a private key that can be read. ${remedy}`)
  }
}

function createVerifyKey(
  text: string,
  signKey: KeyObject | undefined,
  isGiven: boolean,
  label: string,
): KeyObject {
  if (signKey && !isGiven) return createPublicKey(signKey)
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    throw startFailed(label, 'a private key stands where the public one belongs. Give it as "secret".')
  }
  try {
    return createPublicKey(text)
  } catch {
    throw startFailed(
      label,
      'the public key cannot be read. Give the PEM text of a public key or a certificate.',
    )
  }
}

const keyTypes: Readonly<Record<string, readonly string[]>> = {
  RS: ['rsa'],
  PS: ['rsa', 'rsa-pss'],
  ES: ['ec'],
}
const curves: Readonly<Record<string, string>> = {
  ES256: 'prime256v1',
  ES384: 'secp384r1',
  ES512: 'secp521r1',
}

function checkKeyFits(algorithm: Algorithm, key: KeyObject, label: string): void {
  const { asymmetricKeyType: type = '', asymmetricKeyDetails: details } = key
  const allowed = keyTypes[algorithm.slice(0, 2)] ?? []
  if (!allowed.includes(type)) {
    throw startFailed(
      label,
      `${algorithm} needs a key of type ${allowed.join(' or ')}, but this one is ${type}.`,
    )
  }
  const digest = `sha${algorithm.slice(2)}`
  if (type === 'rsa-pss' && (details?.hashAlgorithm !== digest || details.mgf1HashAlgorithm !== digest)) {
    throw startFailed(
      label,
      `${algorithm} needs an RSA-PSS key for ${digest} and its mask too, or a plain RSA key.`,
    )
  }
  const curve = curves[algorithm]
  if (curve && details?.namedCurve !== curve) {
    throw startFailed(
      label,
      `${algorithm} needs a key on the curve ${curve}, but this one is on ${details?.namedCurve}.`,
    )
  }
  if (!curve && (details?.modulusLength ?? 0) < 2048) {
    throw startFailed(
      label,
      `${algorithm} needs an RSA key of 2048 bits or more, but this one has ${details?.modulusLength}.`,
    )
  }
}

/** The text of a credential, or of the file that `<field>File` names; `undefined` where neither is given. */
async function readCredential(field: string, label: string, node: RunningNode): Promise<string | undefined> {
  const text = node.credentials[field]
  // A PEM that came through an environment variable often has its line ends written as \n.
  if (typeof text === 'string' && text !== '')
    return text.includes('-----BEGIN ') ? text.replaceAll('\\n', '\n') : text
  const file = node.credentials[`${field}File`]
  if (typeof file !== 'string' || file === '') return undefined
  const folder = node.settings.fileWorkingDirectory
  try {
    const content = await readFile(resolve(typeof folder === 'string' ? folder : '', file), 'utf8')
    return content.replace(/\r?\n$/, '') || undefined
  } catch (cause) {
    throw startFailed(label, `the file "${file}" of the credential "${field}File" cannot be read.`, cause)
  }
}

const startFailed = (label: string, message: string, cause?: unknown): MillraceError =>
  new MillraceError('NODE_START_FAILED', `${label}: ${message}`, { cause })
