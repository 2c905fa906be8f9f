import type { Seen } from "../types.js"

/** `before` + what the pattern finds + `after`, or nothing. Dots inside names are kept; the sentence ends elsewhere. */
export const told = (seen: Seen, pattern: RegExp, before: string, after = ""): string => {
  const found = seen.first(pattern)
  return found === null ? "" : `${before}${found.replace(/\s+/g, " ").replace(/[\s.,;:]+$/, "").trim()}${after}`
}

/** Failures of a workload that follow from what keeps its pods from running. */
export const WORKLOAD = ["crash_loop", "killed", "probe_failure", "dependency_unavailable", "error_rate", "rollout_stuck", "replicas_missing"]

/** What users and monitors feel of a slow or full database. */
export const EFFECTS = ["latency", "error_rate", "cpu_saturated", "database_load", "dependency_unavailable", "connections_grow"]
