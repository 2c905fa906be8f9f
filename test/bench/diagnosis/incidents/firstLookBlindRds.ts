// Databases by one more author who had not read the rules: the blind half, of which
// only totals are shown. Do not mend rules on single ones of these.
import { course, rdsEvent, usualSql } from "./rdsBase.js"
import { answer, type Incident } from "./types.js"
import { database, jagged, without } from "./unseenBase.js"

const replicaQuery: Incident = {
  name: "blind-first-rds-1",
  files: database("catalog-prod", "2026-06-05T06:00:00Z", {
    alert: { title: "ReplicaLag on catalog-prod-replica-1", name: "RDSReplicationLagHigh", summary: "ReplicaLag on catalog-prod-replica-1 is 900 seconds. The primary's metrics are as usual.", error: "ReplicaLag > 300", symptom: "Search shows old products. A burst of writes is suspected." },
    series: { ReplicaLag: jagged("cat", [[0, 2], [3, 4], [19, 905]], 20, 0.01), CPUUtilization: jagged("catc", [[0, 24], [19, 25]]) },
    further: [{ instance: "catalog-prod-replica-1", metric: "CPUUtilization", stat: "Average", unit: "Percent", values: jagged("catr", [[0, 20], [3, 44], [19, 46]]) }],
    load: jagged("catl", [[0, 1], [3, 2], [19, 2.2]]),
    sql: [{ statement: "SELECT p.id, count(*) FROM products p JOIN price_history h ON h.product_id = p.id GROUP BY p.id", load: 1.3, waits: { "IO:DataFileRead": 0.9, CPU: 0.4 }, calls: 0.01, user: "export_on_replica" }, ...usualSql],
    events: [rdsEvent("catalog-prod-replica-1", "2026-06-05T06:10:00Z", "WAL replay is paused by a recovery conflict: a query on the replica has been running longer than max_standby_streaming_delay.", "read replica", "notification")]
  }),
  answer: answer("resource_exhaustion", ["ReplicaLag", "replica", "SELECT", "replay"], ["configuration_error"])
}

const volumeImpaired: Incident = {
  name: "blind-first-rds-2",
  files: database("wallet-prod", "2026-06-05T09:00:00Z", {
    alert: { title: "Latency of wallet-prod", name: "RDSWriteLatencyHigh", summary: "WriteLatency on wallet-prod is 160 ms while WriteIOPS fell by 80%. No deployment, no change of load.", error: "WriteLatency > 50 ms", symptom: "Payments time out; connections pile up." },
    series: {
      WriteLatency: jagged("wal", [[0, 1.2], [6, 1.3], [7, 120], [19, 164]]),
      ReadLatency: jagged("walr", [[0, 1], [6, 1], [7, 88], [19, 97]]),
      WriteIOPS: jagged("walw", [[0, 900], [6, 890], [7, 210], [19, 160]]),
      ReadIOPS: jagged("walri", [[0, 1400], [6, 1410], [7, 330], [19, 290]]),
      DiskQueueDepth: jagged("walq", [[0, 0.2], [6, 0.2], [7, 38], [19, 61]]),
      CPUUtilization: jagged("walc", [[0, 22], [6, 22], [7, 8], [19, 6]]),
      DatabaseConnections: jagged("wald", [[0, 140], [7, 180], [19, 410]])
    },
    load: jagged("wall", [[0, 1.1], [6, 1.2], [8, 26], [19, 44]]),
    sql: [{ statement: "INSERT INTO ledger_entries (wallet_id, amount) VALUES ($1, $2)", load: 29, waits: { "IO:WALSync": 22, "LWLock:WALWrite": 7 }, calls: 40, user: "wallet" }],
    events: [rdsEvent("wallet-prod", "2026-06-05T09:13:00Z", "The underlying storage volume of DB instance wallet-prod is impaired. RDS is working on recovery.", "failure", "notification")]
  }),
  answer: answer("infrastructure", ["WriteLatency", "volume", "wallet-prod"], [])
}

const storm: Incident = {
  name: "blind-first-rds-3",
  files: without(database("promo-prod", "2026-06-05T12:00:00Z", {
    alert: { title: "Connections of promo-prod", name: "RDSDatabaseConnectionsHigh", summary: "DatabaseConnections jumped from 90 to 498 within 3 minutes; max_connections is 500.", error: "FATAL: sorry, too many clients already", symptom: "A push campaign was sent at 12:03Z; functions scale out and each opens its own session." },
    series: { DatabaseConnections: jagged("pro", [[0, 90], [3, 92], [6, 492], [19, 498]], 20, 0.003), CPUUtilization: jagged("proc", [[0, 20], [3, 21], [6, 63], [19, 58]]) },
    load: jagged("prol", [[0, 1], [3, 1], [6, 7], [19, 8]]),
    sql: [{ statement: "SELECT code, valid_until FROM coupons WHERE code = $1", load: 5.4, waits: { "Client:ClientRead": 3.9, CPU: 1.5 }, calls: 260, user: "coupon_fn" }, ...usualSql],
    events: []
  }), "aws_rds_events.json"),
  answer: answer("resource_exhaustion", ["connection", "max_connections", "DatabaseConnections", "too many clients"], [])
}

const burst: Incident = {
  name: "blind-first-rds-4",
  files: database("forum-prod", "2026-06-05T15:00:00Z", {
    alert: { title: "ReadLatency of forum-prod", name: "RDSReadLatencyHigh", summary: "ReadLatency on forum-prod is 45 ms, DiskQueueDepth 30.", error: "ReadLatency > 20 ms", symptom: "Pages are slow. CPU at 18% seems idle." },
    series: {
      BurstBalance: course([[0, 34], [8, 2], [10, 0], [19, 0]], 20),
      ReadIOPS: jagged("for", [[0, 2950], [9, 2960], [11, 300], [19, 300]], 20, 0.01),
      ReadLatency: jagged("forl", [[0, 2], [9, 3], [11, 38], [19, 46]]),
      DiskQueueDepth: jagged("forq", [[0, 1], [9, 2], [11, 26], [19, 31]]),
      CPUUtilization: jagged("forc", [[0, 35], [9, 36], [11, 19], [19, 18]])
    },
    load: jagged("forp", [[0, 3], [9, 3.2], [11, 14], [19, 17]]),
    sql: [{ statement: "SELECT body FROM posts WHERE thread_id = $1 ORDER BY created_at", load: 12.1, waits: { "IO:DataFileRead": 11.8, CPU: 0.3 }, calls: 120, user: "forum" }],
    events: [rdsEvent("forum-prod", "2026-06-05T02:00:00Z", "Finished DB Instance backup", "backup")]
  }),
  answer: answer("resource_exhaustion", ["BurstBalance", "IOPS", "ReadLatency"], [])
}

const hostLost: Incident = {
  name: "blind-first-rds-5",
  files: database("booking-prod", "2026-06-05T18:00:00Z", {
    alert: { title: "booking-prod unavailable", name: "RDSAvailability", summary: "booking-prod refused connections for several minutes from 18:06Z.", error: "could not connect to server: Connection timed out", symptom: "Booking was down. A connection leak was suspected since reconnects peaked afterwards." },
    series: {
      DatabaseConnections: course([[0, 140], [5, 141], [6, 0], [9, 0], [10, 330], [13, 190], [19, 150]], 20),
      CPUUtilization: jagged("boo", [[0, 22], [5, 22], [6, 2], [9, 3], [10, 61], [14, 30], [19, 26]]),
      CommitThroughput: jagged("booc", [[0, 210], [5, 212], [6, 0], [9, 0], [10, 260], [19, 210]])
    },
    load: jagged("bool", [[0, 1], [5, 1], [6, 0], [9, 0], [10, 6], [19, 1.3]]),
    events: [
      rdsEvent("booking-prod", "2026-06-05T18:06:20Z", "Multi-AZ instance failover started.", "failover"),
      rdsEvent("booking-prod", "2026-06-05T18:09:31Z", "The RDS Multi-AZ primary instance is unresponsive due to an underlying hardware failure of its host.", "failover", "failure"),
      rdsEvent("booking-prod", "2026-06-05T18:09:40Z", "Multi-AZ instance failover completed", "failover")
    ]
  }),
  answer: answer("infrastructure", ["failover", "Multi-AZ", "host"], [])
}

const patched: Incident = {
  name: "blind-first-rds-6",
  files: database("hr-prod", "2026-06-06T03:00:00Z", {
    alert: { title: "Maintenance of hr-prod", name: "RDSEventNotification", severity: "info", state: "normal", summary: "Planned minor version upgrade of hr-prod in its maintenance window is complete.", error: "", symptom: "None; two minutes of planned unavailability." },
    series: { DatabaseConnections: course([[0, 40], [4, 41], [5, 0], [6, 0], [7, 38], [19, 40]], 20), CPUUtilization: jagged("hr", [[0, 8], [4, 8], [5, 2], [7, 14], [19, 9]]) },
    events: [
      rdsEvent("hr-prod", "2026-06-06T03:03:00Z", "Applying off-line patches to DB instance", "maintenance"),
      rdsEvent("hr-prod", "2026-06-06T03:05:10Z", "DB instance shutdown", "availability"),
      rdsEvent("hr-prod", "2026-06-06T03:06:40Z", "DB instance restarted", "availability"),
      rdsEvent("hr-prod", "2026-06-06T03:07:30Z", "Finished applying off-line patches to DB instance", "maintenance")
    ]
  }),
  answer: answer("healthy", ["normal", "no failure"], [])
}

export const firstLookBlindRdsIncidents: ReadonlyArray<Incident> = [replicaQuery, volumeImpaired, storm, burst, hostLost, patched]
