import type { Mechanism } from "../types.js"

const EFFECTS = ["latency", "error_rate", "cpu_saturated", "database_load", "dependency_unavailable"]
const IDLE = /ClientRead|idle(?:[ -]in[ -]transaction)?\b/i

/** Failures of databases and their storage. */
export const database: ReadonlyArray<Mechanism> = [
  {
    id: "connections_exhausted", category: "resource_exhaustion", name: "the database's connections are used up",
    signs: [
      /too many (?:clients|connections)|remaining connection slots|max_connections|connection (?:limit|slots?) (?:reached|exceeded)|connections? (?:may be|are being|were) refused/i,
      /connection count at \d+|approaching (?:the )?max(?:imum)?[_ ]?(?:of|connections)/i, /(?:Database)?Connections?\b.*(?:moves steadily|rises|is at its limit|spikes)/i,
      /(?:connection )?pool (?:is )?(?:exhausted|timed? ?out|full)|timeout acquiring (?:a )?connection|HikariPool.*not available/i
    ],
    hints: [IDLE],
    against: [/Connections?\b.*falls/i],
    how: (seen) => seen.any(IDLE)
      ? `idle client sessions pile up until nearly all of max_connections are taken: they wait for their client (Client:ClientRead), as they do with a connection pool leak or pools that are too large${seen.any(/CPUUtilization|cpu/i) ? "; the CPU they use follows from the same root and is a symptom" : ""}`
      : "new client sessions find no free slot below max_connections, because sessions are opened faster than they are closed (a connection pool leak, pools too large for the limit, or a burst of clients)",
    checks: ["List sessions by state, user and age (pg_stat_activity)", "Compare the pools' sizes times their instances with max_connections", "End idle sessions older than some minutes, and set an idle timeout", "Find the deployment since which connections grow"],
    explains: EFFECTS
  },
  {
    id: "storage_full", category: "resource_exhaustion", name: "storage is full",
    signs: [
      /ran out of storage|storage[- ]full|no space left on device|\bENOSPC\b|disk (?:is )?full|filesystem .*(?:100|9[5-9])\s?%|insufficient (?:disk|storage) space|storage (?:is|space) (?:critically |getting )?low/i,
      /FreeStorageSpace\b.*(?:moves steadily|falls|drops)|(?:free|available)[_ ]?(?:disk|space|bytes|storage)\b.*(?:moves steadily|falls|drops)|disk[_ ]?used?\b.*(?:at its limit|moves steadily)/i
    ],
    how: (seen) => `free storage (FreeStorageSpace or its like) falls to nothing${seen.any(/INSERT|bulk|archiv|batch|WriteIOPS/i) ? " under a write-heavy job" : ""}, and writes are refused from then on`,
    checks: ["See what grew: tables, logs, WAL, temporary files", "Stop the job that writes", "Grow the volume or switch storage autoscaling on", "Set an alarm well before the end"],
    explains: [...EFFECTS, "connections_exhausted", "io_saturated", "replication_lag", "crash_loop"]
  },
  {
    id: "replication_lag", category: "resource_exhaustion", name: "replication lag: a replica falls behind",
    signs: [/Replica(?:tion)?[ _-]?Lag\b.*(?:moves steadily|rises|spikes|is at its limit|exceeded)|replication lag (?:has )?exceeded|replica .*(?:lagging|behind)|Seconds_Behind_Master/i],
    hints: [/\bWAL\b|TransactionLogsGeneration|binlog/i, /WriteIOPS|WriteThroughput/i],
    against: [/ReplicaLag\b.*falls/i],
    how: (seen) => {
      const write = seen.first(/Top of (?:sql|statements?|queries):\s*((?:UPDATE|INSERT|DELETE|COPY|MERGE)\b[^\n]{0,60})/i)
      const read = seen.first(/(?:Top|No\. \d) of (?:sql|statements?|queries):\s*(SELECT\b[^\n]{0,30})/i)
      const cpu = seen.any(/CPUUtilization|\bcpu\b.*(?:rises|limit)/i)
      return `the primary writes WAL faster than the replica replays it${write === null ? "" : `, driven by a write-heavy ${write.split(/\s/)[0]!.toUpperCase()}`}${read !== null && write !== null && cpu ? `; the higher CPU comes from a ${read.split(/\s/)[0]!.toUpperCase()} that writes nothing and is causally independent of the replication lag` : ""}`
    },
    checks: ["Throttle or split the writing job", "Compare WAL generation with the replica's replay rate", "Look for long queries on the replica that hold replay back"],
    explains: ["cpu_saturated", "database_load", "latency", "io_saturated", "write_burst"]
  },
  {
    id: "lock_contention", category: "resource_exhaustion", name: "sessions wait for locks",
    signs: [/deadlock (?:detected|found)|lock wait timeout|could not obtain lock|Lock:(?:transactionid|tuple|relation|Relation|advisory)|Top of wait events: (?:Lock|LWLock):/i, /blocked (?:by|for) .*(?:session|transaction|pid)/i],
    how: () => "one long transaction holds rows or tables that others need, and they queue behind it",
    checks: ["Find the blocking session (pg_blocking_pids)", "End it or shorten its transaction", "Check for schema changes under load"],
    explains: [...EFFECTS, "connections_exhausted"]
  },
  {
    id: "transaction_wraparound", category: "resource_exhaustion", name: "transaction ids run out",
    signs: [/must be vacuumed within|wraparound|MaximumUsedTransactionIDs\b.*(?:moves steadily|rises|at its limit)/i],
    how: () => "old rows are not frozen in time, so the database nears the limit of its transaction ids and will refuse writes",
    checks: ["Find tables with the oldest relfrozenxid", "Look for long transactions and stale replication slots", "Run VACUUM FREEZE on them"]
  },
  {
    id: "io_saturated", category: "resource_exhaustion", general: true, name: "the disk cannot keep up",
    signs: [/DiskQueueDepth\b.*(?:rises|spikes|moves steadily|limit)|(?:Read|Write)Latency\b.*(?:rises|spikes|moves steadily)|BurstBalance\b.*(?:falls|moves|drops)|iowait|Top of wait events: IO:/i],
    hints: [/(?:Read|Write)IOPS\b.*(?:rises|spikes|limit|moves)/i],
    how: () => "requests to the volume queue because its IOPS or throughput are used up",
    checks: ["Compare IOPS and throughput with the volume's limits and burst credits", "Find the statements that read or write most"],
    explains: ["latency", "database_load", "error_rate"]
  },
  {
    id: "memory_pressure", category: "resource_exhaustion", name: "the host runs out of memory",
    signs: [/FreeableMemory\b.*(?:falls|moves steadily|drops)|SwapUsage\b.*(?:rises|moves steadily|spikes)|cannot allocate memory|\bENOMEM\b|MemAvailable\b.*(?:falls|moves)/i],
    how: () => "free memory shrinks until the host swaps or processes fail",
    checks: ["Find what holds the memory", "Compare caches and per-session memory with the host's size"],
    explains: ["latency", "io_saturated", "database_load"]
  },
  {
    id: "cpu_saturated", category: "resource_exhaustion", general: true, name: "the CPU is used up",
    signs: [/CPU(?:Utili[sz]ation)?\b.*(?:is at its limit|rises from|spikes)|cpu[_ ](?:usage|util\w*|percent)\b.*(?:limit|rises|spikes)|Top of wait events: CPU/i, /load average.*(?:high|above)/i],
    hints: [/Top of (?:sql|statements?|queries):/i],
    how: (seen) => {
      const top = seen.first(/Top of (?:sql|statements?|queries):\s*([^\n]{0,60})/i)
      return top === null ? "more work arrives than the processors can do" : `most of the load comes from one statement (${top.replaceAll(".", "·")})`
    },
    checks: ["Read the plan of the leading statements", "Look for a missing index or a new release", "Compare the load with the same hour of other days"],
    explains: ["latency", "database_load", "error_rate"]
  },
  {
    id: "failover", category: "infrastructure", name: "the instance failed over or restarted",
    signs: [/failover (?:started|completed|in progress)|Multi-AZ (?:instance )?failover|DB instance (?:restarted|shutdown|rebooted)|recovery of the DB instance|instance .*(?:rebooted|recovering)|underlying (?:host|hardware)|storage (?:volume )?failure/i],
    how: () => "connections were cut while the standby took over or the instance came back",
    checks: ["Check that clients reconnect and resolve the name again", "Find what started the failover"],
    explains: EFFECTS
  }
]
