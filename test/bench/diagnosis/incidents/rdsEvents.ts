// Incidents of a database that something was done to, and days on which nothing is wrong.
import { course, rdsEvent, rdsFiles, usualSql } from "./rdsBase.js"
import { answer, type Incident } from "./types.js"

export const rdsEventIncidents: ReadonlyArray<Incident> = [
  {
    name: "rds/failover",
    files: rdsFiles("gateway-prod", "2026-06-12T20:00:00Z", {
      alert: { title: "Connections Dropped On gateway-prod", name: "RDSConnectionsDropped", summary: "All clients lost their connections at 20:06.", error: "terminating connection due to administrator command; server closed the connection unexpectedly", symptom: "Ninety seconds of errors." },
      series: { DatabaseConnections: course([[0, 162], [5, 160], [6, 0], [7, 0], [8, 155], [14, 158]]), CPUUtilization: course([[0, 26], [5, 27], [6, 3], [8, 61], [14, 29]]), NetworkTransmitThroughput: course([[0, 8e6], [5, 8e6], [6, 0], [7, 0], [8, 9e6], [14, 8e6]]) },
      events: [
        rdsEvent("gateway-prod", "2026-06-12T20:05:40Z", "Multi-AZ instance failover started.", "failover"),
        rdsEvent("gateway-prod", "2026-06-12T20:06:10Z", "DB instance restarted", "availability"),
        rdsEvent("gateway-prod", "2026-06-12T20:06:50Z", "Multi-AZ instance failover completed", "failover"),
        rdsEvent("gateway-prod", "2026-06-12T20:08:00Z", "The user requested a failover of the DB instance. Reason: storage volume of the primary host became unresponsive.", "failover")
      ]
    }),
    answer: answer("infrastructure", ["failover", "Multi-AZ", "DatabaseConnections", "gateway-prod"])
  },
  {
    name: "rds/maintenance-reboot",
    files: rdsFiles("hr-prod", "2026-06-13T03:00:00Z", {
      alert: { title: "Instance Not Available hr-prod", name: "RDSInstanceUnavailable", summary: "hr-prod refused connections for three minutes.", error: "the database system is starting up", symptom: "Errors at night." },
      series: { DatabaseConnections: course([[0, 61], [3, 60], [4, 0], [6, 0], [8, 55], [14, 58]]), CPUUtilization: course([[0, 14], [4, 2], [7, 44], [14, 16]]) },
      events: [
        rdsEvent("hr-prod", "2026-06-13T03:03:20Z", "Applying off-line patches to DB instance", "maintenance"),
        rdsEvent("hr-prod", "2026-06-13T03:04:00Z", "DB instance shutdown", "availability"),
        rdsEvent("hr-prod", "2026-06-13T03:06:30Z", "DB instance restarted", "availability"),
        rdsEvent("hr-prod", "2026-06-13T03:07:00Z", "Finished applying off-line patches to DB instance", "maintenance")
      ]
    }),
    answer: answer("infrastructure", ["maintenance", "restart", "patch", "hr-prod"])
  },
  {
    name: "rds/parameter-group-lowers-limit",
    files: rdsFiles("claims-prod", "2026-06-14T12:00:00Z", {
      alert: { title: "Connections Refused On claims-prod", name: "RDSConnectionsRefused", summary: "Clients are refused since the reboot at 12:02. Connection count is lower than last week.", error: "FATAL: remaining connection slots are reserved", symptom: "Half of the workers cannot connect." },
      series: { DatabaseConnections: course([[0, 240], [2, 0], [4, 97], [14, 100]]), CPUUtilization: course([[0, 30], [2, 4], [14, 15]]) },
      events: [
        rdsEvent("claims-prod", "2026-06-14T11:40:00Z", "Updated parameter max_connections to 100 with apply method pending-reboot in DB parameter group claims-pg15", "configuration change"),
        rdsEvent("claims-prod", "2026-06-14T12:02:30Z", "DB instance restarted", "availability"),
        rdsEvent("claims-prod", "2026-06-14T12:06:00Z", "DB instance claims-prod has 100 connections, the maximum of 100.", "notification", "failure")
      ]
    }),
    answer: answer("configuration_error", ["max_connections", "parameter group", "claims-pg15", "100"], ["resource_exhaustion"])
  },
  {
    name: "rds/security-group-blocks",
    files: rdsFiles("maps-prod", "2026-06-15T16:00:00Z", {
      alert: { title: "No Connections On maps-prod", name: "RDSConnectionsZero", summary: "DatabaseConnections is 0.", error: "connection timed out", symptom: "The application cannot reach the database; the instance is available." },
      series: { DatabaseConnections: course([[0, 131], [4, 128], [6, 2], [7, 0], [14, 0]]), NetworkReceiveThroughput: course([[0, 3.9e6], [4, 3.8e6], [6, 900], [14, 800]]), NetworkTransmitThroughput: course([[0, 8e6], [4, 8e6], [6, 700], [14, 700]]), CPUUtilization: course([[0, 24], [4, 22], [7, 4], [14, 3.5]]) },
      load: course([[0, 1], [6, 0], [14, 0]]),
      events: [rdsEvent("maps-prod", "2026-06-15T16:04:50Z", "Finished applying modification to VPC security groups: sg-0aa17 replaced by sg-0bb92.", "configuration change")]
    }),
    answer: answer("configuration_error", ["security group", "DatabaseConnections", "sg-0bb92", "network"], ["infrastructure"])
  },
  {
    name: "rds/dual-signal-iops-and-lag",
    files: rdsFiles("feeds-prod", "2026-06-16T02:00:00Z", {
      alert: { title: "Lag And Latency On feeds-prod", name: "RDSMultipleAlarms", summary: "ReplicaLag over 400 s and WriteLatency over 30 ms; may be two problems or one.", error: "", symptom: "Writes are slow and reads are stale." },
      series: { ReplicaLag: course([[0, 1], [3, 60], [14, 455]]), WriteIOPS: course([[0, 900], [2, 11900], [14, 12000]]), WriteLatency: course([[0, 1.2], [3, 18], [14, 34]]), DiskQueueDepth: course([[0, 0.2], [3, 19], [14, 42]]), TransactionLogsGeneration: course([[0, 4e6], [2, 1.4e8], [14, 1.5e8]]) },
      load: course([[0, 1.2], [3, 7], [14, 9.8]]),
      sql: [{ statement: "UPDATE feed_items SET score = score * $1", load: 8.8, waits: { "IO:WALWrite": 4.9, "IO:DataFileWrite": 3.3, CPU: 0.6 }, calls: 0.1, user: "rescore_job" }, ...usualSql]
    }),
    answer: answer("resource_exhaustion", ["replication lag", "WriteIOPS", "UPDATE feed_items", "WAL", "feeds-prod-replica-1", "root"])
  },
  {
    name: "rds/healthy-backup-window",
    files: rdsFiles("archive-prod", "2026-06-17T03:00:00Z", {
      alert: { title: "Scheduled Health Check — archive-prod", name: "RDSScheduledHealthCheck", summary: "Periodic health check passed.", error: "", symptom: "None.", severity: "info", state: "normal" },
      series: { ReadIOPS: course([[0, 1500], [5, 2600], [8, 2500], [14, 1500]]), ReadLatency: course([[0, 1.1], [5, 1.8], [14, 1.1]]), CPUUtilization: course([[0, 19], [5, 33], [9, 31], [14, 20]]) },
      events: [rdsEvent("archive-prod", "2026-06-17T03:04:00Z", "Backing up DB instance", "backup"), rdsEvent("archive-prod", "2026-06-17T03:10:00Z", "Finished DB Instance backup", "backup")]
    }),
    answer: answer("healthy", ["normal", "no failure", "backup"])
  },
  {
    name: "rds/healthy-false-alarm",
    files: rdsFiles("wiki-prod", "2026-06-18T09:00:00Z", {
      alert: { title: "Replica Lag On wiki-prod", name: "RDSReplicationLagHigh", summary: "ReplicaLag was above its threshold of 5 s for one minute.", error: "", symptom: "Possible stale reads; storage or connections could be exhausted.", severity: "warning" },
      series: { ReplicaLag: [1.1, 1.2, 1.0, 1.3, 6.2, 2.1, 1.2, 1.1, 1.0, 1.2, 1.3, 1.1, 1.2, 1.0, 1.1], CPUUtilization: course([[0, 35], [4, 44], [14, 36]]), DatabaseConnections: course([[0, 180], [7, 205], [14, 188]]) },
      events: [rdsEvent("wiki-prod", "2026-06-17T22:00:00Z", "DB parameter group wiki-pg applied. The DB instance needs to be rebooted for the changes to take effect.", "configuration change")]
    }),
    answer: answer("healthy", ["normal", "no failure"])
  }
]
