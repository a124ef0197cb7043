import type { AdminApplication } from '../admin/admin-application.js'
import type { RuntimeOptions } from '../options.js'
import type { Preparation } from '../prepare.js'
import type { RunningFlow } from './running-flow.js'
import type { RuntimeServices } from './services.js'

/** What the admin application looks at, once it exists. */
export interface AdminView {
  flow(): RunningFlow
  services(): RuntimeServices
}

/**
 * Makes the admin application where the options ask for it; its code is loaded only then.
 *
 * @throws MillraceError BAD_ARGUMENT where others could reach it without a token
 */
export async function openAdmin(
  { settings, red }: Preparation,
  options: RuntimeOptions,
  { host, view }: { host: string; view: AdminView },
): Promise<AdminApplication | undefined> {
  const { admin = false } = options
  if (admin === false) return undefined
  const { AdminApplication, checkAdminToken } = await import('../admin/admin-application.js')
  const token = (admin === true ? undefined : admin.token) || readTokenVariable(options)
  if (options.port !== false) checkAdminToken(host, token)
  const behaviourOf = (id: string) => view.flow().slots.get(id)?.behaviour
  return new AdminApplication({
    nodes: { behaviourOf, deliver: (id, message) => view.services().peers.deliver(id, message) },
    settings,
    token,
    environment: () => red.environment,
    isRunning: (id) => behaviourOf(id) !== undefined,
  })
}

function readTokenVariable({ env = process.env }: RuntimeOptions): string | undefined {
  return env.MILLRACE_ADMIN_TOKEN || undefined
}
