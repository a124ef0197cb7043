import type { Credentials } from '../load/credentials.js'
import type { Log } from '../log.js'

/**
 * Keeps the credentials file beside the flow in step with what nodes change of their secrets, such as the token that
 * one was given, and brings a file with an old key to the present one. Writes follow one another.
 */
export class CredentialKeeper {
  private credentials: Credentials | undefined
  private writing: Promise<void> = Promise.resolve()
  private isWaiting = false

  /** @param isReadOnly the setting `readOnly`: nothing is ever written */
  constructor(
    private readonly isReadOnly: boolean,
    private readonly log: Log,
  ) {}

  /** The credentials of the flow that runs from now on. */
  use(credentials: Credentials): void {
    this.credentials = credentials
    if (credentials.needsSaving) this.save()
  }

  /** Replaces the secrets of a node, or removes them. */
  change(id: string, secrets: Readonly<Record<string, unknown>> | undefined): void {
    this.credentials?.change(id, secrets)
    this.save()
  }

  /** Settles when what was changed so far is on disk. */
  async settled(): Promise<void> {
    await this.writing
  }

  /** Changes that come before a write begins go with it. */
  private save(): void {
    const { credentials } = this
    if (this.isReadOnly || this.isWaiting || credentials === undefined) return
    this.isWaiting = true
    this.writing = this.writing.then(async () => {
      this.isWaiting = false
      try {
        await credentials.save()
      } catch (error) {
        const reason = (error as Error).message
        this.log({ level: 'error', message: `The credentials file cannot be written: ${reason}.`, error })
      }
    })
  }
}
