type Saved = Readonly<Record<string, unknown>>

/** Flows of before 0.9 have one action in place of rules; later ones keep its empty fields beside the rules. */
export function upgradeChange(saved: Saved): Record<string, unknown> {
  const { action, property, from, to, reg, rules, ...rest } = saved
  const present = rules ?? readAction(saved)
  return { ...rest, rules: Array.isArray(present) ? present.map(completeRule) : present }
}

function readAction({ action, property, from, to, reg }: Saved): Saved[] {
  if (action === undefined || action === null || action === '') return []
  const t = action === 'replace' ? 'set' : action
  return [{ t, p: property, from: from || '', to: to || '', re: reg === null || reg }]
}

/** Rules of before 0.12 do not say of what type their values are. */
function completeRule(rule: unknown): unknown {
  if (typeof rule !== 'object' || rule === null) return rule
  const { re, ...saved } = rule as Saved
  if (saved.t === 'change' && re) return { ...saved, fromt: 're' }
  if (saved.tot) return saved
  if (saved.t === 'move') return { ...saved, tot: 'msg' }
  return saved.t === 'set' && typeof saved.to === 'string' && saved.to.startsWith('msg.')
    ? { ...saved, to: saved.to.slice('msg.'.length), tot: 'msg' }
    : saved
}
