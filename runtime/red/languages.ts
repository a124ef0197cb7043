const base = 'en-US'

/** The languages to look for texts in, the wanted one first: the setting `lang`, else the locale of the process. */
export function listLanguages(
  setting: unknown,
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const wanted = typeof setting === 'string' && setting !== '' ? setting : localeOf(env)
  const general = wanted?.split('-')[0]
  return [...new Set([wanted, general, base, 'en'].filter((language) => language !== undefined))]
}

/** `de_DE.UTF-8` is `de-DE`; `C` and `POSIX` are none. */
function localeOf(env: Readonly<Record<string, string | undefined>>): string | undefined {
  for (const name of ['LC_ALL', 'LC_MESSAGES', 'LANG']) {
    const locale = env[name]?.split('.')[0]?.replace('_', '-')
    if (locale) return /^[a-z-]+$/i.test(locale) && locale !== 'C' && locale !== 'POSIX' ? locale : undefined
  }
  return undefined
}
