import type { Mechanism } from "../types.js"
import { EFFECTS, told } from "./words.js"

const LOST = "connections_lost"

/** Why a provider says it replaced or restarted an instance. */
const REASON = /((?:loss of network connectivity|primary (?:host|instance|DB instance)[^\n"]{0,60}(?:unhealthy|unreachable|unresponsive|impaired|fail\w*)|storage (?:volume )?failure|hardware (?:failure|error)|underlying (?:host|hardware)|user requested a failover|modified by (?:the )?customer|out of memory)[^\n".]{0,60})/i

/** Failures of databases by something that was done to them. */
export const databaseChanges: ReadonlyArray<Mechanism> = [
  {
    id: "parameter_changed", category: "configuration_error", name: "a changed parameter limits the database",
    signs: [/(?:updated|changed|modified|set|lowered|reduced|raised) (?:the )?parameter [\w.]+|parameter [\w.]+ (?:was |has been )?(?:updated|changed|modified|set|lowered|reduced|raised)/i],
    needs: [/DB instance (?:restarted|rebooted)|(?:applied|apply method) (?:immediate|\w*immediately)|restarted|immediate/i, /too many|remaining connection|max_connections[^\n]{0,20}(?:limit|reached|of \d)|maximum of|refused|out of memory|FreeableMemory|SwapUsage|Latency\b[^\n]*(?:rises|moves|spikes)|timeout|no pg_hba|encryption|CPUUtilization[^\n]*(?:rises|limit)|Connections?\b[^\n]*falls from/i],
    how: (seen) => `the parameter${told(seen, /parameter ([\w.]+)/i, " ")} got a new value${told(seen, /parameter [\w.]+ (?:to|from) ([\w.]+)/i, " (", ")")}${told(seen, /parameter group:? ([\w.-]+)/i, " in the parameter group ")}, in force since the restart, and the usual load does not fit it`,
    checks: ["Compare the parameter group with its earlier values", "Set the old value and apply it", "Check which other instances use the same parameter group"],
    explains: [...EFFECTS, "connections_exhausted", "memory_pressure", "io_saturated", "failover", "maintenance", "access_denied", "lock_contention", "storage_full", "replication_lag", "slow_requests", LOST]
  },
  {
    id: "maintenance", category: "infrastructure", name: "maintenance restarted the instance",
    signs: [/(?:off-?line|system|os|engine|security) (?:patch\w*|update|upgrade)|patch\w* (?:applied|applying)|maintenance (?:window|started|completed|in progress)|upgrad\w+ (?:of )?(?:the )?(?:DB )?(?:engine|instance)|engine version upgrade/i],
    needs: [/restarted|rebooted|shutdown|unavailable|refused|(?:Connections?)\b[^\n]*(?:drops|falls)/i],
    how: (seen) => `the provider applied a patch or upgrade in the maintenance window, the restart cut all connections (DatabaseConnections), and they came back when the instance was up${told(seen, /(DatabaseConnections\b[^\n]{0,60}drops to \d+)/i, " (", ")")}`,
    checks: ["Compare with the maintenance window and pending actions", "Check that clients reconnect by themselves", "Use Multi-AZ to shorten the interruption"],
    explains: [...EFFECTS, "failover", "io_saturated", "memory_pressure", "replication_lag", "slow_requests", LOST]
  },
  {
    id: "failover", category: "infrastructure", name: "the instance failed over or restarted",
    signs: [/failover (?:started|completed|in progress)|Multi-AZ (?:instance )?failover|DB instance (?:restarted|shutdown|rebooted)|recovery of the DB instance|instance .*(?:rebooted|recovering)|underlying (?:host|hardware)|storage (?:volume )?failure|volume of the primary|database system is starting up/i],
    how: (seen) => `connections (DatabaseConnections) were cut while ${seen.any(/failover/i) ? "the standby in another availability zone took over (Multi-AZ failover)" : "the instance restarted"}${told(seen, REASON, "; the reason given: ")}, and clients had to connect again`,
    checks: ["Check that clients reconnect and resolve the name again", "Find what started the failover"],
    // the new primary reads everything anew, and all clients come at once
    explains: [...EFFECTS, "io_saturated", "memory_pressure", "replication_lag", "write_burst", "slow_requests", "connections_exhausted", "network_blocked", "writes_to_replica", LOST]
  },
  {
    id: LOST, category: "infrastructure", general: true, name: "clients lose their connections",
    signs: [/Connections?\b[^\n]*(?:drops to|falls from)|Network(?:Receive|Transmit)Throughput\b[^\n]*(?:falls|drops)/i],
    needs: [/Connections?\b[^\n]*(?:drops to 0|falls from[^\n]*to about 0)|Network(?:Receive|Transmit)Throughput\b[^\n]*(?:falls|drops)/i],
    how: () => "DatabaseConnections and network traffic fall away while the instance itself runs",
    checks: ["Check security groups, routes and the instance's state", "Connect from a client's network by hand"],
    explains: ["database_load"]
  }
]
