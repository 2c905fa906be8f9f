// Shapes for the incidents written by somebody who has not read the rules:
// series that are not straight, metrics of the replica itself, one file per
// metric, evidence that is missing.
import { course, insights, metrics, stamps, usualSql, type Sql } from "./rdsBase.js"
import { noise } from "./types.js"

/** As `course`, each value off by up to `spread` (a share of it), the same for the same seed. */
export const jagged = (seed: string, points: ReadonlyArray<readonly [number, number]>, minutes = 20, spread = 0.03): ReadonlyArray<number> => {
  const random = noise(seed)
  return course(points, minutes).map((value) => Math.round(value * (1 + (random() - 0.5) * 2 * spread) * 100) / 100)
}

/** A series of one more instance or one more metric. `unit` as CloudWatch names it. */
export interface Series { readonly instance: string; readonly metric: string; readonly stat: string; readonly unit: string; readonly values: ReadonlyArray<number> }

interface DatabaseAlert {
  readonly title: string
  readonly name: string
  readonly severity?: string
  readonly state?: string
  readonly summary: string
  readonly error: string
  readonly symptom: string
  readonly mode?: string
}

/** Files of an incident of one instance; what is not given is as on a good day. `start` is the first minute. */
export const database = (instance: string, start: string, over: {
  readonly alert: DatabaseAlert
  readonly series?: Readonly<Record<string, ReadonlyArray<number>>>
  readonly further?: ReadonlyArray<Series>
  /** Metrics that CloudWatch did not deliver. */
  readonly absent?: ReadonlyArray<string>
  /** One file per metric, and one for what they share. */
  readonly split?: true
  readonly load?: ReadonlyArray<number>
  readonly sql?: ReadonlyArray<Sql>
  readonly events?: ReadonlyArray<unknown>
}): Readonly<Record<string, unknown>> => {
  const series = over.series ?? { CPUUtilization: jagged(instance, [[0, 24], [19, 23]]) }
  const { metric_data_results: usual, ...envelope } = metrics(instance, start, series, `${instance}-replica-1`)
  const results = [
    ...usual.filter((one) => over.absent?.includes(one.metric_name) !== true),
    ...(over.further ?? []).map((one) => ({
      id: `m_${one.metric.toLowerCase().replaceAll("%", "")}_${one.instance.endsWith("-replica-1") ? "replica" : "extra"}`,
      label: one.metric,
      metric_name: one.metric,
      dimensions: [{ Name: "DBInstanceIdentifier", Value: one.instance }],
      stat: one.stat,
      unit: one.unit,
      status_code: "Complete",
      timestamps: stamps(start, one.values.length),
      values: one.values
    }))
  ]
  const measured: Record<string, unknown> = {}
  if (over.split === true) {
    measured["aws_cloudwatch_metrics_envelope.json"] = envelope
    for (const one of results) measured[`aws_cloudwatch_metrics_${one.metric_name}${one.id.endsWith("_replica") ? "_replica" : ""}.json`] = one
  } else measured["aws_cloudwatch_metrics.json"] = { ...envelope, metric_data_results: results }
  const { alert } = over
  return {
    "alert.json": {
      title: `[synthetic-rds] ${alert.title}`,
      state: alert.state ?? "alerting",
      alert_source: "cloudwatch",
      commonLabels: { alertname: alert.name, severity: alert.severity ?? "critical", pipeline_name: "rds-postgres-synthetic", service: "rds", engine: "postgres" },
      commonAnnotations: {
        summary: alert.summary,
        error: alert.error,
        suspected_symptom: alert.symptom,
        db_instance_identifier: instance,
        db_instance: instance,
        read_replica: `${instance}-replica-1`,
        cloudwatch_region: "eu-west-1",
        ...(alert.mode === undefined ? {} : { rds_failure_mode: alert.mode }),
        context_sources: "cloudwatch"
      }
    },
    ...measured,
    "aws_performance_insights.json": insights(instance, start, over.load ?? jagged(`${instance}load`, [[0, 1.1], [19, 1.2]], 20, 0.2), over.sql ?? usualSql),
    "aws_rds_events.json": { events: over.events ?? [] }
  }
}

/** The files but those that nobody collected. */
export const without = (files: Readonly<Record<string, unknown>>, ...names: ReadonlyArray<string>): Readonly<Record<string, unknown>> => Object.fromEntries(Object.entries(files).filter(([name]) => !names.includes(name)))
