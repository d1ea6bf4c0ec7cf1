import type { Example, KnownIds, Variables } from '../examples'

/** The parts of a GraphiQL tab that matter here. */
export interface Tab {
  query: string | null
  variables?: string | null
  operationName: string | null
}

function parsed(text: string): Variables | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}

/**
 * Puts newly known ids into a tab of an example, but only over values that are still empty or as this page wrote them:
 * what somebody typed stays. Answers null when nothing changes.
 */
export function refilled(tab: Tab, examples: readonly Example[], before: KnownIds, now: KnownIds): string | null {
  const example = examples.find((one) => one.operationName === tab.operationName)
  const current = parsed(tab.variables ?? '')
  if (!example || !current) return null

  const ours = [example.variables({}), example.variables(before)]
  const next = example.variables(now)
  let changed = false
  for (const [name, value] of Object.entries(next)) {
    const written = JSON.stringify(current[name])
    if (written === JSON.stringify(value)) continue
    if (!ours.some((one) => JSON.stringify(one[name]) === written)) continue
    current[name] = value
    changed = true
  }
  return changed ? JSON.stringify(current, null, 2) : null
}
