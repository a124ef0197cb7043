/** A node, tab or subflow of a flow, as flow files have them. */
export interface FlowEntry {
  id: string
  type: string
  [field: string]: unknown
}

export type Credentials = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** The flow with the secrets of each node in its entry, where the runtime looks first; those in the entry stay. */
export function withCredentials(flow: readonly FlowEntry[], credentials: Credentials): FlowEntry[] {
  return flow.map((entry) => {
    const secrets = Object.hasOwn(credentials, entry.id) ? credentials[entry.id] : undefined
    if (secrets === undefined || entry.credentials !== undefined) return { ...entry }
    return { ...entry, credentials: { ...secrets } }
  })
}
