// Incidents of a database that runs out of something.
import { course, rdsEvent, rdsFiles, usualSql } from "./rdsBase.js"
import { answer, type Incident } from "./types.js"

const gib = 1024 ** 3

export const rdsResourceIncidents: ReadonlyArray<Incident> = [
  {
    name: "rds/cpu-missing-index",
    files: rdsFiles("parcel-prod", "2026-06-02T13:00:00Z", {
      alert: { title: "CPU High On parcel-prod", name: "RDSCPUUtilizationHigh", summary: "CPUUtilization above 90 % for 10 minutes.", error: "Statement timeouts in the tracking API.", symptom: "Slow tracking pages." },
      series: { CPUUtilization: course([[0, 31], [3, 64], [6, 92], [14, 97.4]]), ReadIOPS: course([[0, 1500], [14, 1720]]), DatabaseConnections: course([[0, 150], [14, 231]]) },
      load: course([[0, 1.4], [6, 11], [14, 17.8]]),
      sql: [{ statement: "SELECT * FROM shipment_events WHERE lower(tracking_ref) = $1 ORDER BY occurred_at DESC", load: 15.1, waits: { CPU: 14.2, "IO:DataFileRead": 0.9 }, calls: 62.4, user: "tracking_api" }, ...usualSql]
    }),
    answer: answer("resource_exhaustion", ["CPUUtilization", "shipment_events", "SELECT", "97.4", "index"])
  },
  {
    name: "rds/replica-lag-bulk-delete",
    files: rdsFiles("telemetry-prod", "2026-06-03T01:00:00Z", {
      alert: { title: "Replica Lag On telemetry-prod", name: "RDSReplicationLagHigh", summary: "Replica is behind by more than 10 minutes. A backup is running at the same time.", error: "Stale reads.", symptom: "Dashboards are old." },
      series: { ReplicaLag: course([[0, 1], [2, 30], [14, 842]]), WriteIOPS: course([[0, 900], [1, 9800], [14, 11200]]), TransactionLogsGeneration: course([[0, 4.2e6], [1, 9.6e7], [14, 1.21e8]]), CPUUtilization: course([[0, 24], [2, 44], [14, 47]]) },
      load: course([[0, 1.1], [2, 5.1], [14, 6.2]]),
      sql: [{ statement: "DELETE FROM sensor_readings WHERE recorded_at < $1", load: 5.2, waits: { "IO:DataFileWrite": 2.1, "LWLock:WALWrite": 2.4, CPU: 0.7 }, calls: 2.2, user: "retention_job" }, ...usualSql],
      events: [rdsEvent("telemetry-prod", "2026-06-03T01:02:00Z", "Backing up DB instance", "backup")]
    }),
    answer: answer("resource_exhaustion", ["replication lag", "842", "WAL", "DELETE", "telemetry-prod-replica-1", "backup"])
  },
  {
    name: "rds/slot-retains-wal",
    files: rdsFiles("crm-prod", "2026-06-04T09:00:00Z", {
      alert: { title: "Free Storage Low On crm-prod", name: "RDSFreeStorageSpaceLow", summary: "FreeStorageSpace below 10 GB.", error: "", symptom: "Storage shrinks though tables do not grow." },
      series: { FreeStorageSpace: course([[0, 21 * gib], [14, 4.5 * gib]]), OldestReplicationSlotLag: course([[0, 251 * gib], [14, 268 * gib]]), TransactionLogsDiskUsage: course([[0, 252 * gib], [14, 269 * gib]]) },
      events: [rdsEvent("crm-prod", "2026-06-04T09:08:00Z", "The free storage capacity for DB Instance: crm-prod is low at 3% of the provisioned storage [Provisioned Storage: 311.4 GB, Free Storage: 10.9 GB]. You may want to increase the provisioned storage to address this issue.", "low storage"), rdsEvent("crm-prod", "2026-06-02T17:00:00Z", "Replication slot cdc_warehouse is inactive: consumer disconnected.", "notification")]
    }),
    answer: answer("resource_exhaustion", ["replication slot", "WAL", "FreeStorageSpace", "OldestReplicationSlotLag", "cdc_warehouse"])
  },
  {
    name: "rds/burst-balance",
    files: rdsFiles("forum-prod", "2026-06-05T18:00:00Z", {
      alert: { title: "Write Latency High On forum-prod", name: "RDSWriteLatencyHigh", summary: "WriteLatency and ReadLatency rose 40 times.", error: "", symptom: "Everything is slow, CPU is low." },
      series: { BurstBalance: course([[0, 22], [6, 0], [14, 0]]), ReadLatency: course([[0, 1.2], [6, 3], [8, 44], [14, 52]]), WriteLatency: course([[0, 1.3], [6, 4], [8, 61], [14, 66]]), DiskQueueDepth: course([[0, 0.8], [7, 22], [14, 41]]), ReadIOPS: course([[0, 2400], [6, 2300], [8, 300], [14, 300]]), CPUUtilization: course([[0, 27], [14, 12]]) },
      load: course([[0, 2.1], [8, 9], [14, 12.4]]),
      sql: [{ statement: "SELECT p.* FROM posts p WHERE p.thread_id = $1", load: 8.4, waits: { "IO:DataFileRead": 8.1, CPU: 0.3 }, calls: 52, user: "forum" }, ...usualSql]
    }),
    answer: answer("resource_exhaustion", ["BurstBalance", "IOPS", "DiskQueueDepth", "ReadLatency", "throttl"])
  },
  {
    name: "rds/memory-swap",
    files: rdsFiles("stock-prod", "2026-06-06T07:00:00Z", {
      alert: { title: "Freeable Memory Low On stock-prod", name: "RDSFreeableMemoryLow", summary: "FreeableMemory under 300 MB.", error: "", symptom: "Latency spikes." },
      series: { FreeableMemory: course([[0, 6.2 * gib], [9, 0.6 * gib], [14, 0.19 * gib]]), SwapUsage: course([[0, 6e7], [8, 9e8], [14, 3.4e9]]), ReadLatency: course([[0, 1.1], [14, 8.7]]), CPUUtilization: course([[0, 25], [14, 51]]) },
      load: course([[0, 1.2], [14, 6.1]]),
      sql: [{ statement: "SELECT sku, SUM(qty) FROM stock_moves GROUP BY sku ORDER BY 2 DESC", load: 4.7, waits: { "IO:BufFileWrite": 2.6, CPU: 2.1 }, calls: 11, user: "planner" }, ...usualSql]
    }),
    answer: answer("resource_exhaustion", ["FreeableMemory", "SwapUsage", "memory", "stock_moves"])
  },
  {
    name: "rds/locks-idle-in-transaction",
    files: rdsFiles("ledger-prod", "2026-06-07T15:00:00Z", {
      alert: { title: "API Timeouts On ledger-prod", name: "RDSDBLoadHigh", summary: "db load above vCPU count; CPU is low.", error: "canceling statement due to lock timeout", symptom: "Postings hang." },
      series: { CPUUtilization: course([[0, 20], [14, 13]]), CommitThroughput: course([[0, 215], [4, 90], [14, 12]]), DatabaseConnections: course([[0, 148], [14, 288]]) },
      load: course([[0, 1.1], [4, 14], [14, 47]]),
      sql: [{ statement: "UPDATE accounts SET balance = balance - $1 WHERE id = $2", load: 41.2, waits: { "Lock:transactionid": 38.4, "Lock:tuple": 2.5, CPU: 0.3 }, calls: 0.9, user: "posting" }, { statement: "BEGIN; SELECT * FROM accounts FOR UPDATE", load: 1, waits: { "Client:ClientRead": 1 }, calls: 0, user: "ops_console" }, ...usualSql],
      events: [rdsEvent("ledger-prod", "2026-06-07T15:05:00Z", "Session 4471 (ops_console) has been idle in transaction for 1900 seconds.", "notification")]
    }),
    answer: answer("resource_exhaustion", ["Lock:transactionid", "lock", "UPDATE accounts", "idle in transaction", "block"], ["code_defect", "configuration_error"])
  },
  {
    name: "rds/deadlocks",
    files: rdsFiles("slots-prod", "2026-06-08T10:00:00Z", {
      alert: { title: "Deadlocks On slots-prod", name: "RDSDeadlocks", summary: "Deadlocks since the release of slot-api at 10:03.", error: "deadlock detected", symptom: "Reservations fail at random." },
      series: { Deadlocks: course([[0, 0], [3, 0], [4, 9], [14, 31]]), CommitThroughput: course([[0, 212], [14, 160]]) },
      load: course([[0, 1.1], [14, 5.4]]),
      sql: [{ statement: "UPDATE reservations SET slot_id = $1 WHERE id = $2", load: 3.9, waits: { "Lock:transactionid": 3.3, CPU: 0.6 }, calls: 41, user: "slot_api" }, ...usualSql]
    }),
    answer: answer("code_defect", ["deadlock", "reservations", "Lock:transactionid", "order"], ["resource_exhaustion"])
  },
  {
    name: "rds/transaction-id-wraparound",
    files: rdsFiles("iot-prod", "2026-06-09T11:00:00Z", {
      alert: { title: "Transaction Ids On iot-prod", name: "RDSMaximumUsedTransactionIDs", summary: "MaximumUsedTransactionIDs above 1.9 billion.", error: "database \"iot\" must be vacuumed within 177000000 transactions", symptom: "Warnings in all sessions." },
      series: { MaximumUsedTransactionIDs: course([[0, 1.958e9], [14, 1.971e9]]), CPUUtilization: course([[0, 41], [14, 44]]) },
      sql: [{ statement: "autovacuum: VACUUM public.device_state (to prevent wraparound)", load: 1.1, waits: { "IO:DataFileRead": 0.9, CPU: 0.2 }, calls: 0 }, ...usualSql],
      events: [rdsEvent("iot-prod", "2026-06-09T10:40:00Z", "Autovacuum cannot remove dead rows: oldest xmin held by prepared transaction.", "notification")]
    }),
    answer: answer("resource_exhaustion", ["MaximumUsedTransactionIDs", "wraparound", "vacuum", "transaction"], ["configuration_error"])
  },
  {
    name: "rds/connection-storm",
    files: rdsFiles("users-prod", "2026-06-10T08:00:00Z", {
      alert: { title: "Logins Fail On users-prod", name: "RDSDatabaseConnectionsHigh", summary: "Login service cannot connect.", error: "FATAL: sorry, too many clients already", symptom: "Login fails for most users." },
      series: { DatabaseConnections: course([[0, 180], [3, 520], [6, 890], [14, 900]]), CPUUtilization: course([[0, 24], [14, 39]]), FreeableMemory: course([[0, 20 * gib], [14, 15 * gib]]) },
      load: course([[0, 1.2], [6, 5], [14, 6]]),
      sql: [{ statement: "SELECT id, hash FROM users WHERE email = $1", load: 4.9, waits: { "Client:ClientRead": 4.1, CPU: 0.8 }, calls: 12, user: "login_lambda" }, ...usualSql],
      events: [rdsEvent("users-prod", "2026-06-10T08:07:00Z", "DB instance users-prod has reached its max_connections of 900.", "notification", "failure")]
    }),
    answer: answer("resource_exhaustion", ["DatabaseConnections", "max_connections", "900", "ClientRead", "idle"])
  },
  {
    name: "rds/storage-growth-cpu-red-herring",
    files: rdsFiles("events-prod", "2026-06-11T04:00:00Z", {
      alert: { title: "CPU And Storage On events-prod", name: "RDSMultipleAlarms", summary: "CPUUtilization 80 %, FreeStorageSpace falling.", error: "", symptom: "Two alarms at once; cause unclear." },
      series: { FreeStorageSpace: course([[0, 19 * gib], [10, 2 * gib], [14, 0.3 * gib]]), WriteIOPS: course([[0, 2100], [2, 7400], [14, 7900]]), CPUUtilization: course([[0, 38], [5, 78], [14, 82]]), WriteThroughput: course([[0, 4e7], [14, 9.1e7]]) },
      load: course([[0, 2], [14, 7]]),
      sql: [{ statement: "INSERT INTO click_stream_raw SELECT * FROM staging_clicks", load: 4.4, waits: { "IO:DataFileExtend": 3.9, CPU: 0.5 }, calls: 3, user: "loader" }, { statement: "SELECT country, COUNT(*) FROM visitors GROUP BY country", load: 1.9, waits: { CPU: 1.8, "IO:DataFileRead": 0.1 }, calls: 0.3, user: "bi_reader" }],
      events: [rdsEvent("events-prod", "2026-06-11T04:09:00Z", "The free storage capacity for DB Instance: events-prod is low at 2% of the provisioned storage.", "low storage")]
    }),
    answer: answer("resource_exhaustion", ["FreeStorageSpace", "INSERT", "click_stream_raw", "CPUUtilization", "not the cause"], [], ["two root causes", "multiple root causes", "independent root causes", "cpu_saturation"])
  }
]
