import { RedSettings } from '../red/red-settings.js'

export type Settings = Record<string, unknown>

/** The settings that a flow is loaded with. */
export interface CurrentSettings {
  /** The object that its nodes see. */
  readonly live: Settings
  /** What its runtime gets. */
  readonly given: Settings
}

/** The settings of tests: one object that the test and its nodes see, until others take its place. */
export class HelperSettings {
  private own: Settings = createSettings({})
  /** Those that stay while others take the place of the rest: where context is kept. */
  private context: Settings = {}

  /** The object that nodes see. */
  get live(): Settings {
    return this.own
  }

  replace(settings: Settings): void {
    this.own = createSettings(settings)
  }

  useContext(settings: Settings): void {
    this.context = settings
  }

  current(): CurrentSettings {
    const { available: _available, ...settings } = this.own
    return { live: this.own, given: { ...settings, ...this.context } }
  }
}

/** What they do not have comes from `RED.settings`, once a flow is loaded. */
function createSettings(settings: Settings): Settings {
  const { view } = new RedSettings(settings, () => process.cwd())
  return Object.setPrototypeOf({ ...settings, available: () => false }, view)
}
