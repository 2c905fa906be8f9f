import type { Draft } from "../../findings/draft.js"
import { clip, isoTime, shortNumber } from "../values.js"
import type { Series } from "./series.js"

interface Known {
  readonly name: RegExp
  /** the level from which on it matters, and whether more or less of it is worse */
  readonly level: number
  readonly worse: "above" | "below"
  readonly severity: "error" | "critical"
  /** what the level means; no full stop */
  readonly means: string
}

const GIB = 1024 ** 3

/** Series whose limits their makers document, so that a level says something by itself. */
const KNOWN: ReadonlyArray<Known> = [
  { name: /MaximumUsedTransactionI(?:D|d)s|xid_age|datfrozenxid/i, level: 1e9, worse: "above", severity: "error", means: "PostgreSQL stops accepting writes near 2,147,483,648 to prevent transaction id wraparound, and vacuum should have frozen rows long before" },
  { name: /BurstBalance|EBS(?:IO|Byte)Balance/i, level: 5, worse: "below", severity: "error", means: "burst credits of the volume are used up, and it is throttled to its baseline" },
  { name: /CPUCreditBalance/i, level: 1, worse: "below", severity: "error", means: "CPU credits are used up, and the instance is throttled to its baseline" },
  { name: /FreeStorageSpace|FreeLocalStorage/i, level: GIB, worse: "below", severity: "error", means: "less than one GiB of storage is left" },
  { name: /FreeableMemory/i, level: GIB / 4, worse: "below", severity: "error", means: "hardly any memory is left" },
  { name: /ReplicaLag|replication_lag/i, level: 60, worse: "above", severity: "error", means: "the replica is more than a minute behind" },
  { name: /OldestReplicationSlotLag|ReplicationSlotDiskUsage/i, level: 10 * GIB, worse: "above", severity: "error", means: "a replication slot keeps write-ahead log that its consumer has not confirmed" },
  { name: /^Deadlocks\b|\bdeadlocks?\b/i, level: 1, worse: "above", severity: "error", means: "transactions block each other in a circle and the database ends one of them" }
]

/** What the level of a well-known series means; null for other series, and below the level. A lag that is over is no finding. */
export const knownLimit = (series: Series): Draft | null => {
  const known = KNOWN.find((one) => one.name.test(series.name))
  if (known === undefined) return null
  const beyond = (value: number): boolean => (known.worse === "above" ? value >= known.level : value <= known.level)
  const first = series.values.findIndex(beyond)
  if (first === -1 || series.values.filter(beyond).length < Math.min(2, series.values.length)) return null
  const worst = series.values.reduce((at, value, i) => ((known.worse === "above" ? value > series.values[at]! : value < series.values[at]!) ? i : at), first)
  const at = series.at?.[first] ?? null
  return {
    kind: "metric_limit", severity: known.severity, title: `${clip(series.name, 120)} ${known.worse === "above" ? "reaches" : "is down to"} ${shortNumber(series.values[worst]!)}${at === null ? "" : `, beyond ${shortNumber(known.level)} since ${isoTime(at)}`}`,
    detail: `${known.means[0]!.toUpperCase()}${known.means.slice(1)}.`, at, cites: series.cite(worst, worst), confidence: 0.9, data: { series: series.name, unit: series.unit, peak: series.values[worst]!, limit: known.level, until: series.at?.[worst] ?? null }
  }
}
