/** Words of settings that decide how much, how long, where to and which version. */
const WEIGHTY = new Set([
  "memory", "cpu", "heap", "limit", "limits", "request", "requests", "quota", "image", "tag", "version", "replica", "replicas", "timeout", "timeouts", "deadline", "interval", "delay", "pool", "max", "maximum", "min",
  "minimum", "size", "capacity", "connection", "connections", "thread", "threads", "worker", "workers", "concurrency", "url", "uri", "host", "hostname", "port", "ports", "endpoint", "endpoints", "address", "server",
  "servers", "database", "tls", "ssl", "cert", "certificate", "ca", "enabled", "disabled", "enable", "disable", "retry", "retries", "backoff", "ttl", "password", "secret", "token", "feature", "features", "probe", "selector",
  "command", "args", "opts", "mode"
])

/** What a cluster writes into an object by itself. */
const RUNTIME = /^(?:[^.]{1,100}\/[^.]{1,253}\.)?(?:items\[\d{1,6}\]\.)?(?:status\.|metadata\.(?:managedFields\b|(?:resourceVersion|generation|uid|creationTimestamp|selfLink)$))/

/** Words of a path in lower case, camel case taken apart: `spring.dbPool.maxSize` is `spring db pool max size`. */
export const wordsOf = (path: string): ReadonlyArray<string> =>
  path.replace(/([a-z\d])([A-Z])/g, "$1 $2").toLowerCase().split(/[^a-z]+/).filter((word) => word !== "")

const NEAR_END = 4

/** Whether a setting is one of those whose change people look for first; its last words count. */
export const isWeighty = (path: string): boolean => wordsOf(path).slice(-NEAR_END).some((word) => WEIGHTY.has(word))

/** State of a Kubernetes object, not a setting of it. */
export const isRuntime = (path: string): boolean => RUNTIME.test(path)
