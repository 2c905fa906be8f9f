import type { Draft } from "../../findings/draft.js"
import { clip, numberOf, shortNumber } from "../values.js"
import type { Reading } from "./reading.js"
import { isPrompt, readPrinted } from "./table.js"

const at = (...lines: ReadonlyArray<number>): Draft["cites"] => lines.map((line) => ({ lines: [line, line] as const }))

/** `redis-cli INFO`: what is near its limit, rejected, not saved or not connected. */
export const redisInfo = (lines: ReadonlyArray<string>, index: number): Reading => {
  const found = new Map<string, { readonly value: string; readonly line: number }>()
  let i = index
  for (; i < lines.length && !isPrompt(lines[i]!); i++) {
    const parts = /^([a-z]\w{1,60}):(.{0,300})$/.exec(lines[i]!.trimEnd())
    if (parts !== null) found.set(parts[1]!, { value: parts[2]!, line: i + 1 })
    else if (lines[i]!.trim() !== "" && !lines[i]!.startsWith("#")) break
  }
  const drafts: Array<Draft> = []
  const text = (key: string): string => found.get(key)?.value ?? ""
  const number = (key: string): number => numberOf(text(key)) ?? 0
  const lineOf = (...keys: ReadonlyArray<string>): Draft["cites"] => at(...keys.flatMap((key) => found.get(key)?.line ?? []))
  const tell = (kind: string, severity: Draft["severity"], title: string, detail: string, ...keys: ReadonlyArray<string>) => drafts.push({ kind, severity, title, detail, cites: lineOf(...keys), data: Object.fromEntries(keys.map((key) => [key, text(key)])) })
  const share = (used: string, limit: string): number => (number(limit) > 0 ? Math.round(number(used) / number(limit) * 1000) / 10 : 0)
  const memory = share("used_memory", "maxmemory")
  if (memory >= 90) tell("memory_high", memory >= 98 ? "error" : "warning", `Memory is at ${memory} % of maxmemory (policy ${text("maxmemory_policy")})`, text("maxmemory_policy") === "noeviction" ? "At the limit writes are refused." : "At the limit keys are evicted.", "used_memory", "maxmemory", "maxmemory_policy")
  const clients = share("connected_clients", "maxclients")
  if (clients >= 90) tell("connections_high", clients >= 98 ? "error" : "warning", `${number("connected_clients").toLocaleString("en-US")} clients of at most ${number("maxclients").toLocaleString("en-US")} are connected`, "Beyond that connections are refused.", "connected_clients", "maxclients")
  if (number("rejected_connections") > 0) tell("connections_refused", "error", `${shortNumber(number("rejected_connections"))} connections were refused`, "Since the server started; maxclients was reached.", "rejected_connections")
  if (number("evicted_keys") > 0) tell("keys_evicted", "warning", `${shortNumber(number("evicted_keys"))} keys were evicted`, "Since the server started: memory was short.", "evicted_keys")
  for (const key of ["rdb_last_bgsave_status", "aof_last_bgrewrite_status", "aof_last_write_status"]) if (found.has(key) && text(key) !== "ok") tell("not_saved", "error", `The last ${key.startsWith("rdb") ? "snapshot (bgsave)" : "write of the append-only file"} failed: ${key} is ${text(key)}`, "By default Redis refuses writes until it can save again.", key)
  if (text("master_link_status") === "down") tell("replication_down", "error", "The replica's link to its master is down (master_link_status)", "It serves old data, or none.", "master_link_status")
  if (number("loading") === 1) tell("loading", "warning", "It is loading its data and answers no command", "", "loading")
  if (number("blocked_clients") >= 50) tell("clients_blocked", "warning", `${number("blocked_clients")} clients are blocked`, "They wait in a blocking call.", "blocked_clients")
  if (number("mem_fragmentation_ratio") > 1.5 && number("used_memory") > 100 * 1024 ** 2) tell("memory_fragmented", "warning", `Memory is fragmented: the process holds ${text("mem_fragmentation_ratio")} times what the data need`, "", "mem_fragmentation_ratio")
  if (text("cluster_state") === "fail") tell("cluster_failed", "error", "The cluster is in state fail", "Slots are not covered.", "cluster_state")
  return { name: "redis INFO", drafts, facts: [...found].slice(0, 60).map(([key, { value }]) => `${key}:${clip(value, 80)}`), until: Math.max(i, index + 1) }
}

const LAG = 1_000
const MAX_TOLD = 10

/** `kafka-consumer-groups --describe`: partitions that fall behind, and whether anybody reads them. */
export const consumerGroups = (lines: ReadonlyArray<string>, index: number): Reading => {
  const table = readPrinted(lines, index, { single: true })
  const behind = table.rows.map(({ cells, line }) => ({ cells, line, lag: numberOf(cells["LAG"] ?? "") ?? 0 })).filter(({ lag }) => lag >= LAG).sort((a, b) => b.lag - a.lag)
  const drafts = behind.slice(0, MAX_TOLD).map(({ cells, lag, line }): Draft => {
    const idle = (cells["CONSUMER-ID"] ?? "") === "-"
    return { kind: "consumer_lag", severity: idle || lag >= 100 * LAG ? "error" : "warning", title: `${cells["GROUP"] ?? "the group"} is ${lag.toLocaleString("en-US")} messages behind on ${cells["TOPIC"] ?? "?"}, partition ${cells["PARTITION"] ?? "?"}`, detail: idle ? "No consumer reads it." : `Read by ${cells["CONSUMER-ID"] ?? ""} on ${cells["HOST"] ?? "?"}.`, cites: at(line), data: { topic: cells["TOPIC"] ?? "", partition: cells["PARTITION"] ?? "", lag } }
  })
  return { name: "kafka-consumer-groups", drafts, facts: table.rows.slice(0, 40).map(({ text }) => text.trim().replace(/\s{2,}/g, "  ")), until: index + 1 + table.rows.length }
}
