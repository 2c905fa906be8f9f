import type { Draft } from "../../findings/draft.js"
import { bytesOf, clip } from "../values.js"
import type { Setting } from "./model.js"
import { holdsPassword, isSecretKey, lastKey, REFERENCE } from "./shown.js"

type Check = (setting: Setting, all: Settings) => Pick<Draft, "kind" | "severity" | "title" | "detail"> | null

/** All settings of a file, and the first of each path. */
export interface Settings {
  readonly list: ReadonlyArray<Setting>
  readonly byPath: ReadonlyMap<string, Setting>
}

const OFF = /^"?(false|0|off|no|none|disable|disabled)"?$/i
const OPEN = /(^|[\s["',])(0\.0\.0\.0\/0|::\/0)($|[\s\]"',])/

const plainKey = (path: string): string => lastKey(path).replaceAll("-", "_")

/** Settings that general experience, or their makers' documentation, calls risky; each says why. */
const CHECKS: ReadonlyArray<Check> = [
  (one) => (isSecretKey(one.path) && !REFERENCE.test(one.value) && one.value.length >= 6 && !/(name|ref|path|file|url|type|mode|enabled|method)$/i.test(lastKey(one.path))
    ? { kind: "secret_in_configuration", severity: "warning", title: `${one.path} holds a secret in clear text`, detail: "A secret store or a reference keeps it out of files and backups." } : null),
  (one) => (!isSecretKey(one.path) && holdsPassword(one.value) ? { kind: "secret_in_configuration", severity: "warning", title: `${one.path} holds a password in its address`, detail: "A secret store or a reference keeps it out of files and backups." } : null),
  (one) => (/(^|[._-])debug$/i.test(lastKey(one.path)) && /^(true|1|on|yes)$/i.test(one.value) ? { kind: "debug_enabled", severity: "info", title: `${one.path} is on`, detail: "Debug mode costs speed and may show internals." } : null),
  (one) => (/(insecure|skip)[_-]?(tls|ssl|verify|skip)|(tls|ssl)[_-]?(verify|validation)|verify[_-]?(tls|ssl|peer|cert)|reject_?unauthorized/i.test(lastKey(one.path)) && (/insecure|skip/i.test(lastKey(one.path)) ? /^(true|1|on|yes)$/i : /^(false|0|off|no|none|disable)$/i).test(one.value)
    ? { kind: "tls_not_verified", severity: "warning", title: `${one.path} = ${one.value}: certificates are not checked`, detail: "Anybody on the way can read and change the traffic." } : null),
  (one) => (/image$/i.test(lastKey(one.path)) && /^[\w./:@-]+$/.test(one.value) && (/:latest$/.test(one.value) || (/^[\w.-]+(\/[\w.-]+)*$/.test(one.value) && one.path.includes("container")))
    ? { kind: "unpinned_image", severity: "info", title: `${one.path} = ${clip(one.value, 100)} is not pinned`, detail: "The same manifest may start different software tomorrow." } : null),
  (one, all) => {
    const memory = /^(.*)limits\.memory$/.exec(one.path)
    if (memory === null) return null
    const limit = bytesOf(one.value)
    const heap = all.list.filter((other) => other.path.split("[")[0] === one.path.split("[")[0]).map((other) => /-Xmx(\d+[kmgt]?)/i.exec(other.value)?.[1]).find((found) => found !== undefined)
    const needed = heap === undefined ? null : bytesOf(heap)
    return limit !== null && needed !== null && needed >= limit
      ? { kind: "limit_below_need", severity: "error", title: `${one.path} = ${one.value} is not more than the Java heap of ${heap ?? ""}`, detail: "The process is killed for lack of memory before its heap is full." } : null
  },
  (one) => (/replicas$/i.test(lastKey(one.path)) && one.value === "0" ? { kind: "scaled_to_zero", severity: "warning", title: `${one.path} is 0`, detail: "Nothing runs of it." } : null),
  (one, all) => {
    const least = /^(.*?)min(imum)?([_-]?\w{0,40})$/i.exec(one.path)
    const most = least === null ? undefined : [`${least[1]!}max${least[3]!}`, `${least[1]!}maximum${least[3]!}`, `${least[1]!}Max${least[3]!}`].map((path) => all.byPath.get(path)).find((found) => found !== undefined)
    return most !== undefined && /^\d+$/.test(one.value) && /^\d+$/.test(most.value) && Number(one.value) > Number(most.value)
      ? { kind: "limits_crossed", severity: "error", title: `${one.path} = ${one.value} is more than ${lastKey(most.path)} = ${most.value}`, detail: "The least cannot be more than the most: programs refuse it, or take one of the two." } : null
  },
  (one, all) => {
    const selected = /^(.*\bspec\.)selector\.matchLabels\.(.+)$/.exec(one.path)
    const label = selected === null ? undefined : all.byPath.get(`${selected[1]!}template.metadata.labels.${selected[2]!}`)
    return selected !== null && all.byPath.has(`${selected[1]!}template.spec.containers`) === false && label !== undefined && label.value !== one.value
      ? { kind: "selector_mismatch", severity: "error", title: `The selector asks for ${selected[2]!} = ${one.value}, its pods are labelled ${selected[2]!} = ${label.value}`, detail: "Kubernetes refuses such an object; a service with that selector finds no pods." } : null
  },
  (one) => (/(time_?out|deadline)(_?(ms|millis|s|sec|seconds))?$/i.test(lastKey(one.path)) && /^0+[a-z]*$/i.test(one.value) ? { kind: "timeout_zero", severity: "info", title: `${one.path} is 0`, detail: "In most programs this means none: a call may wait for ever." } : null),
  (one) => (/^(fsync|synchronous_commit|full_page_writes|autovacuum|innodb_doublewrite|sync_binlog|appendonly)$/i.test(plainKey(one.path)) && OFF.test(one.value) && !(/appendonly/i.test(one.path))
    ? { kind: "durability_off", severity: "warning", title: `${one.path} is ${one.value}`, detail: /vacuum/i.test(one.path) ? "Dead rows stay: tables and indexes grow, and transaction ids run out." : "After a crash of the machine data may be lost or damaged." } : null),
  (one) => {
    if (!/(^|[._-])(log_?)?level$/i.test(plainKey(one.path)) && !/logging\.level\.[\w.]{1,200}$/.test(one.path.slice(-250))) return null
    if (/^(off|none|fatal|quiet|silent)$/i.test(one.value)) return { kind: "log_level", severity: "warning", title: `${one.path} is ${one.value}: ${/fatal/i.test(one.value) ? "errors are not logged" : "nothing is logged"}`, detail: "What goes wrong leaves no trace in the log." }
    return /^(trace|all|debug|finest)$/i.test(one.value) ? { kind: "log_level", severity: "info", title: `${one.path} is ${one.value}`, detail: "The log grows fast, and may hold data of customers." } : null
  },
  (one) => (/(^|[._])(protected_mode|auth(entication|orization)?_enabled|(security|auth(entication|orization)?)\.enabled?|require_?auth|require_?tls|require_?ssl)$/i.test(one.path.slice(-150).replaceAll("-", "_")) && OFF.test(one.value)
    ? { kind: "protection_off", severity: "warning", title: `${one.path} is ${one.value}`, detail: "Whoever reaches the port may use it." } : null),
  (one) => (OPEN.test(one.value) && /cidr|source|ingress|allow|trusted|whitelist/i.test(one.path) && !/egress/i.test(one.path)
    ? { kind: "open_to_all", severity: "warning", title: `${one.path} = ${clip(one.value, 80)} lets every address in`, detail: "Right for a public web server, wrong for a database or an administration port." } : null),
  (one) => (/(max_?conn(ections)?|pool_?size|max_?pool(_?size)?|maximum_?pool_?size|max_?threads|max_?workers)$/i.test(plainKey(one.path)) && /^[1-5]$/.test(one.value) ? { kind: "small_pool", severity: "info", title: `${one.path} is only ${one.value}`, detail: "Under load requests queue for it." } : null)
]

/** What is risky about the settings of a file, in their order. */
export const checkDrafts = (all: Settings): ReadonlyArray<Draft> => all.list.flatMap((setting) => CHECKS.flatMap((check): ReadonlyArray<Draft> => {
  const found = check(setting, all)
  return found === null ? [] : [{ ...found, cites: [setting.cite], confidence: 0.75, data: { path: setting.path } }]
}))
