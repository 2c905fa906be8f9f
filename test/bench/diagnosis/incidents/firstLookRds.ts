// Databases by one more author who had not read the rules; rules may be improved on these.
import { course, rdsEvent, usualSql } from "./rdsBase.js"
import { answer, type Incident } from "./types.js"
import { database, jagged, without } from "./unseenBase.js"

const gib = 1024 ** 3

const forcedSsl: Incident = {
  name: "first-rds-parameter-forces-ssl",
  files: database("loyalty-prod", "2026-06-03T05:00:00Z", {
    alert: { title: "Clients cannot connect to loyalty-prod", name: "RDSConnectionErrors", summary: "Points service cannot open connections to loyalty-prod since 05:07Z. DatabaseConnections fell from 140 to 6.", error: "FATAL: no pg_hba.conf entry for host \"10.4.7.20\", user \"points\", database \"loyalty\", no encryption", symptom: "An outage of the instance is assumed because it was rebooted in the maintenance window." },
    series: {
      DatabaseConnections: course([[0, 141], [5, 139], [6, 0], [7, 4], [19, 6]], 20),
      CPUUtilization: jagged("loyalty", [[0, 22], [5, 21], [7, 5], [19, 4]]),
      ReadIOPS: jagged("loyaltyr", [[0, 1400], [5, 1390], [7, 60], [19, 44]]),
      CommitThroughput: jagged("loyaltyc", [[0, 205], [5, 201], [7, 3], [19, 2]])
    },
    load: jagged("loyaltyl", [[0, 1.1], [5, 1], [7, 0.1], [19, 0.1]]),
    sql: [{ statement: "SELECT 1", load: 0.1, waits: { CPU: 0.1 }, calls: 0.4, user: "rdsadmin" }],
    events: [
      rdsEvent("loyalty-prod", "2026-06-03T04:51:20Z", "Updated parameter rds.force_ssl to 1 with apply method pending-reboot", "configuration change"),
      rdsEvent("loyalty-prod", "2026-06-03T05:06:02Z", "DB instance shutdown", "availability"),
      rdsEvent("loyalty-prod", "2026-06-03T05:06:31Z", "DB instance restarted", "availability"),
      rdsEvent("loyalty-prod", "2026-06-03T02:30:11Z", "Finished DB Instance backup", "backup")
    ]
  }),
  answer: answer("configuration_error", ["rds.force_ssl", "pg_hba.conf", "parameter"], [])
}

const swapping: Incident = {
  name: "first-rds-work-memory-and-swap",
  files: database("bi-prod", "2026-06-03T08:00:00Z", {
    alert: { title: "FreeableMemory low on bi-prod", name: "RDSFreeableMemoryLow", summary: "FreeableMemory on bi-prod is under 300 MB; SwapUsage is growing. CPU is at 60%.", error: "FreeableMemory < 512 MB for 10 datapoints", symptom: "Dashboards are slow; some sessions were reset." },
    series: {
      FreeableMemory: jagged("bi", [[0, 18 * gib], [4, 12 * gib], [9, 2 * gib], [12, 0.3 * gib], [19, 0.24 * gib]], 20, 0.01),
      SwapUsage: jagged("bis", [[0, 5e7], [9, 6e7], [13, 1.4e9], [19, 3.9e9]], 20, 0.01),
      CPUUtilization: jagged("bic", [[0, 24], [6, 41], [12, 58], [19, 61]]),
      ReadLatency: jagged("bil", [[0, 1.1], [10, 1.6], [14, 6], [19, 8.8]]),
      DatabaseConnections: jagged("bid", [[0, 96], [19, 112]])
    },
    load: jagged("bipi", [[0, 2], [8, 6.2], [19, 9.4]]),
    sql: [
      { statement: "SELECT c.segment, sum(o.total) FROM orders o JOIN customers c ON c.id = o.customer_id GROUP BY c.segment ORDER BY 2 DESC", load: 6.8, waits: { "IO:BufFileWrite": 1.1, CPU: 3.2, "IO:DataFileRead": 2.5 }, calls: 0.8, user: "dashboards" },
      ...usualSql
    ],
    events: [
      rdsEvent("bi-prod", "2026-06-03T07:40:09Z", "Updated parameter work_mem to 1048576 with apply method immediate", "configuration change"),
      rdsEvent("bi-prod", "2026-06-03T08:14:30Z", "DB instance is running low on memory. Freeable memory 262 MB.", "notification")
    ]
  }),
  answer: answer("resource_exhaustion", ["FreeableMemory", "SwapUsage", "work_mem", "bi-prod"], ["configuration_error"])
}

const wraparound: Incident = {
  name: "first-rds-transaction-ids-run-out",
  files: database("telemetry-prod", "2026-06-03T11:00:00Z", {
    alert: { title: "MaximumUsedTransactionIDs on telemetry-prod", name: "RDSTransactionIdsHigh", summary: "MaximumUsedTransactionIDs passed 2.1 billion; writes of the collector fail.", error: "database is not accepting commands to avoid wraparound data loss in database \"telemetry\"", symptom: "Inserts fail while selects work. Storage was suspected first." },
    series: {
      MaximumUsedTransactionIDs: course([[0, 2138200000], [19, 2146483000]], 20),
      WriteIOPS: jagged("telw", [[0, 2900], [11, 2850], [14, 80], [19, 30]]),
      CommitThroughput: jagged("telc", [[0, 820], [11, 815], [14, 4], [19, 1]]),
      FreeStorageSpace: jagged("telf", [[0, 61 * gib], [19, 60 * gib]], 20, 0.002),
      CPUUtilization: jagged("telcpu", [[0, 33], [11, 32], [14, 9], [19, 8]])
    },
    sql: [
      { statement: "autovacuum: VACUUM public.samples (to prevent wraparound)", load: 1, waits: { "IO:DataFileRead": 0.6, "Timeout:VacuumDelay": 0.4 }, calls: 0, user: "rdsadmin" },
      { statement: "INSERT INTO samples (device, at, v) VALUES ($1, $2, $3)", load: 0.4, waits: { CPU: 0.4 }, calls: 790, user: "collector" }
    ],
    load: jagged("telpi", [[0, 1.6], [12, 1.5], [19, 1]]),
    events: [rdsEvent("telemetry-prod", "2026-06-03T10:58:00Z", "The database has 2,138,000,000 transactions used; vacuum is blocked by prepared transaction or a replication slot.", "notification")]
  }),
  answer: answer("resource_exhaustion", ["MaximumUsedTransactionIDs", "wraparound", "vacuum"], ["configuration_error"])
}

const ddlLock: Incident = {
  name: "first-rds-migration-holds-the-table",
  files: without(database("accounts-prod", "2026-06-03T14:00:00Z", {
    alert: { title: "Latency of accounts-prod", name: "RDSDBLoadHigh", summary: "DBLoad of accounts-prod is 58 on 8 vCPUs; DatabaseConnections climbed to 470. CPUUtilization is only 12%.", error: "canceling statement due to lock timeout", symptom: "Sign-in hangs. Too few connections are suspected." },
    series: {
      DatabaseConnections: jagged("acc", [[0, 150], [4, 152], [8, 300], [14, 468], [19, 470]], 20, 0.01),
      CPUUtilization: jagged("accc", [[0, 26], [4, 25], [6, 13], [19, 11]]),
      CommitThroughput: jagged("acct", [[0, 240], [4, 236], [6, 42], [19, 30]]),
      ReadIOPS: jagged("accr", [[0, 1300], [4, 1290], [6, 500], [19, 460]])
    },
    load: jagged("accpi", [[0, 1.4], [4, 1.5], [8, 22], [14, 55], [19, 58]]),
    sql: [
      { statement: "SELECT id, email, password_hash FROM users WHERE email = $1", load: 38.2, waits: { "Lock:relation": 38.1, CPU: 0.1 }, calls: 3.1, user: "auth" },
      { statement: "UPDATE users SET last_login_at = now() WHERE id = $1", load: 16.9, waits: { "Lock:relation": 16.9 }, calls: 1.2, user: "auth" },
      { statement: "ALTER TABLE users ADD COLUMN locale text NOT NULL DEFAULT (detect_locale())", load: 1, waits: { "IO:DataFileWrite": 0.7, CPU: 0.3 }, calls: 0, user: "migrations" }
    ],
    events: []
  }), "aws_rds_events.json"),
  answer: answer("resource_exhaustion", ["Lock:relation", "ALTER TABLE", "users", "connection"], ["code_defect", "configuration_error"])
}

const slot: Incident = {
  name: "first-rds-slot-of-a-dead-consumer",
  files: database("events-prod", "2026-06-03T17:00:00Z", {
    alert: { title: "FreeStorageSpace low on events-prod", name: "RDSFreeStorageSpaceLow", summary: "FreeStorageSpace on events-prod is 9 GB and falls by 1.1 GB a minute although no table grows.", error: "Free storage below 10%", symptom: "A large INSERT job runs as every evening and is suspected." },
    series: {
      FreeStorageSpace: course([[0, 30 * gib], [19, 9 * gib]], 20),
      TransactionLogsDiskUsage: course([[0, 301e9], [19, 323.5e9]], 20),
      OldestReplicationSlotLag: course([[0, 300.2e9], [19, 322.9e9]], 20),
      WriteIOPS: jagged("evw", [[0, 3100], [19, 3200]]),
      TransactionLogsGeneration: jagged("evt", [[0, 18.9e6], [19, 19.2e6]])
    },
    load: jagged("evl", [[0, 2], [19, 2.1]]),
    sql: [{ statement: "INSERT INTO events (id, payload) SELECT id, payload FROM staging_events", load: 1.4, waits: { "IO:WALWrite": 0.9, CPU: 0.5 }, calls: 2.2, user: "loader" }, ...usualSql],
    events: [
      rdsEvent("events-prod", "2026-06-03T17:12:02Z", "The free storage capacity for DB instance events-prod is low at 5% of the provisioned storage [Provisioned Storage: 393.1 GB, Free Storage: 18.2 GB].", "low storage"),
      rdsEvent("events-prod", "2026-06-01T09:20:00Z", "Logical replication slot debezium_events is inactive since 2026-06-01T09:14:00Z", "notification")
    ]
  }),
  answer: answer("resource_exhaustion", ["replication slot", "WAL", "FreeStorageSpace", "OldestReplicationSlotLag"], ["configuration_error"])
}

const indexGone: Incident = {
  name: "first-rds-scan-after-an-index-was-dropped",
  files: database("tickets-prod", "2026-06-04T07:00:00Z", {
    alert: { title: "CPUUtilization of tickets-prod", name: "RDSCPUUtilizationHigh", summary: "CPUUtilization is 97% since 07:05Z. ReplicaLag rose to 40 seconds.", error: "CPUUtilization > 90 for 10 datapoints", symptom: "Agents see time-outs in the ticket list. Replication trouble is suspected." },
    series: {
      CPUUtilization: jagged("tic", [[0, 31], [4, 32], [6, 91], [9, 98], [19, 98]], 20, 0.015),
      ReadLatency: jagged("til", [[0, 1], [5, 1.1], [9, 2.4], [19, 2.6]]),
      ReplicaLag: jagged("tirl", [[0, 1], [9, 4], [19, 40]]),
      DatabaseConnections: jagged("tid", [[0, 120], [5, 122], [10, 210], [19, 236]]),
      CommitLatency: jagged("ticl", [[0, 2], [6, 3], [19, 9]])
    },
    load: jagged("tipi", [[0, 2], [4, 2.1], [7, 19], [19, 31]]),
    sql: [
      { statement: "SELECT * FROM tickets WHERE assignee_id = $1 AND state <> $2 ORDER BY updated_at DESC LIMIT 50", load: 27.8, waits: { CPU: 26.2, "LWLock:BufferMapping": 1.6 }, calls: 41.5, user: "desk" },
      ...usualSql
    ],
    events: [rdsEvent("tickets-prod", "2026-06-04T03:10:44Z", "Finished DB Instance backup", "backup"), rdsEvent("tickets-prod-replica-1", "2026-05-20T10:00:00Z", "Replication for the Read Replica resumed", "read replica")]
  }),
  answer: answer("resource_exhaustion", ["CPUUtilization", "tickets", "SELECT", "tickets-prod"], ["code_defect"])
}

const nightlyLoad: Incident = {
  name: "first-rds-nightly-load-is-over",
  files: database("dwh-prod", "2026-06-04T01:00:00Z", {
    alert: { title: "CPUUtilization on dwh-prod", name: "RDSCPUUtilizationHigh", severity: "info", state: "resolved", summary: "CPUUtilization was over 75% for 5 minutes and is back to 23%.", error: "", symptom: "None at present; the nightly load runs at 01:00Z." },
    series: {
      CPUUtilization: jagged("dwh", [[0, 25], [2, 26], [3, 74], [8, 79], [10, 27], [19, 22]]),
      WriteIOPS: jagged("dwhw", [[0, 900], [2, 910], [3, 5100], [8, 5300], [10, 950], [19, 880]]),
      ReplicaLag: jagged("dwhr", [[0, 1], [3, 3], [8, 22], [11, 2], [19, 1]])
    },
    load: jagged("dwhl", [[0, 1], [2, 1.1], [3, 5.2], [8, 5.6], [10, 1.3], [19, 1]]),
    sql: [{ statement: "COPY facts_daily FROM STDIN (FORMAT csv)", load: 1.6, waits: { "IO:DataFileExtend": 0.8, CPU: 0.8 }, calls: 0.1, user: "nightly_load" }, ...usualSql],
    events: [rdsEvent("dwh-prod", "2026-06-03T22:40:00Z", "Finished DB Instance backup", "backup")]
  }),
  answer: answer("healthy", ["normal", "no failure"], [])
}

const tightThreshold: Incident = {
  name: "first-rds-threshold-too-low",
  files: without(database("crm-prod", "2026-06-04T10:00:00Z", {
    alert: { title: "DatabaseConnections on crm-prod", name: "RDSDatabaseConnectionsHigh", severity: "warning", summary: "DatabaseConnections is above the alarm's threshold of 150 (currently 158).", error: "", symptom: "None reported. max_connections is 5000; the alarm was copied from a smaller instance." },
    series: { DatabaseConnections: jagged("crm", [[0, 149], [6, 152], [12, 158], [19, 157]], 20, 0.02) },
    events: [rdsEvent("crm-prod", "2026-06-04T04:00:00Z", "Finished DB Instance backup", "backup"), rdsEvent("crm-prod", "2026-06-02T11:00:00Z", "Applying modification to convert to a Multi-AZ DB instance is complete", "configuration change")]
  }), "aws_performance_insights.json"),
  answer: answer("healthy", ["normal", "connection"], [])
}

export const firstLookRdsIncidents: ReadonlyArray<Incident> = [forcedSsl, swapping, wraparound, ddlLock, slot, indexGone, nightlyLoad, tightThreshold]
