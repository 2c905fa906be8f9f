// A PostgreSQL instance on a good day, and the shapes of its files.
import { noise } from "./types.js"

interface Metric { readonly base: number; readonly spread: number; readonly stat: string; readonly unit: string; readonly replica?: true }

const gib = 1024 ** 3
const baseline: Readonly<Record<string, Metric>> = {
  CPUUtilization: { base: 22, spread: 6, stat: "Average", unit: "Percent" },
  DatabaseConnections: { base: 140, spread: 18, stat: "Average", unit: "Count" },
  FreeStorageSpace: { base: 320 * gib, spread: 0, stat: "Minimum", unit: "Bytes" },
  FreeableMemory: { base: 21 * gib, spread: gib, stat: "Minimum", unit: "Bytes" },
  SwapUsage: { base: 52e6, spread: 9e6, stat: "Maximum", unit: "Bytes" },
  ReadIOPS: { base: 1450, spread: 260, stat: "Average", unit: "Count/Second" },
  WriteIOPS: { base: 880, spread: 170, stat: "Average", unit: "Count/Second" },
  ReadLatency: { base: 1.1, spread: 0.2, stat: "Average", unit: "Milliseconds" },
  WriteLatency: { base: 1.3, spread: 0.3, stat: "Average", unit: "Milliseconds" },
  DiskQueueDepth: { base: 0.2, spread: 0.1, stat: "Average", unit: "Count" },
  ReadThroughput: { base: 46e6, spread: 9e6, stat: "Average", unit: "Bytes/Second" },
  WriteThroughput: { base: 18e6, spread: 4e6, stat: "Average", unit: "Bytes/Second" },
  NetworkReceiveThroughput: { base: 3.9e6, spread: 6e5, stat: "Average", unit: "Bytes/Second" },
  NetworkTransmitThroughput: { base: 8.2e6, spread: 1.1e6, stat: "Average", unit: "Bytes/Second" },
  CommitLatency: { base: 1.9, spread: 0.3, stat: "Average", unit: "Milliseconds" },
  CommitThroughput: { base: 210, spread: 25, stat: "Average", unit: "Count/Second" },
  TransactionLogsGeneration: { base: 4.4e6, spread: 7e5, stat: "Average", unit: "Bytes/Second" },
  ReplicaLag: { base: 1.2, spread: 0.5, stat: "Maximum", unit: "Seconds", replica: true },
  MaximumUsedTransactionIDs: { base: 1.71e8, spread: 4e5, stat: "Maximum", unit: "Count" }
}
const units: Readonly<Record<string, readonly [string, string]>> = {
  BurstBalance: ["Average", "Percent"], CPUCreditBalance: ["Average", "Count"], Deadlocks: ["Sum", "Count"], OldestReplicationSlotLag: ["Maximum", "Bytes"], TransactionLogsDiskUsage: ["Average", "Bytes"], EBSIOBalance: ["Minimum", "Percent"]
}

/** Values at 15 or more minutes: straight pieces between the given points `[minute, value]`. */
export const course = (points: ReadonlyArray<readonly [number, number]>, minutes = 15): ReadonlyArray<number> =>
  Array.from({ length: minutes }, (_, at) => {
    const next = points.findIndex(([minute]) => minute >= at)
    if (next === -1) return points[points.length - 1]![1]
    if (next === 0) return points[0]![1]
    const [a, b] = [points[next - 1]!, points[next]!]
    return Math.round((a[1] + (b[1] - a[1]) * (at - a[0]) / (b[0] - a[0])) * 100) / 100
  })

/** Minutes from `start` on, as RFC 3339. */
export const stamps = (start: string, minutes: number) => Array.from({ length: minutes }, (_, at) => new Date(Date.parse(start) + at * 60_000).toISOString().replace(".000Z", "Z"))

/** CloudWatch metrics of an instance; series that are not given stay at their baseline. */
export const metrics = (instance: string, start: string, series: Readonly<Record<string, ReadonlyArray<number>>>, replica: string) => {
  const minutes = Object.values(series)[0]?.length ?? 15
  const names = [...Object.keys(series), ...Object.keys(baseline).filter((name) => series[name] === undefined)]
  return {
    namespace: "AWS/RDS",
    period: 60,
    start_time: start,
    end_time: stamps(start, minutes + 1)[minutes],
    metric_data_results: names.map((name) => {
      const [random, usual] = [noise(`${instance}${name}`), baseline[name]]
      const made = series[name] ?? Array.from({ length: minutes }, () => Math.round((usual!.base + (random() - 0.5) * 2 * usual!.spread) * 100) / 100)
      return {
        id: `m_${name.toLowerCase()}`,
        label: name,
        metric_name: name,
        dimensions: [{ Name: "DBInstanceIdentifier", Value: usual?.replica === true ? replica : instance }],
        stat: usual?.stat ?? units[name]![0],
        unit: usual?.unit ?? units[name]![1],
        status_code: "Complete",
        timestamps: stamps(start, minutes),
        values: made
      }
    })
  }
}

export interface Sql { readonly statement: string; readonly load: number; readonly waits: Readonly<Record<string, number>>; readonly calls: number; readonly user?: string }

const waitsOf = (waits: Readonly<Record<string, number>>) => Object.entries(waits).map(([name, load]) => ({ name, type: name.split(":")[0]!, db_load_avg: load }))

/** Performance Insights of an instance, one load value a minute. */
export const insights = (instance: string, start: string, load: ReadonlyArray<number>, sql: ReadonlyArray<Sql>) => {
  const totals: Record<string, number> = {}
  for (const one of sql) for (const [name, value] of Object.entries(one.waits)) totals[name] = Math.round(((totals[name] ?? 0) + value) * 10) / 10
  return {
    db_instance_identifier: instance,
    start_time: start,
    end_time: stamps(start, load.length + 1)[load.length],
    db_load: { timestamps: stamps(start, load.length), values: load, unit: "Average Active Sessions" },
    top_sql: sql.map((one) => ({ statement: one.statement, db_load_avg: one.load, wait_events: waitsOf(one.waits), calls_per_sec: one.calls })),
    top_wait_events: waitsOf(Object.fromEntries(Object.entries(totals).sort((a, b) => b[1] - a[1]))),
    top_users: sql.map((one, at) => ({ name: one.user ?? `app_user_${at + 1}`, db_load_avg: one.load })),
    top_hosts: sql.map((one, at) => ({ id: `10.4.7.${20 + at * 7}`, db_load_avg: one.load }))
  }
}

export const usualSql: ReadonlyArray<Sql> = [
  { statement: "SELECT id, state, total FROM baskets WHERE customer_id = $1 LIMIT $2", load: 0.6, waits: { "IO:DataFileRead": 0.4, CPU: 0.2 }, calls: 84.2, user: "basket_service" },
  { statement: "INSERT INTO audit_trail (actor, action, at) VALUES ($1, $2, now())", load: 0.3, waits: { "IO:WALWrite": 0.2, CPU: 0.1 }, calls: 31.5, user: "audit_writer" }
]

export const rdsEvent = (instance: string, date: string, message: string, ...categories: ReadonlyArray<string>) => ({ date, message, source_identifier: instance, source_type: "db-instance", event_categories: categories })

/** Files of an incident of one instance. `start` is the first minute of the metrics. */
export const rdsFiles = (instance: string, start: string, over: {
  readonly alert: { readonly title: string; readonly name: string; readonly summary: string; readonly error: string; readonly symptom: string; readonly severity?: string; readonly state?: string }
  readonly series?: Readonly<Record<string, ReadonlyArray<number>>>
  readonly load?: ReadonlyArray<number>
  readonly sql?: ReadonlyArray<Sql>
  readonly events?: ReadonlyArray<unknown>
}): Readonly<Record<string, unknown>> => ({
  "alert.json": {
    title: `[synthetic-rds] ${over.alert.title}`,
    state: over.alert.state ?? "alerting",
    alert_source: "cloudwatch",
    commonLabels: { alertname: over.alert.name, severity: over.alert.severity ?? "critical", pipeline_name: "rds-postgres-synthetic", service: "rds", engine: "postgres" },
    commonAnnotations: { summary: over.alert.summary, error: over.alert.error, suspected_symptom: over.alert.symptom, db_instance_identifier: instance, db_instance: instance, cloudwatch_region: "eu-west-1", context_sources: "cloudwatch" }
  },
  "aws_cloudwatch_metrics.json": metrics(instance, start, over.series ?? {}, `${instance}-replica-1`),
  "aws_performance_insights.json": insights(instance, start, over.load ?? course([[0, 1], [7, 1.2], [14, 0.9]]), over.sql ?? usualSql),
  "aws_rds_events.json": { events: over.events ?? [] }
})
