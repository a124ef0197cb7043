// Lets the built command run the documented flow, so that what V8 compiled of it can be kept for later starts.
import { spawn } from 'node:child_process'

const mostMs = 20_000

/** Where it does not work out (no signals, no network), the program is compiled at each start. */
export async function keepCode() {
  const args = ['run', 'flows/generate-jwt.json', '--port', '0', '--log-level', 'fatal']
  const child = spawn(process.execPath, ['.ci/make-code-cache.cjs', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), mostMs)
  const ended = new Promise((resolve) => child.on('close', resolve))
  let written = ''
  child.stdout.setEncoding('utf8').on('data', async (text) => {
    written += text
    const url = /^Listening on (\S+)$/m.exec(written)?.[1]
    if (url === undefined) return
    written = ''
    try {
      await (await fetch(`${url}/jwt/generate`)).text()
    } finally {
      child.kill('SIGTERM')
    }
  })
  await ended
  clearTimeout(timer)
}
