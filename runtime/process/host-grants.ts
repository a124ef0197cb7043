/** What a flow in a process of its own may do beside serving requests: nothing of this unless it is granted. */
export interface HostGrants {
  /** Starting programs. It undoes what the process is for: a program that is started may do anything. */
  readonly exec?: boolean
  /** Folders in which files may be read and written, with all in them. */
  readonly files?: readonly string[]
  /** Node types that are not built in: names of packages, or the files and folders given as `nodes`. */
  readonly packages?: readonly string[]
  /** Names of environment variables that the flow may read. Not used where `env` is given. */
  readonly env?: readonly string[]
}

/** Something of the host that a node needs. */
export type HostNeed =
  | { readonly power: 'exec' }
  /** `path` where the configuration names it: relative to the setting `fileWorkingDirectory`, else the working directory. */
  | { readonly power: 'files'; readonly path?: string }
  /** Modules that code of a user is given, and the values of the global context that it names. */
  | { readonly power: 'code'; readonly modules: readonly string[]; readonly globals: readonly string[] }
