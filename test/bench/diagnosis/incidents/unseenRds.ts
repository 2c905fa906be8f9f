// Databases, written by somebody who has not read the rules; rules may be improved on these.
import { rdsEvent, usualSql } from "./rdsBase.js"
import { answer, type Incident } from "./types.js"
import { database, jagged } from "./unseenBase.js"

const gib = 1024 ** 3

const iopsCeiling: Incident = {
  name: "unseen-rds-volume-at-its-iops",
  files: database("catalog-prod", "2026-06-02T01:30:00Z", {
    alert: { title: "Commit latency and session pile-up on catalog-prod", name: "RDSCommitLatencyHigh", summary: "CommitLatency p99 above 180 ms for 10 minutes, DatabaseConnections doubled, ReplicaLag above 60 s.", error: "canceling statement due to statement timeout", symptom: "Product pages time out. The pool grows because sessions stay busy; could be a leak after yesterday's release.", mode: "latency" },
    series: {
      ReadIOPS: jagged("c1", [[0, 640], [3, 2380], [19, 2410]], 20, 0.01),
      WriteIOPS: jagged("c2", [[0, 410], [3, 612], [19, 588]], 20, 0.01),
      ReadLatency: jagged("c3", [[0, 1.2], [3, 18], [8, 41], [19, 44]]),
      WriteLatency: jagged("c4", [[0, 1.4], [3, 26], [8, 63], [19, 66]]),
      CommitLatency: jagged("c5", [[0, 2], [4, 71], [9, 183], [19, 190]]),
      DiskQueueDepth: jagged("c6", [[0, 0.3], [3, 28], [8, 92], [19, 97]]),
      CPUUtilization: jagged("c7", [[0, 21], [4, 33], [19, 31]]),
      DatabaseConnections: jagged("c8", [[0, 131], [6, 190], [19, 288]]),
      ReplicaLag: jagged("c9", [[0, 1.1], [8, 22], [19, 74]])
    },
    load: jagged("c10", [[0, 1.2], [4, 14], [9, 31], [19, 33]]),
    sql: [
      { statement: "REFRESH MATERIALIZED VIEW CONCURRENTLY product_facets", load: 19.4, waits: { "IO:DataFileRead": 16.9, "IO:BufFileWrite": 2.1, CPU: 0.4 }, calls: 0.1, user: "facet_refresher" },
      { statement: "SELECT sku, name, price FROM product WHERE category_id = $1 ORDER BY rank LIMIT $2", load: 7.3, waits: { "IO:DataFileRead": 7, CPU: 0.3 }, calls: 61.9, user: "storefront" },
      { statement: "UPDATE stock SET reserved = reserved + $1 WHERE sku = $2", load: 4.8, waits: { "IO:WALSync": 4.6, CPU: 0.2 }, calls: 22.4, user: "stock_svc" }
    ],
    events: [
      rdsEvent("catalog-prod", "2026-06-01T11:20:41Z", "Finished applying modification to convert the storage type from io1 to gp3 with 3000 provisioned IOPS and 125 MB/s throughput.", "configuration change"),
      rdsEvent("catalog-prod", "2026-06-01T23:04:10Z", "Backing up DB instance", "backup"),
      rdsEvent("catalog-prod", "2026-06-01T23:19:55Z", "Finished DB Instance backup", "backup")
    ]
  }),
  answer: answer("resource_exhaustion", ["IOPS", "DiskQueueDepth", "REFRESH MATERIALIZED VIEW", "latency"], ["configuration_error"])
}

const forgottenSlot: Incident = {
  name: "unseen-rds-slot-keeps-wal",
  files: database("tickets-prod", "2026-06-03T14:00:00Z", {
    alert: { title: "Storage Space Critical On tickets-prod", name: "RDSFreeStorageSpaceLow", summary: "FreeStorageSpace on tickets-prod is below 4 GB and shrinking about 400 MB a minute. An export query is the heaviest statement.", error: "", symptom: "Disk fills although no bulk load is scheduled; the export was blamed and restarted twice.", mode: "storage_full" },
    series: {
      FreeStorageSpace: jagged("t1", [[0, 11.8 * gib], [19, 3.4 * gib]], 20, 0.004),
      TransactionLogsDiskUsage: jagged("t2", [[0, 171 * gib], [19, 179.4 * gib]], 20, 0.001),
      OldestReplicationSlotLag: jagged("t3", [[0, 170.6 * gib], [19, 179 * gib]], 20, 0.001),
      WriteIOPS: jagged("t4", [[0, 905], [19, 921]]),
      TransactionLogsGeneration: jagged("t5", [[0, 7.1e6], [19, 7.4e6]]),
      CPUUtilization: jagged("t6", [[0, 38], [6, 57], [19, 55]])
    },
    load: jagged("t7", [[0, 2.1], [6, 3.4], [19, 3.2]]),
    sql: [
      { statement: "COPY (SELECT * FROM ticket_event WHERE created_at >= $1) TO STDOUT WITH (FORMAT csv)", load: 1.9, waits: { CPU: 1.2, "IO:DataFileRead": 0.5, "Client:ClientWrite": 0.2 }, calls: 0.02, user: "bi_export" },
      ...usualSql
    ],
    events: [
      rdsEvent("tickets-prod", "2026-05-31T16:02:37Z", "Replication slot 'cdc_warehouse' on tickets-prod has been inactive since 2026-05-31 16:01:12 UTC; its consumer disconnected.", "notification"),
      rdsEvent("tickets-prod", "2026-06-03T13:41:08Z", "The free storage capacity for DB instance tickets-prod is low at 9% of the provisioned storage [Provisioned Storage: 200 GB, Free Storage: 18.2 GB].", "low storage"),
      rdsEvent("tickets-prod", "2026-06-03T14:12:50Z", "The free storage capacity for DB instance tickets-prod is low at 3% of the provisioned storage [Provisioned Storage: 200 GB, Free Storage: 6.1 GB].", "low storage")
    ]
  }),
  answer: answer("resource_exhaustion", ["FreeStorageSpace", "replication slot", "WAL", "cdc_warehouse"], ["configuration_error"])
}

const loweredLimit: Incident = {
  name: "unseen-rds-parameter-lowers-connections",
  files: database("booking-prod", "2026-06-04T08:10:00Z", {
    alert: { title: "Clients refused by booking-prod", name: "RDSConnectionFailures", summary: "About a third of the bookings fail to obtain a session since the maintenance restart at 07:58Z. Traffic is the same as yesterday.", error: "FATAL: sorry, too many clients already", symptom: "Session count is lower than usual, yet connections are refused." },
    series: {
      DatabaseConnections: jagged("b1", [[0, 119], [19, 120]], 20, 0.004),
      CPUUtilization: jagged("b2", [[0, 17], [19, 16]]),
      CommitThroughput: jagged("b3", [[0, 131], [19, 128]])
    },
    load: jagged("b4", [[0, 1.4], [19, 1.3]], 20, 0.1),
    events: [
      rdsEvent("booking-prod", "2026-06-03T17:26:09Z", "Updated parameter max_connections to 120 with apply method pending-reboot", "configuration change"),
      rdsEvent("booking-prod", "2026-06-03T17:26:09Z", "Updated parameter log_min_duration_statement to 500 with apply method immediate", "configuration change"),
      rdsEvent("booking-prod", "2026-06-04T07:58:21Z", "DB instance restarted", "availability"),
      rdsEvent("booking-prod", "2026-06-04T08:14:30Z", "Application clients reported 'FATAL: sorry, too many clients already' on booking-prod. Sessions in use: 120 of 120, 412 at this time yesterday.", "notification", "failure")
    ]
  }),
  answer: answer("configuration_error", ["max_connections", "parameter", "120", "connection"], ["resource_exhaustion"])
}

const spentCredits: Incident = {
  name: "unseen-rds-burstable-without-credits",
  files: database("loyalty-prod", "2026-06-05T18:00:00Z", {
    split: true,
    alert: { title: "Slow queries on loyalty-prod", name: "RDSQueryLatencyHigh", severity: "warning", summary: "p95 query time went from 12 ms to 1.9 s. CPUUtilization is only 30 %, memory and storage are fine.", error: "", symptom: "Everything is slow although no resource seems to be used up." },
    series: {
      CPUUtilization: jagged("l1", [[0, 74], [5, 71], [6, 30], [19, 30]], 20, 0.01),
      CPUCreditBalance: jagged("l2", [[0, 31], [5, 2], [6, 0], [19, 0]]),
      CommitLatency: jagged("l3", [[0, 2.2], [6, 19], [19, 24]]),
      DatabaseConnections: jagged("l4", [[0, 88], [19, 131]])
    },
    further: [{ instance: "loyalty-prod", metric: "CPUSurplusCreditsCharged", stat: "Average", unit: "Count", values: jagged("l5", [[0, 0], [19, 0]]) }],
    load: jagged("l6", [[0, 2.4], [6, 11], [19, 15]]),
    sql: [
      { statement: "SELECT member_id, sum(points) FROM ledger WHERE expires_at > now() GROUP BY member_id HAVING sum(points) > $1", load: 9.1, waits: { CPU: 8.9, "IO:DataFileRead": 0.2 }, calls: 3.1, user: "campaign_worker" },
      ...usualSql
    ],
    events: [
      rdsEvent("loyalty-prod", "2026-06-02T09:11:40Z", "Finished modification of DB instance class from db.m6g.large to db.t4g.large", "configuration change"),
      rdsEvent("loyalty-prod", "2026-06-05T02:31:00Z", "Finished DB Instance backup", "backup")
    ]
  }),
  answer: answer("resource_exhaustion", ["CPUCreditBalance", "CPU", "credit"], ["configuration_error"])
}

const lostZone: Incident = {
  name: "unseen-rds-primary-lost-its-network",
  files: database("orders-eu", "2026-06-06T03:40:00Z", {
    alert: { title: "orders-eu unavailable", name: "RDSConnectionFailures", summary: "All sessions to orders-eu dropped at 03:46Z; reconnects failed for two minutes and reads are slow since.", error: "could not connect to server: Connection timed out. Is the server running on host \"orders-eu.cx0.eu-west-1.rds.amazonaws.com\" and accepting TCP/IP connections on port 5432?", symptom: "Writes failed; ReadIOPS five times the usual afterwards, a heavy query is suspected." },
    series: {
      DatabaseConnections: jagged("o1", [[0, 212], [5, 214], [6, 0], [8, 0], [10, 205], [19, 214]]),
      CPUUtilization: jagged("o2", [[0, 23], [5, 24], [6, 3], [8, 4], [10, 58], [19, 37]]),
      ReadIOPS: jagged("o3", [[0, 1300], [5, 1310], [6, 4], [8, 6], [10, 7100], [19, 3900]]),
      ReadLatency: jagged("o4", [[0, 0.8], [9, 0.9], [10, 4.9], [19, 2.1]])
    },
    absent: ["WriteIOPS", "WriteThroughput", "ReadThroughput", "CommitThroughput", "TransactionLogsGeneration", "NetworkReceiveThroughput", "NetworkTransmitThroughput"],
    load: jagged("o5", [[0, 1.6], [5, 1.5], [6, 0], [8, 0], [10, 6.1], [19, 2.9]]),
    events: [
      rdsEvent("orders-eu", "2026-06-05T22:10:00Z", "Finished DB Instance backup", "backup"),
      rdsEvent("orders-eu", "2026-06-06T03:46:11Z", "Multi-AZ instance failover started.", "failover"),
      rdsEvent("orders-eu", "2026-06-06T03:47:48Z", "DB instance restarted", "availability"),
      rdsEvent("orders-eu", "2026-06-06T03:48:02Z", "Multi-AZ instance failover completed", "failover"),
      rdsEvent("orders-eu", "2026-06-06T03:51:30Z", "The RDS Multi-AZ primary instance is unreachable due to loss of network connectivity.", "failover", "notification")
    ]
  }),
  answer: answer("infrastructure", ["failover", "Multi-AZ", "network connectivity", "orders-eu"])
}

const quietAfterFailover: Incident = {
  name: "unseen-rds-quiet-after-old-failover",
  files: database("billing-prod", "2026-06-07T12:00:00Z", {
    split: true,
    alert: { title: "RDS event subscription digest — billing-prod", name: "RDSEventDigest", severity: "info", state: "normal", summary: "Failure-category events of the last 24 hours for billing-prod, sent daily.", error: "", symptom: "None reported by application teams." },
    series: {
      CPUUtilization: jagged("q1", [[0, 19], [8, 31], [10, 20], [19, 21]]),
      DatabaseConnections: jagged("q2", [[0, 142], [19, 144]]),
      ReplicaLag: jagged("q3", [[0, 0.9], [9, 2.8], [19, 1]])
    },
    events: [
      rdsEvent("billing-prod", "2026-06-06T21:02:14Z", "Multi-AZ instance failover started.", "failover"),
      rdsEvent("billing-prod", "2026-06-06T21:03:01Z", "Multi-AZ instance failover completed", "failover"),
      rdsEvent("billing-prod", "2026-06-06T21:03:02Z", "The user requested a failover of the DB instance.", "failover", "notification"),
      rdsEvent("billing-prod", "2026-06-07T01:20:00Z", "Finished DB Instance backup", "backup")
    ]
  }),
  answer: answer("healthy", ["normal", "no failure", "failover"])
}

export const unseenRdsIncidents: ReadonlyArray<Incident> = [iopsCeiling, forgottenSlot, loweredLimit, spentCredits, lostZone, quietAfterFailover]
