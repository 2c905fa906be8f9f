// Databases, written by somebody who has not read the rules. They only report:
// do not read them while rules are changed.
import { rdsEvent, usualSql } from "./rdsBase.js"
import { answer, type Incident } from "./types.js"
import { database, jagged, without } from "./unseenBase.js"

const gib = 1024 ** 3

const wraparound: Incident = {
  name: "blind-rds-1",
  files: database("ledger-prod", "2026-07-01T05:00:00Z", {
    alert: { title: "Background load on ledger-prod", name: "RDSWriteIOPSHigh", severity: "critical", summary: "WriteIOPS and ReadIOPS far over the usual since midnight although client traffic is at its nightly low.", error: "database \"ledger\" must be vacuumed within 8123377 transactions", symptom: "Nightly job suspected; it was stopped and nothing changed." },
    series: {
      MaximumUsedTransactionIDs: jagged("w1", [[0, 2.1385e9], [19, 2.1393e9]], 20, 0.0001),
      ReadIOPS: jagged("w2", [[0, 4100], [19, 4300]]),
      WriteIOPS: jagged("w3", [[0, 2900], [19, 3010]]),
      CPUUtilization: jagged("w4", [[0, 41], [19, 44]])
    },
    load: jagged("w5", [[0, 3.1], [19, 3.3]], 20, 0.08),
    sql: [
      { statement: "autovacuum: VACUUM public.posting (to prevent wraparound)", load: 1.8, waits: { "IO:DataFileRead": 1.2, "Timeout:VacuumDelay": 0.6 }, calls: 0, user: "rdsadmin" },
      { statement: "autovacuum: VACUUM ANALYZE public.posting_line (to prevent wraparound)", load: 1.1, waits: { "IO:DataFileRead": 0.7, "Timeout:VacuumDelay": 0.4 }, calls: 0, user: "rdsadmin" },
      ...usualSql
    ],
    events: [
      rdsEvent("ledger-prod", "2026-06-30T22:40:12Z", "Finished DB Instance backup", "backup"),
      rdsEvent("ledger-prod", "2026-07-01T04:52:31Z", "Transaction ID age of database ledger is at 99.6% of the wraparound limit. A prepared transaction (gid 'xa-7741') from 2026-06-11 holds back vacuum; the instance will stop accepting writes.", "notification", "failure")
    ]
  }),
  answer: answer("resource_exhaustion", ["MaximumUsedTransactionIDs", "wraparound", "vacuum", "transaction"], ["code_defect"])
}

const replicaFull: Incident = {
  name: "blind-rds-2",
  files: database("events-prod", "2026-07-02T09:00:00Z", {
    alert: { title: "Replication Lag On events-prod", name: "RDSReplicationLagHigh", summary: "ReplicaLag on events-prod-replica-1 is over 700 seconds. The primary's CPU is at 70 %, a write storm is assumed.", error: "", symptom: "Reports show data of a quarter of an hour ago.", mode: "replication_lag" },
    series: {
      ReplicaLag: jagged("r1", [[0, 2], [6, 3], [7, 48], [19, 772]], 20, 0.01),
      CPUUtilization: jagged("r2", [[0, 62], [9, 71], [19, 68]]),
      WriteIOPS: jagged("r3", [[0, 902], [19, 911]]),
      TransactionLogsGeneration: jagged("r4", [[0, 4.6e6], [19, 4.5e6]]),
      FreeStorageSpace: jagged("r5", [[0, 340 * gib], [19, 340 * gib]], 20, 0)
    },
    further: [
      { instance: "events-prod-replica-1", metric: "FreeStorageSpace", stat: "Minimum", unit: "Bytes", values: jagged("r6", [[0, 5.2 * gib], [6, 0.3 * gib], [7, 0], [19, 0]], 20, 0) },
      { instance: "events-prod-replica-1", metric: "WriteIOPS", stat: "Average", unit: "Count/Second", values: jagged("r7", [[0, 3100], [6, 3300], [7, 2], [19, 1]]) }
    ],
    load: jagged("r8", [[0, 3.9], [19, 4.2]]),
    sql: [
      { statement: "SELECT tenant_id, count(*) FROM click WHERE at > $1 GROUP BY tenant_id", load: 2.8, waits: { CPU: 2.6, "IO:DataFileRead": 0.2 }, calls: 5.2, user: "tenant_stats" },
      ...usualSql
    ],
    events: [
      rdsEvent("events-prod-replica-1", "2026-07-02T08:58:04Z", "The free storage capacity for DB instance events-prod-replica-1 is low at 3% of the provisioned storage [Provisioned Storage: 200 GB, Free Storage: 6.0 GB].", "low storage"),
      rdsEvent("events-prod-replica-1", "2026-07-02T09:07:19Z", "Allocated storage has been exhausted.", "failure"),
      rdsEvent("events-prod-replica-1", "2026-07-02T09:07:40Z", "Replication for the Read Replica resulted in an error.", "read replica")
    ]
  }),
  answer: answer("resource_exhaustion", ["events-prod-replica-1", "FreeStorageSpace", "storage", "replication"])
}

const keyGone: Incident = {
  name: "blind-rds-3",
  files: without(database("vault-prod", "2026-07-03T10:00:00Z", {
    alert: { title: "vault-prod does not answer", name: "RDSInstanceUnavailable", summary: "No metric has arrived from vault-prod since 10:07Z; every connection times out.", error: "connection to server at \"vault-prod.cx0.eu-west-1.rds.amazonaws.com\", port 5432 failed: timeout expired", symptom: "Looks like a network problem in the VPC; a route table was edited in the morning." },
    series: {
      DatabaseConnections: jagged("k1", [[0, 96], [6, 95]], 7),
      CPUUtilization: jagged("k2", [[0, 18], [6, 19]], 7)
    },
    events: [
      rdsEvent("vault-prod", "2026-07-03T02:00:10Z", "Finished DB Instance backup", "backup"),
      rdsEvent("vault-prod", "2026-07-03T10:06:44Z", "The DB instance vault-prod is being stopped because Amazon RDS can't access its KMS encryption key arn:aws:kms:eu-west-1:111122223333:key/5d0c: the key is disabled.", "failure"),
      rdsEvent("vault-prod", "2026-07-03T10:07:12Z", "DB instance vault-prod is in inaccessible-encryption-credentials-recoverable state. Re-enable the KMS key and start the DB instance.", "failure", "availability")
    ]
  }), "aws_performance_insights.json"),
  answer: answer("configuration_error", ["KMS", "key", "disabled", "vault-prod"], ["infrastructure"])
}

const sequentialScan: Incident = {
  name: "blind-rds-4",
  files: database("profile-prod", "2026-07-06T16:00:00Z", {
    alert: { title: "Connections And CPU Critical On profile-prod", name: "RDSConnectionsAndCPUCritical", summary: "DatabaseConnections at 81 % of the maximum and rising, CPUUtilization 98 %. Possibly a pool leak in profile-api 4.12.", error: "timeout: could not obtain a connection within 5s", symptom: "Login takes 20 s. Both metrics crossed their thresholds in the same minutes.", mode: "connection_exhaustion" },
    series: {
      CPUUtilization: jagged("s1", [[0, 27], [4, 88], [6, 98], [19, 98.6]], 20, 0.01),
      DatabaseConnections: jagged("s2", [[0, 131], [6, 170], [19, 405]]),
      ReadIOPS: jagged("s3", [[0, 1500], [19, 1540]]),
      CommitThroughput: jagged("s4", [[0, 220], [6, 70], [19, 41]])
    },
    load: jagged("s5", [[0, 1.9], [4, 21], [10, 48], [19, 66]]),
    sql: [
      { statement: "SELECT id, email FROM account WHERE lower(email) = lower($1)", load: 59.8, waits: { CPU: 58.9, "LWLock:BufferMapping": 0.9 }, calls: 38.5, user: "profile_api" },
      { statement: "UPDATE account SET last_login_at = now() WHERE id = $1", load: 1.1, waits: { CPU: 0.8, "IO:WALSync": 0.3 }, calls: 9.9, user: "profile_api" },
      { statement: "BEGIN", load: 0.3, waits: { "Client:ClientRead": 0.3 }, calls: 12, user: "profile_api" }
    ],
    events: [
      rdsEvent("profile-prod", "2026-07-04T03:00:51Z", "Multi-AZ instance failover completed", "failover"),
      rdsEvent("profile-prod", "2026-07-06T01:10:00Z", "Finished DB Instance backup", "backup")
    ]
  }),
  answer: answer("resource_exhaustion", ["CPUUtilization", "SELECT", "account", "connection"], ["code_defect", "configuration_error"], ["two root causes", "two independent problems", "separate root causes"])
}

const swapping: Incident = {
  name: "blind-rds-5",
  files: database("report-prod", "2026-07-07T07:00:00Z", {
    alert: { title: "report-prod restarts", name: "RDSInstanceRestarted", summary: "The engine of report-prod restarted twice in 15 minutes and clients were disconnected each time.", error: "server closed the connection unexpectedly", symptom: "Suspected bug of the engine after the minor upgrade of last week." },
    series: {
      FreeableMemory: jagged("m1", [[0, 6.1 * gib], [6, 0.21 * gib], [7, 0.08 * gib], [8, 11 * gib], [14, 0.12 * gib], [15, 10.6 * gib], [19, 3.9 * gib]]),
      SwapUsage: jagged("m2", [[0, 6e7], [6, 2.9e9], [8, 4e8], [14, 3.4e9], [15, 5e8], [19, 1.9e9]]),
      CPUUtilization: jagged("m3", [[0, 31], [7, 63], [8, 12], [14, 61], [15, 11], [19, 44]]),
      DatabaseConnections: jagged("m4", [[0, 61], [7, 66], [8, 3], [9, 58], [14, 64], [15, 2], [16, 60], [19, 62]])
    },
    load: jagged("m5", [[0, 3], [7, 9], [8, 0.4], [14, 8.8], [15, 0.5], [19, 6]]),
    sql: [
      { statement: "SELECT region, array_agg(DISTINCT customer_id) FROM invoice_line JOIN invoice USING (invoice_id) GROUP BY region, sku", load: 6.6, waits: { CPU: 3.2, "IO:BufFileRead": 2.1, "IO:DataFileRead": 1.3 }, calls: 0.2, user: "month_end" },
      ...usualSql
    ],
    events: [
      rdsEvent("report-prod", "2026-06-30T02:21:00Z", "Database engine version upgraded: minor version 15.6 to 15.7.", "maintenance"),
      rdsEvent("report-prod", "2026-07-07T07:07:52Z", "The database process was killed by the operating system: instance is out of memory.", "failure"),
      rdsEvent("report-prod", "2026-07-07T07:08:20Z", "DB instance restarted", "availability"),
      rdsEvent("report-prod", "2026-07-07T07:15:03Z", "DB instance restarted", "availability")
    ]
  }),
  answer: answer("resource_exhaustion", ["FreeableMemory", "memory", "SwapUsage", "restarted"])
}

const rotatedPassword: Incident = {
  name: "blind-rds-6",
  files: database("checkout-prod", "2026-07-08T00:00:00Z", {
    alert: { title: "checkout-prod almost idle", name: "RDSConnectionsAnomaly", summary: "DatabaseConnections fell from 150 to 9 and CommitThroughput with it. CPU, memory, storage and latency look better than ever.", error: "FATAL: password authentication failed for user \"checkout_rw\"", symptom: "Checkout answers 500; database dashboards are all green." },
    series: {
      DatabaseConnections: jagged("p1", [[0, 151], [4, 150], [8, 61], [12, 9], [19, 9]]),
      CPUUtilization: jagged("p2", [[0, 26], [4, 25], [12, 4], [19, 4]]),
      CommitThroughput: jagged("p3", [[0, 214], [4, 210], [12, 3], [19, 3]])
    },
    absent: ["NetworkReceiveThroughput", "NetworkTransmitThroughput", "ReadIOPS", "WriteIOPS"],
    load: jagged("p4", [[0, 1.3], [4, 1.2], [12, 0.1], [19, 0.1]]),
    events: [
      rdsEvent("checkout-prod", "2026-07-08T00:04:00Z", "Secrets Manager rotation of secret rds/checkout_rw changed the password of database user checkout_rw.", "configuration change"),
      rdsEvent("checkout-prod", "2026-07-08T00:06:10Z", "Application clients reported 'FATAL: password authentication failed for user \"checkout_rw\"' on checkout-prod.", "notification", "failure"),
      rdsEvent("checkout-prod", "2026-07-07T22:00:00Z", "Finished DB Instance backup", "backup")
    ]
  }),
  answer: answer("configuration_error", ["password", "checkout_rw", "authentication", "rotation"])
}

const spill: Incident = {
  name: "blind-rds-7",
  files: database("insight-prod", "2026-07-09T20:00:00Z", {
    split: true,
    alert: { title: "Query failures on insight-prod", name: "RDSErrorRateHigh", severity: "warning", summary: "Several sessions were aborted at 20:11Z. FreeStorageSpace is back at 60 GB when looked at by hand.", error: "ERROR: could not write to file \"base/pgsql_tmp/pgsql_tmp7741.12\": No space left on device", symptom: "Failures of unrelated statements for about two minutes, each time the quarterly report runs." },
    series: {
      FreeStorageSpace: jagged("f1", [[0, 61 * gib], [3, 60 * gib], [10, 4 * gib], [11, 0], [12, 0], [13, 60.4 * gib], [15, 60 * gib], [19, 19 * gib]], 20, 0),
      WriteIOPS: jagged("f2", [[0, 700], [4, 5900], [11, 6100], [13, 640], [16, 5800], [19, 6000]]),
      WriteThroughput: jagged("f3", [[0, 1.7e7], [4, 1.6e8], [11, 1.6e8], [13, 1.6e7], [16, 1.6e8], [19, 1.6e8]]),
      CPUUtilization: jagged("f4", [[0, 22], [4, 39], [12, 24], [19, 40]])
    },
    load: jagged("f5", [[0, 1.2], [4, 3.9], [12, 1.1], [19, 4]]),
    sql: [
      { statement: "SELECT a.session_id, b.path FROM visit a JOIN visit b ON a.day = b.day ORDER BY a.day, b.path", load: 3.1, waits: { "IO:BufFileWrite": 2.6, CPU: 0.5 }, calls: 0.01, user: "quarterly" },
      ...usualSql
    ],
    events: [
      rdsEvent("insight-prod", "2026-07-09T20:10:02Z", "The free storage capacity for DB instance insight-prod is low at 4% of the provisioned storage [Provisioned Storage: 100 GB, Free Storage: 4.1 GB].", "low storage"),
      rdsEvent("insight-prod", "2026-07-09T20:10:31Z", "Storage autoscaling could not scale: the maximum storage threshold of 100 GB has been reached.", "notification")
    ]
  }),
  answer: answer("resource_exhaustion", ["FreeStorageSpace", "storage", "SELECT", "visit"], ["configuration_error", "code_defect"])
}

const nightly: Incident = {
  name: "blind-rds-8",
  files: database("crm-prod", "2026-07-10T02:00:00Z", {
    alert: { title: "Scheduled Health Check — crm-prod", name: "RDSScheduledHealthCheck", severity: "info", state: "normal", summary: "Nightly check. ReadIOPS anomaly band was crossed for three minutes while the backup ran and is back inside.", error: "", symptom: "None." },
    series: {
      ReadIOPS: jagged("n1", [[0, 1300], [4, 1400], [5, 3900], [8, 3700], [9, 1350], [19, 1300]]),
      CPUUtilization: jagged("n2", [[0, 14], [5, 33], [8, 31], [9, 15], [19, 14]]),
      ReadLatency: jagged("n3", [[0, 1], [5, 1.6], [9, 1], [19, 1]])
    },
    sql: [...usualSql, { statement: "autovacuum: VACUUM ANALYZE public.contact", load: 0.2, waits: { "IO:DataFileRead": 0.1, "Timeout:VacuumDelay": 0.1 }, calls: 0, user: "rdsadmin" }],
    events: [
      rdsEvent("crm-prod", "2026-07-10T02:05:00Z", "Backing up DB instance", "backup"),
      rdsEvent("crm-prod", "2026-07-10T02:08:44Z", "Finished DB Instance backup", "backup"),
      rdsEvent("crm-prod", "2026-07-08T14:00:00Z", "A minor version upgrade 15.7 to 15.8 is available and scheduled for the maintenance window.", "maintenance")
    ]
  }),
  answer: answer("healthy", ["normal", "no failure"])
}

const loadTest: Incident = {
  name: "blind-rds-9",
  files: database("portal-prod", "2026-07-11T11:00:00Z", {
    alert: { title: "DatabaseConnections on portal-prod — OK", name: "RDSDatabaseConnectionsHigh", severity: "warning", state: "ok", summary: "Recovered: DatabaseConnections 1,480 was over the warning of 1,000 from 11:03Z to 11:09Z; the maximum is 5,000. Now 139.", error: "", symptom: "Announced load test of the portal team; no user was affected.", mode: "healthy" },
    series: {
      DatabaseConnections: jagged("g1", [[0, 141], [2, 150], [4, 1480], [8, 1475], [10, 140], [19, 139]]),
      CPUUtilization: jagged("g2", [[0, 20], [4, 52], [8, 51], [10, 21], [19, 20]]),
      CommitThroughput: jagged("g3", [[0, 205], [4, 980], [8, 970], [10, 207], [19, 206]])
    },
    load: jagged("g4", [[0, 1.1], [4, 3.9], [8, 3.8], [10, 1.1], [19, 1]], 20, 0.1),
    events: [rdsEvent("portal-prod", "2026-07-11T01:02:00Z", "Finished DB Instance backup", "backup")]
  }),
  answer: answer("healthy", ["normal", "no failure", "DatabaseConnections"])
}

export const unseenBlindRdsIncidents: ReadonlyArray<Incident> = [wraparound, replicaFull, keyGone, sequentialScan, swapping, rotatedPassword, spill, nightly, loadTest]
