import type { Finding, Severity } from "../../finding.js"
import { finish } from "../../findings/draft.js"
import type { TextFile } from "../../findings/text.js"
import type { Setting } from "./model.js"
import { readConfiguration } from "./read.js"
import { shownValue } from "./shown.js"

/** One difference; `finding` cites the newer file, or the older one where the setting is gone. */
export interface ConfigurationChange {
  readonly kind: "added" | "removed" | "changed"
  readonly path: string
  readonly before: string | null
  readonly after: string | null
  readonly cites: "before" | "after"
  readonly finding: Finding
}

const index = (settings: ReadonlyArray<Setting>): Map<string, Setting> => {
  const found = new Map<string, Setting>()
  for (const setting of settings) found.set(setting.path, setting)
  return found
}

const WEIGHTY = /(memory|cpu|limit|request|image|replica|timeout|pool|max|min|url|host|port|endpoint|tls|ssl|version|enabled|retry|retries|size|ttl|threads|workers)/i

/**
 * What changed between two versions of one configuration, by setting and not
 * by line: order, comments and formatting do not count; JSON may be compared
 * with YAML. Values under secret keys are compared but not shown.
 */
export const diffConfigurations = (before: TextFile, after: TextFile): ReadonlyArray<ConfigurationChange> => {
  const old = index(readConfiguration(before)?.settings ?? [])
  const now = index(readConfiguration(after)?.settings ?? [])
  const changes: Array<ConfigurationChange> = []
  const add = (kind: ConfigurationChange["kind"], path: string, a: Setting | null, b: Setting | null) => {
    const from = a === null ? null : shownValue(a)
    const to = b === null ? null : shownValue(b)
    const severity: Severity = kind === "changed" && WEIGHTY.test(path) ? "warning" : "info"
    const title = kind === "added" ? `${path} was added: ${to ?? ""}` : kind === "removed" ? `${path} was removed (it was ${from ?? ""})` : `${path} changed from ${from ?? ""} to ${to ?? ""}`
    const side = b === null ? "before" as const : "after" as const
    const [finding] = finish(side === "after" ? after : before, [{ kind: `setting_${kind}`, severity, title, detail: "", cites: [(b ?? a)!.cite], confidence: 0.95, data: { path, before: from, after: to, cites: side } }], 1)
    if (finding !== undefined) changes.push({ kind, path, before: from, after: to, cites: side, finding })
  }
  for (const [path, b] of now) {
    const a = old.get(path)
    if (a === undefined) add("added", path, null, b)
    else if (a.value !== b.value) add("changed", path, a, b)
  }
  for (const [path, a] of old) if (!now.has(path)) add("removed", path, a, null)
  return changes
}
