// Databases that fail in further ways; rules may be improved on these.
import { rdsEvent, usualSql, type Sql } from "./rdsBase.js"
import { answer, type Incident } from "./types.js"
import { database, jagged, without } from "./unseenBase.js"

const gib = 1024 ** 3
const heavy = (statement: string, load: number, waits: Sql["waits"], user: string, calls = 0.2): ReadonlyArray<Sql> => [{ statement, load, waits, calls, user }, ...usualSql]

export const rdsTurnIncidents: ReadonlyArray<Incident> = [
  {
    name: "turns-rds-burst-of-functions",
    files: database("tickets-prod", "2026-07-10T18:00:00Z", {
      alert: { title: "Connections refused on tickets-prod", name: "RDSConnections", summary: "Functions cannot connect since the sale opened at 18:04Z.", error: "FATAL: remaining connection slots are reserved for roles with the SUPERUSER attribute", symptom: "CPU also high." },
      series: { DatabaseConnections: jagged("a1", [[0, 110], [4, 140], [6, 818], [19, 822]], 20, 0.005), CPUUtilization: jagged("a2", [[0, 24], [6, 61], [19, 63]]) },
      load: jagged("a3", [[0, 1.2], [6, 7], [19, 8]]),
      sql: heavy("SELECT seat_id FROM seat WHERE event_id = $1 AND state = $2 LIMIT 1", 5.1, { CPU: 4.4, "Lock:tuple": 0.7 }, "sale_fn", 910),
      events: [rdsEvent("tickets-prod", "2026-07-10T18:07:00Z", "Connections to tickets-prod are being refused: 822 of 823 connection slots are in use.", "notification")]
    }),
    answer: answer("resource_exhaustion", ["connection", "max_connections", "822", "tickets-prod"])
  },
  {
    name: "turns-rds-host-was-unhealthy",
    files: database("claims-prod", "2026-07-11T04:00:00Z", {
      alert: { title: "claims-prod not reachable", name: "RDSConnectionFailures", summary: "Connections dropped at 04:06Z, errors for 90 seconds, slow for ten minutes after.", error: "server closed the connection unexpectedly", symptom: "Heavy reads now; an index is suspected." },
      series: { DatabaseConnections: jagged("h1", [[0, 160], [5, 161], [6, 0], [7, 0], [8, 150], [19, 162]]), ReadIOPS: jagged("h2", [[0, 1500], [5, 1490], [6, 3], [7, 2], [8, 8900], [14, 5200], [19, 3100]]), ReadLatency: jagged("h3", [[0, 1], [7, 1], [8, 6.2], [14, 4], [19, 2]]), CPUUtilization: jagged("h4", [[0, 23], [5, 24], [6, 2], [7, 2], [8, 66], [19, 41]]) },
      load: jagged("h5", [[0, 1.2], [5, 1.1], [6, 0], [7, 0], [8, 9.1], [19, 4]]),
      events: [rdsEvent("claims-prod", "2026-07-11T04:06:05Z", "Multi-AZ instance failover started.", "failover"), rdsEvent("claims-prod", "2026-07-11T04:07:20Z", "Multi-AZ instance failover completed", "failover"), rdsEvent("claims-prod", "2026-07-11T04:08:00Z", "The primary host of the RDS Multi-AZ instance is unhealthy.", "failover", "notification")]
    }),
    answer: answer("infrastructure", ["failover", "Multi-AZ", "unhealthy", "claims-prod"])
  },
  {
    name: "turns-rds-plan-flipped",
    files: database("leads-prod", "2026-07-12T10:00:00Z", {
      alert: { title: "CPU and connections on leads-prod", name: "RDSCPUUtilizationHigh", summary: "CPUUtilization 97 %, DatabaseConnections 310.", error: "", symptom: "Could be a pool leak." },
      series: { CPUUtilization: jagged("l1", [[0, 26], [3, 27], [4, 95], [19, 97]], 20, 0.01), DatabaseConnections: jagged("l2", [[0, 141], [6, 150], [19, 310]]) },
      load: jagged("l3", [[0, 1.4], [3, 1.4], [4, 13], [19, 24]]),
      sql: heavy("SELECT l.* FROM lead l JOIN lead_tag t ON t.lead_id = l.id WHERE t.tag = $1 AND l.owner = $2", 21.4, { CPU: 21.1, "IO:DataFileRead": 0.3 }, "crm", 44),
      events: [rdsEvent("leads-prod", "2026-07-12T02:10:00Z", "Finished DB Instance backup", "backup")]
    }),
    answer: answer("resource_exhaustion", ["CPU", "lead_tag", "leads-prod"])
  },
  {
    name: "turns-rds-replica-is-too-small",
    files: database("stream-prod", "2026-07-13T10:00:00Z", {
      alert: { title: "Stale reads of stream-prod-replica-1", name: "RDSReplicationLagHigh", summary: "ReplicaLag 640 s.", error: "", symptom: "The primary is fine." },
      series: { ReplicaLag: jagged("r1", [[0, 2], [3, 20], [19, 640]], 20, 0.01) },
      further: [{ instance: "stream-prod-replica-1", metric: "CPUUtilization", stat: "Average", unit: "Percent", values: jagged("r2", [[0, 41], [2, 99], [19, 99]], 20, 0.005) }]
    }),
    answer: answer("resource_exhaustion", ["replication lag", "replica", "CPUUtilization", "stream-prod-replica-1"])
  },
  {
    name: "turns-rds-schema-change-waits",
    files: database("policy-prod", "2026-07-14T10:00:00Z", {
      alert: { title: "Time-outs on policy-prod", name: "RDSLatency", summary: "All requests to policy time out since 10:05Z; DatabaseConnections 480 of 500.", error: "canceling statement due to statement timeout", symptom: "A connection leak is suspected. CPU is low." },
      series: { DatabaseConnections: jagged("y1", [[0, 140], [5, 150], [9, 470], [19, 481]], 20, 0.005), CPUUtilization: jagged("y2", [[0, 23], [5, 22], [6, 6], [19, 5]]), CommitThroughput: jagged("y3", [[0, 210], [5, 209], [6, 11], [19, 9]]) },
      load: jagged("y4", [[0, 1.2], [5, 1.4], [9, 320], [19, 440]]),
      sql: [{ statement: "SELECT * FROM policy WHERE number = $1", load: 390, waits: { "Lock:relation": 390 }, calls: 0.4, user: "policy_api" }, { statement: "ALTER TABLE policy ADD COLUMN broker_ref text DEFAULT gen_random_uuid()", load: 1, waits: { "IO:DataFileWrite": 0.8, CPU: 0.2 }, calls: 0, user: "migrator" }]
    }),
    answer: answer("resource_exhaustion", ["Lock:relation", "ALTER TABLE", "policy"], ["configuration_error", "code_defect"])
  },
  {
    name: "turns-rds-autoscaling-of-storage-ends",
    files: database("logs-prod", "2026-07-15T10:00:00Z", {
      alert: { title: "Writes fail on logs-prod", name: "RDSFreeStorageSpaceLow", summary: "INSERTs fail, sessions hang and connections grow.", error: "could not extend file \"base/16404/99120\": No space left on device", symptom: "Connections too." },
      series: { FreeStorageSpace: jagged("g1", [[0, 6.2 * gib], [14, 0.04 * gib], [19, 0.03 * gib]], 20, 0.002), WriteIOPS: jagged("g2", [[0, 2900], [14, 2950], [15, 30], [19, 20]]), DatabaseConnections: jagged("g3", [[0, 140], [14, 150], [19, 390]]) },
      sql: heavy("INSERT INTO request_log SELECT * FROM staging_log", 4.1, { "IO:DataFileExtend": 3.3, CPU: 0.8 }, "ingest"),
      events: [rdsEvent("logs-prod", "2026-07-15T10:11:00Z", "Storage autoscaling could not grow DB instance logs-prod: maximum storage threshold of 1000 GiB reached.", "notification"), rdsEvent("logs-prod", "2026-07-15T10:15:10Z", "DB instance logs-prod has run out of storage", "low storage", "failure")]
    }),
    answer: answer("resource_exhaustion", ["FreeStorageSpace", "storage", "INSERT", "logs-prod"])
  },
  {
    name: "turns-rds-tls-is-demanded",
    files: database("hr-prod", "2026-07-16T08:00:00Z", {
      alert: { title: "Clients cannot log in to hr-prod", name: "RDSConnectionFailures", summary: "All clients of hr-prod fail since 08:03Z.", error: "FATAL: no pg_hba.conf entry for host \"10.4.2.8\", user \"hr\", database \"hr\", no encryption", symptom: "Sessions went to 0. A network outage is suspected." },
      series: { DatabaseConnections: jagged("t1", [[0, 88], [3, 87], [4, 2], [19, 1]], 20, 0.01), CPUUtilization: jagged("t2", [[0, 21], [3, 20], [4, 4], [19, 4]]) },
      load: jagged("t3", [[0, 1], [3, 1], [4, 0.1], [19, 0.1]]),
      events: [rdsEvent("hr-prod", "2026-07-16T08:01:40Z", "Updated parameter rds.force_ssl to 1 with apply method immediate", "configuration change"), rdsEvent("hr-prod", "2026-07-16T08:04:00Z", "FATAL: no pg_hba.conf entry for host \"10.4.2.8\", user \"hr\", database \"hr\", no encryption", "notification", "failure")]
    }),
    answer: answer("configuration_error", ["force_ssl", "pg_hba.conf", "hr-prod"])
  },
  {
    name: "turns-rds-minor-upgrade",
    files: database("crm-prod", "2026-07-17T03:00:00Z", {
      alert: { title: "crm-prod down for two minutes", name: "RDSAvailability", summary: "crm-prod did not accept connections from 03:05Z to 03:07Z.", error: "the database system is shutting down", symptom: "A crash is suspected." },
      series: { DatabaseConnections: jagged("m1", [[0, 140], [4, 140], [5, 0], [6, 0], [8, 139], [19, 141]]), CPUUtilization: jagged("m2", [[0, 22], [4, 22], [5, 1], [6, 1], [8, 30], [19, 22]]) },
      load: jagged("m3", [[0, 1.1], [4, 1.1], [5, 0], [6, 0], [8, 1.4], [19, 1.1]]),
      events: [rdsEvent("crm-prod", "2026-07-17T03:00:10Z", "DB instance has a DB engine minor version upgrade in progress (16.3 to 16.4), applied in the maintenance window.", "maintenance"), rdsEvent("crm-prod", "2026-07-17T03:05:00Z", "DB instance shutdown", "availability"), rdsEvent("crm-prod", "2026-07-17T03:07:00Z", "DB instance restarted", "availability"), rdsEvent("crm-prod", "2026-07-17T03:08:30Z", "Database instance patched", "maintenance")]
    }),
    answer: answer("infrastructure", ["maintenance", "upgrade", "crm-prod", "restart"], ["configuration_error"])
  },
  {
    name: "turns-rds-network-of-the-class-is-full",
    files: database("export-prod", "2026-07-18T09:00:00Z", {
      alert: { title: "Slow answers of export-prod", name: "RDSLatency", summary: "Client-side p95 is 4 s; CPU 30 %, disk latency normal.", error: "", symptom: "No resource seems short." },
      series: { NetworkTransmitThroughput: jagged("n1", [[0, 8e6], [4, 9e6], [5, 78e6], [19, 78.2e6]], 20, 0.002), CPUUtilization: jagged("n2", [[0, 22], [5, 31], [19, 30]]) },
      load: jagged("n3", [[0, 1.2], [5, 6], [19, 7.1]]),
      sql: heavy("COPY public.measurement TO STDOUT", 5.2, { "Client:ClientWrite": 4.9, CPU: 0.3 }, "dump")
    }),
    answer: answer("resource_exhaustion", ["NetworkTransmitThroughput", "COPY", "network"])
  },
  {
    name: "turns-rds-vacuum-of-a-large-table",
    files: without(database("events-prod", "2026-07-19T09:00:00Z", {
      alert: { title: "Latency on events-prod", name: "RDSReadLatencyHigh", summary: "ReadLatency 31 ms, DiskQueueDepth 44.", error: "", symptom: "Queries are slow." },
      series: { ReadIOPS: jagged("v1", [[0, 1500], [4, 11900], [19, 12010]], 20, 0.004), ReadLatency: jagged("v2", [[0, 1.1], [4, 22], [19, 31]]), DiskQueueDepth: jagged("v3", [[0, 0.3], [4, 31], [19, 44]]) },
      load: jagged("v4", [[0, 1.2], [4, 9], [19, 11]]),
      sql: heavy("autovacuum: VACUUM ANALYZE public.event (to prevent wraparound)", 6.9, { "IO:DataFileRead": 6.7, CPU: 0.2 }, "rdsadmin")
    }), "aws_rds_events.json"),
    answer: answer("resource_exhaustion", ["IOPS", "VACUUM", "DiskQueueDepth", "latency"])
  },
  {
    name: "turns-rds-work-mem-takes-the-memory",
    files: database("bi-prod", "2026-07-20T09:00:00Z", {
      alert: { title: "Memory on bi-prod", name: "RDSFreeableMemoryLow", summary: "FreeableMemory 190 MB, SwapUsage grows.", error: "", symptom: "A leak in the engine is suspected." },
      series: { FreeableMemory: jagged("w1", [[0, 9 * gib], [4, 7 * gib], [14, 0.2 * gib], [19, 0.18 * gib]], 20, 0.004), SwapUsage: jagged("w2", [[0, 5e7], [10, 9e8], [19, 3.1e9]]), ReadLatency: jagged("w3", [[0, 1.1], [12, 6], [19, 14]]) },
      load: jagged("w4", [[0, 1.2], [4, 6], [19, 11]]),
      sql: heavy("SELECT region, array_agg(DISTINCT basket) FROM sale GROUP BY ROLLUP (region, week)", 8.8, { CPU: 6.1, "IO:BufFileRead": 2.7 }, "report"),
      events: [rdsEvent("bi-prod", "2026-07-20T08:58:00Z", "Updated parameter work_mem to 2097152 with apply method immediate", "configuration change")]
    }),
    answer: answer("configuration_error", ["work_mem", "FreeableMemory", "SwapUsage"], ["resource_exhaustion"])
  }
]
