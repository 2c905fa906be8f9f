import type { Mechanism, Seen } from "../types.js"
import { IDLE, idlePileUp } from "./idle.js"
import { EFFECTS, told } from "./words.js"

const WRITER = /(?:Top|No\. \d) of (?:sql|statements?|queries):\s*((?:UPDATE|INSERT|DELETE|COPY|MERGE|CREATE|VACUUM|REINDEX|REFRESH|ALTER)\b[^\n]{0,60})/i
const TOP_WRITER = /Top of (?:sql|statements?|queries):\s*((?:UPDATE|INSERT|DELETE|COPY|MERGE|CREATE|VACUUM|REINDEX|REFRESH|ALTER)\b[^\n]{0,60})/i
const WRITES_MORE = /(?:TransactionLogsGeneration|WriteIOPS|WriteThroughput)\b[^\n]*(?:rises|moves steadily|spikes)/i
const READER = /(?:Top|No\. \d) of (?:sql|statements?|queries):\s*(SELECT\b[^\n]{0,50})/i
const LEADER = /Top of (?:sql|statements?|queries):\s*([^\n]{0,110})/i
const REPLICA = /\b([a-z0-9]\w{0,40}-[\w-]{0,80}(?:replica|reader|standby)[\w-]{0,40})/i
const WAIT = /Top of wait events:\s*([\w:]{2,60})/i
/** A statement that changes a table's form, and takes a lock that all others wait for. */
const FORM_CHANGE = /(?:Top|No\. \d) of (?:sql|statements?|queries):\s*((?:ALTER|CREATE (?:UNIQUE )?INDEX|DROP|TRUNCATE|LOCK|CLUSTER|VACUUM \(?FULL|REINDEX)\b[^\n]{0,60})/i
const CPU_MOVES = /CPU(?:Utili[sz]ation)?\b[^\n]*(?:rises|limit|moves|spikes)/i

/** What a statement's words say of it, as part of a sentence. */
const quoted = (statement: string): string => statement.replace(/[.;]\s/g, ", ")

/** A statement that writes, where it leads the load or where more is written than usual. */
const writerOf = (seen: Seen): string | null => seen.first(seen.any(WRITES_MORE) ? WRITER : TOP_WRITER)

const byWriter = (seen: Seen): string => {
  const write = writerOf(seen)
  return write === null ? "" : `, driven by a write-heavy ${write.split(/\s/)[0]!.toUpperCase()} (${quoted(write)})`
}

/** CPU that a statement which writes nothing uses beside a cause that is about writing. */
const readerBeside = (seen: Seen, what: string): string => {
  const read = seen.first(READER)
  return read !== null && writerOf(seen) !== null && seen.any(CPU_MOVES) ? `; the higher CPUUtilization comes from a ${read.split(/\s/)[0]!.toUpperCase()} that is causally independent of the ${what}, writes nothing and is not the cause (${quoted(read)})` : ""
}

const leader = (seen: Seen): string => {
  const top = seen.first(LEADER)
  return top === null ? "" : ` (top statement: ${quoted(top)}${told(seen, WAIT, ", top wait ")})`
}

/** Volumes of the general kind come with this many operations a second (gp3). */
const GENERAL_IOPS = 3_000
const NEAR_LIMIT = 0.04

/** Reads and writes together that stay at what a volume allows; empty where they do not. */
const heldIops = (seen: Seen): string => {
  const [reads, writes] = [seen.level("ReadIOPS"), seen.level("WriteIOPS")]
  if (reads === null || writes === null || !(reads.flat || writes.flat)) return ""
  const sum = reads.now + writes.now
  const told = seen.first(/(\d[\d,]{2,6}) (?:provisioned )?IOPS\b/i)
  const limit = [told === null ? null : Number(told.replaceAll(",", "")), GENERAL_IOPS].find((one) => one !== null && Math.abs(sum - one) <= NEAR_LIMIT * one)
  return `; ReadIOPS plus WriteIOPS stay flat at about ${Math.round(sum)}${limit === undefined || limit === null ? ", as at a limit" : `, the volume's limit of ${limit} IOPS`}`
}

/** The primary makes more WAL than before; without that series, much more is written. */
const makesMoreWal = (seen: Seen): boolean => {
  const wal = seen.level("TransactionLogsGeneration")
  if (wal !== null) return wal.now > 1.3 * wal.before || seen.any(/TransactionLogsGeneration\b[^\n]*(?:moves steadily|spikes)/i)
  return seen.any(WRITES_MORE)
}

/** Clouds say so when an instance was replaced because it was overloaded. */
const overloaded = (seen: Seen): boolean => seen.any(/busy and unresponsive|out of memory|memory consumption/i)
const AFTER_OVERLOAD = { id: "failover", when: overloaded }

/** Something says that a limit of connections is met, or that sessions idle; a series that levels off may be at any level. */
const connectionsAreShort = (seen: Seen): boolean => idlePileUp(seen) || seen.any(/max_connections|too many (?:clients|connections)|remaining connection|\bpool\b|\b\d+ (?:of|out of|\/) \d+ (?:\w+ )?(?:connections|sessions|clients|slots)|(?:connections|sessions|clients)[^\d\n]{0,20}\b\d+ (?:of|out of|\/) \d+|\bmaximum of\b|refused|Connections?\b[^\n]*is at its limit|connection (?:count|limit|slots?)/i)

/** Failures of databases and their storage by a resource that runs out. */
export const database: ReadonlyArray<Mechanism> = [
  {
    id: "connections_exhausted", category: "resource_exhaustion", name: "the database's connections are used up",
    signs: [
      /too many (?:clients|connections)|remaining connection slots|max_connections|connection (?:limit|slots?) (?:reached|exceeded)|connections? (?:may be|are being|were) refused|the maximum of \d+|has reached [^\n]{0,40}connections/i,
      /connection count at \d+|approaching (?:the )?max(?:imum)?[_ ]?(?:of|connections)/i, /(?:Database)?Connections?\b[^\n]*(?:\n[^\n]*levels off|is at its limit)/i, /\b\d+ (?:of|out of|\/) \d+ (?:connections|sessions|clients|connection slots)\b|(?:connections|sessions|clients)[^\d\n]{0,20}\b\d+ (?:of|out of|\/) \d+\b/i,
      /(?:connection )?pool (?:is )?(?:exhausted|timed? ?out|full)|timeout acquiring (?:a )?connection|HikariPool.*not available|no more connections allowed|QueuePool limit|PoolTimeout|ConnectionTimeoutError|all pooled connections|max pool size was reached|query_wait_timeout|Pool\w{0,20}(?:Pending|Acquire)\w{0,20}Exception|[Aa]cquire queue\b[^\n]{0,40}maximum|max_(?:user|client)_conn\w*|(?:obtain|obtaining|get|getting) a connection from the pool|Knex: Timeout acquiring|unable to (?:acquire|obtain|check ?out) (?:a )?(?:JDBC |database )?connection|connection pool[^\n]{0,40}(?:exhaust|wait)/i
    ],
    hints: [IDLE, /(?:Database)?Connections?\b.*(?:moves steadily|rises|spikes)/i],
    against: [/Connections?\b.*falls/i, /parameter max_connections/i],
    how: (seen) => idlePileUp(seen)
      ? `idle client sessions pile up until nearly all of max_connections are taken: they wait for their client (Client:ClientRead), as they do with a connection pool leak or pools that are too large${seen.any(/CPUUtilization|cpu/i) ? "; the CPU they use follows from the same root and is a symptom" : ""}`
      : "new client sessions find no free slot below max_connections, because sessions are opened faster than they are closed (a connection pool leak, pools too large for the limit, or a burst of clients)",
    checks: ["List sessions by state, user and age (pg_stat_activity)", "Compare the pools' sizes times their instances with max_connections", "End idle sessions older than some minutes, and set an idle timeout", "Find the deployment since which connections grow"],
    explains: [...EFFECTS.filter((id) => id !== "cpu_saturated"), { id: "cpu_saturated", when: connectionsAreShort }, "memory_pressure", "slow_requests", "io_saturated", "probe_failure", "code_exception"]
  },
  {
    id: "connections_grow", category: "resource_exhaustion", general: true, name: "the number of connections grows",
    signs: [/(?:Database)?Connections?\b.*(?:moves steadily|rises|spikes)/i],
    hints: [IDLE],
    how: (seen) => `sessions are opened faster than they are closed${idlePileUp(seen) ? ", and many are idle and wait for their client (Client:ClientRead)" : ""}; no limit is seen to be reached`,
    checks: ["List sessions by state, user and age (pg_stat_activity)", "Look for slow statements that hold sessions open"],
    explains: []
  },
  {
    id: "wal_retained", category: "resource_exhaustion", name: "a replication slot retains WAL until storage is full",
    signs: [/OldestReplicationSlotLag\b|ReplicationSlotDiskUsage\b|TransactionLogsDiskUsage\b.*(?:moves|rises|spikes|limit)/i, /replication slot\b[^\n]{0,80}(?:inactive|lag|retain|behind|stale|disconnected|not (?:used|consumed|advanc))|pg_(?:wal|xlog)\b[^\n]{0,60}(?:grow|full|large)/i],
    hints: [/FreeStorageSpace\b/i],
    how: (seen) => `a consumer does not confirm what it has read, so its replication slot${told(seen, /(?:replication )?slot(?: named?)? \\?["'`]([a-z][\w-]{2,60})/i, " ")} keeps WAL (transaction logs, see OldestReplicationSlotLag and TransactionLogsDiskUsage) that cannot be removed, and FreeStorageSpace shrinks though no table grows`,
    checks: ["List slots with their restart_lsn (pg_replication_slots)", "Start the consumer again, or drop the slot if nobody needs it", "Set max_slot_wal_keep_size"],
    explains: [...EFFECTS, "storage_full", "io_saturated", "replication_lag"]
  },
  {
    id: "storage_full", category: "resource_exhaustion", name: "storage is full",
    signs: [
      /ran out of storage|storage[- ]full|no space left on device|\bENOSPC\b|disk (?:is )?full|filesystem .*(?:100|9[5-9])\s?%|insufficient (?:disk|storage) space|storage (?:is|space) (?:critically |getting )?low|free storage capacity[^\n]{0,100}is low|disk quota exceeded|unable to extend (?:table|index|temp)\w*/i,
      /Free(?:Local)?Storage(?:Space)?\b.*(?:moves steadily|falls|drops|is down to)|(?:free|available)[_ ]?(?:disk|space|bytes|storage)\b.*(?:moves steadily|falls|drops|is down to)|disk[_ ]?used?\b.*(?:at its limit|moves steadily)/i
    ],
    hints: [/Write(?:IOPS|Throughput|Latency)\b/i],
    how: (seen) => `free storage (FreeStorageSpace or its like) falls to nothing${byWriter(seen) || (seen.any(/BufFile/i) ? ` under temporary files of sorts and hashes larger than work_mem${leader(seen)}` : "") || (seen.any(/bulk|archiv|batch|WriteIOPS/i) ? " under a write-heavy job" : "")}, and writes are refused from then on${readerBeside(seen, "storage growth")}`,
    checks: ["See what grew: tables, logs, WAL, temporary files", "Stop the job that writes", "Grow the volume or switch storage autoscaling on", "Set an alarm well before the end"],
    explains: [...EFFECTS, "connections_exhausted", "connections_lost", "io_saturated", "replication_lag", "crash_loop", "failover", "write_burst", "lock_contention", "probe_failure", "replicas_missing", "slow_requests"]
  },
  {
    id: "replication_lag", category: "resource_exhaustion", name: "replication lag: a replica falls behind",
    signs: [/Replica(?:tion)?[ _-]?Lag\b.*(?:moves steadily|rises|spikes|reaches|is at its limit|exceeded)|replication lag (?:has )?exceeded|replica .*(?:lagging|behind)|Seconds_Behind_Master|replication (?:has )?(?:stopped|broken|error)|canceling statement due to conflict with recovery/i],
    hints: [/\bWAL\b|TransactionLogsGeneration|binlog/i, /WriteIOPS|WriteThroughput|WriteLatency|DiskQueueDepth/i],
    against: [/ReplicaLag\b.*falls/i],
    how: (seen) => {
      const written = writerOf(seen) !== null || seen.any(WRITES_MORE)
      return written
        ? `the primary writes WAL faster than the replica${told(seen, REPLICA, " ")} replays it${byWriter(seen)}: that is the root of the other signals${readerBeside(seen, "replication lag")}`
        : `the replica${told(seen, REPLICA, " ")} replays WAL more slowly than it arrives although the primary writes no more than usual: long queries on the replica hold replay back, or the replica is too small`
    },
    checks: ["Throttle or split the writing job", "Compare WAL generation with the replica's replay rate", "Look for long queries on the replica that hold replay back"],
    explains: ["cpu_saturated", "database_load", "latency", { id: "io_saturated", when: makesMoreWal }, "write_burst", "connections_grow", "slow_requests"]
  },
  {
    id: "lock_contention", category: "resource_exhaustion", name: "sessions wait for locks",
    signs: [/deadlocks? (?:detected|found)|Deadlocks?\b.*(?:reaches|rises|spikes|moves)|lock wait timeout|lock timeout|could not obtain lock|Top of wait events: (?:Lock|LWLock):|(?:Top|No\. \d) of (?:sql|statements?)[^\n]*\n[^\n]*made of Lock:/i, /blocked (?:by|for) .*(?:session|transaction|pid)|idle in transaction for/i],
    against: [/LWLock:WAL/i],
    how: (seen) => `${seen.any(/deadlock/i) ? "transactions take the same rows in a different order and block each other in a circle (deadlock), so the database ends one of them" : `one long transaction${seen.any(/idle in transaction|ClientRead/i) ? " that is idle in transaction" : ""} holds rows or tables that others need, and they queue behind it (blocked)`}${told(seen, /(Lock:\w+)/i, ", waiting at ")}${leader(seen)}${told(seen, FORM_CHANGE, "; a change of a table's form takes the lock that others wait for (", ")")}; CPU is not what is short`,
    checks: ["Find the blocking session (pg_blocking_pids)", "End it or shorten its transaction", "Take rows in the same order in all transactions", "Check for schema changes under load"],
    explains: [...EFFECTS, "connections_exhausted", "slow_requests"]
  },
  {
    id: "transaction_wraparound", category: "resource_exhaustion", name: "transaction ids run out (wraparound)",
    signs: [/must be vacuumed within|to avoid (?:a )?(?:database shutdown|wraparound)|MaximumUsedTransactionIDs\b.*(?:moves steadily|rises|at its limit|reaches)|not accepting commands to avoid wraparound/i, /(?:auto)?vacuum\b[^\n]{0,80}(?:cannot|blocked|unable|prevented|skipp)|oldest xmin/i],
    how: (seen) => `vacuum does not freeze old rows in time, so MaximumUsedTransactionIDs nears the limit of transaction ids (about 2·1 billion) and the database will refuse writes${seen.any(/prepared transaction/i) ? "; a forgotten prepared transaction holds the oldest xmin back" : seen.any(/idle in transaction|long[- ]running transaction/i) ? "; a long transaction (idle in transaction) holds the oldest xmin back" : seen.any(/replication slot/i) ? "; a replication slot holds the oldest xmin back" : ""}`,
    checks: ["Find tables with the oldest relfrozenxid", "Look for long or prepared transactions and stale replication slots", "Run VACUUM FREEZE on them"],
    explains: ["database_load", "io_saturated"]
  },
  {
    id: "io_saturated", category: "resource_exhaustion", general: true, name: "the disk cannot keep up",
    signs: [/DiskQueueDepth\b.*(?:rises|spikes|moves steadily|limit)|(?:Read|Write|Commit)Latency\b.*(?:rises|spikes|moves steadily)|(?:Burst|EBS\w*)Balance\b.*(?:falls|moves|drops|is down to)|iowait|Top of wait events: IO:/i],
    hints: [/(?:Read|Write)IOPS\b.*(?:rises|spikes|limit|moves|falls)/i],
    how: (seen) => `${seen.any(/(?:Burst|EBS\w*)Balance\b.*(?:falls|drops|is down to|moves)/i) ? "the volume's burst credits (BurstBalance) are used up, so its IOPS are throttled to the baseline and requests queue (DiskQueueDepth, ReadLatency, WriteLatency)" : "requests to the volume queue because its IOPS or throughput are used up, so they are throttled"}${heldIops(seen)}${leader(seen)}${seen.any(/BufFile/i) ? "; sorts and hashes larger than work_mem spill to temporary files" : ""}; CPU waits for the disk`,
    checks: ["Compare IOPS and throughput with the volume's limits and burst credits", "Find the statements that read or write most", "Move to a volume with provisioned IOPS"],
    explains: ["latency", "database_load", "error_rate", "write_burst", "connections_grow", "slow_requests", { id: "replication_lag", when: (seen) => !makesMoreWal(seen) }, AFTER_OVERLOAD]
  },
  {
    id: "memory_pressure", category: "resource_exhaustion", name: "the host runs out of memory",
    signs: [/FreeableMemory\b.*(?:falls|drops|is down to)|SwapUsage\b.*(?:rises|moves steadily|spikes)|cannot allocate memory|\bENOMEM\b|MemAvailable\b.*(?:falls|moves)|low on memory|high memory consumption|killed by the OS\b[^\n]*memory/i],
    hints: [/FreeableMemory\b.*moves steadily/i, /BufFile(?:Read|Write)/i],
    how: (seen) => `free memory (FreeableMemory) shrinks until the host swaps (SwapUsage) or processes fail${leader(seen)}${seen.any(/BufFile/i) ? "; sorts and hashes larger than work_mem spill to disk" : ""}`,
    checks: ["Find what holds the memory", "Compare caches and per-session memory with the host's size"],
    explains: ["latency", "io_saturated", "database_load", "cpu_saturated", "storage_full", "slow_requests", "connections_grow", AFTER_OVERLOAD]
  },
  {
    id: "cpu_saturated", category: "resource_exhaustion", general: true, name: "the CPU is used up",
    signs: [/CPU(?:Utili[sz]ation)?\b.*(?:is at its limit|rises from|spikes|moves steadily)|cpu[_ ](?:usage|util\w*|percent)\b.*(?:limit|rises|spikes)|Top of wait events: CPU|CPUCreditBalance\b.*(?:is down to|falls|drops)/i, /load average.*(?:high|above)/i],
    hints: [/Top of (?:sql|statements?|queries):/i, /db_load\b/i],
    how: (seen) => {
      const top = seen.first(LEADER)
      if (seen.any(/CPUCreditBalance\b.*(?:is down to|falls|drops)/i)) return `CPU credits are used up (CPUCreditBalance), so the instance is throttled to its baseline and CPUUtilization cannot rise further${leader(seen)}`
      return top === null ? "more work arrives than the processors can do" : `most of the load comes from one statement (${quoted(top)}): it runs without a fitting index (full scan), with a changed plan, or much more often than before${told(seen, WAIT, "; top wait ")}`
    },
    checks: ["Read the plan of the leading statements", "Look for a missing index or a new release", "Compare the load with the same hour of other days"],
    explains: ["latency", "database_load", "error_rate", "connections_grow", "slow_requests", { id: "connections_exhausted", when: (seen) => !connectionsAreShort(seen) }, AFTER_OVERLOAD]
  },
  {
    id: "network_full", category: "resource_exhaustion", name: "the network throughput of the instance is used up",
    signs: [/Network(?:Receive|Transmit)Throughput\b[^\n]*rises[^\n]*\n[^\n]*flat since/i, /Top of wait events: Client:ClientWrite/i],
    needs: [/Network(?:Receive|Transmit)Throughput\b[^\n]*rises[^\n]*\n[^\n]*flat since/i],
    how: (seen) => `the network traffic of the database stays at what its instance class allows, so answers wait to be sent (Client:ClientWrite)${leader(seen)}`,
    checks: ["Compare the throughput with the baseline of the instance class", "Throttle or move the export", "Use a larger class"],
    explains: ["latency", "database_load", "connections_grow", "slow_requests", "cpu_saturated"]
  },
  {
    id: "write_burst", category: "resource_exhaustion", general: true, name: "much more is written than usual",
    signs: [/(?:WriteIOPS|WriteThroughput|TransactionLogsGeneration|WriteLatency)\b.*(?:rises|moves steadily|spikes)/i],
    how: (seen) => `a job writes far more than the usual load${byWriter(seen)}`,
    checks: ["Find the writing statement and its owner", "Split or throttle the job"],
    explains: ["database_load", "latency", { id: "io_saturated", when: makesMoreWal }]
  },
  {
    id: "database_load", category: "resource_exhaustion", general: true, name: "more sessions are active than the database can serve",
    signs: [/db_?load\b.*(?:rises|moves steadily|spikes)/i],
    how: (seen) => `active sessions pile up${leader(seen)}`,
    checks: ["Compare active sessions with the number of processors", "Read what they wait for"],
    explains: ["latency", "connections_grow"]
  }
]
