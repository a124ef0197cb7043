/** A check of one schema that was compiled when Millrace was built. */
export interface ReadyCheck {
  /** The {@link fingerprint} of the schema that it was made of: a node type of the same name may have another. */
  readonly schema: string
  readonly isValid: (value: unknown) => boolean
}

/** Tells schemas apart: two that differ by accident have different ones. */
export function fingerprint(schema: object): string {
  const text = JSON.stringify(schema)
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return `${text.length}-${(hash >>> 0).toString(36)}`
}
