import type { Opinion } from "./opinion.js"

const HOSTS: ReadonlyArray<readonly [RegExp, Opinion["type"], number, string]> = [
  [/(^|\.)(sentry|bugsnag|rollbar|honeybadger|airbrake)\./, "error_report", 0.94, "an error tracker"],
  [/(^|[.-])(datadoghq|kibana|splunk|splunkcloud|loki|graylog|papertrailapp|loggly|sumologic|logz)\b/, "logs", 0.92, "a log platform"],
  [/(^|[.-])(grafana|prometheus|thanos|victoriametrics)\b/, "metrics", 0.92, "a metrics platform"],
  [/(^|[.-])(jaeger|zipkin|tempo|honeycomb|lightstep)\b/, "trace", 0.9, "a tracing platform"],
  [/(^|\.)(github|gitlab|bitbucket)\./, "source_code", 0.9, "a code host"],
  [/(^|[.-])(docs|wiki|confluence|notion|readthedocs)\b|\.atlassian\.net$/, "document", 0.88, "a documentation site"]
]

const PATHS: ReadonlyArray<readonly [RegExp, Opinion["type"]]> = [
  [/\/logs?(\/|$)/, "logs"], [/\/metrics?(\/|$)|\/d\/|\/explore\b/, "metrics"], [/\/traces?(\/|$)/, "trace"], [/\/(docs|wiki|runbooks?)(\/|$)/, "document"]
]

/** What the address a text was captured from says of it; null for addresses that say nothing. */
export const urlOpinion = (sourceUrl: string): Opinion | null => {
  let url: URL
  try {
    url = new URL(sourceUrl)
  } catch {
    return null
  }
  for (const [host, type, confidence, what] of HOSTS) if (host.test(url.hostname.toLowerCase())) return { type, confidence, reason: `captured from ${what}` }
  for (const [path, type] of PATHS) if (path.test(url.pathname.toLowerCase())) return { type, confidence: 0.85, reason: "its address says so" }
  return null
}
