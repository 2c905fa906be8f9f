import type { Draft, Extraction } from "../../findings/draft.js"
import type { TextFile } from "../../findings/text.js"
import { bytesOf, clip } from "../values.js"
import type { Configuration, Setting } from "./model.js"
import { readConfiguration } from "./read.js"
import { holdsPassword, isSecretKey, lastKey, REFERENCE, shownValue } from "./shown.js"
export { shownValue } from "./shown.js"

export { type ConfigurationDiff, diffConfigurations, type EarlierText } from "./diff.js"

type Check = (setting: Setting, all: ReadonlyArray<Setting>) => Pick<Draft, "kind" | "severity" | "title" | "detail"> | null

/** Settings that general experience calls risky; each says why. */
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
    const heap = all.filter((other) => other.path.split("[")[0] === one.path.split("[")[0]).map((other) => /-Xmx(\d+[kmgt]?)/i.exec(other.value)?.[1]).find((found) => found !== undefined)
    const needed = heap === undefined ? null : bytesOf(heap)
    return limit !== null && needed !== null && needed >= limit
      ? { kind: "limit_below_need", severity: "error", title: `${one.path} = ${one.value} is not more than the Java heap of ${heap ?? ""}`, detail: "The process is killed for lack of memory before its heap is full." } : null
  },
  (one) => (/replicas$/i.test(lastKey(one.path)) && one.value === "0" ? { kind: "scaled_to_zero", severity: "warning", title: `${one.path} is 0`, detail: "Nothing runs of it." } : null),
  (one) => (/(time_?out|deadline)(_?(ms|millis|s|sec|seconds))?$/i.test(lastKey(one.path)) && /^0+[a-z]*$/i.test(one.value) ? { kind: "timeout_zero", severity: "info", title: `${one.path} is 0`, detail: "In most programs this means none: a call may wait for ever." } : null),
  (one) => (/(max_?conn(ections)?|pool_?size|max_?pool(_?size)?|maximum_?pool_?size|max_?threads|max_?workers)$/i.test(lastKey(one.path).replaceAll("-", "_")) && /^[1-5]$/.test(one.value) ? { kind: "small_pool", severity: "info", title: `${one.path} is only ${one.value}`, detail: "Under load requests queue for it." } : null)
]

const MAX_LISTED = 150

const summaryOf = (configuration: Configuration, drafts: ReadonlyArray<Draft>): string => [
  `${configuration.format.toUpperCase()} with ${configuration.settings.length} settings.`,
  ...drafts.map((one) => `- ${one.title}. ${one.detail}`),
  ...configuration.settings.slice(0, MAX_LISTED).map((one) => `${one.path} = ${shownValue(one)}`),
  ...(configuration.settings.length > MAX_LISTED ? [`… and ${configuration.settings.length - MAX_LISTED} more`] : [])
].join("\n")

/** Settings, syntax errors, keys given twice and risky values of a configuration file. */
export const extractConfiguration = (file: TextFile): Extraction => {
  const configuration = readConfiguration(file)
  if (configuration === null) return { drafts: [], timeline: [], summary: [`${file.lineCount} lines; no settings could be read. They begin:`, ...file.lines.slice(0, 40).map((line) => clip(line, 160))].join("\n") }
  const drafts: Array<Draft> = configuration.problems.slice(0, 10).map(({ line, message }) => ({
    kind: "syntax_error", severity: "error", title: `${configuration.format.toUpperCase()} syntax error${line === null ? "" : ` on line ${line}`}: ${clip(message, 140)}`, detail: "A program that reads this file fails, or ignores part of it.", cites: [{ lines: [Math.min(line ?? 1, file.lineCount), Math.min(line ?? 1, file.lineCount)] }], data: { line }
  }))
  const first = new Map<string, Setting>()
  for (const setting of configuration.settings) {
    const before = first.get(setting.path)
    if (before !== undefined && configuration.format !== "directives" && before.value !== setting.value) drafts.push({ kind: "duplicate_key", severity: "warning", title: `${setting.path} is set twice, to different values`, detail: "Which one counts depends on the program.", cites: [before.cite, setting.cite], data: { path: setting.path } })
    else if (before === undefined) first.set(setting.path, setting)
  }
  for (const setting of configuration.settings) {
    for (const check of CHECKS) {
      const found = check(setting, configuration.settings)
      if (found !== null) drafts.push({ ...found, cites: [setting.cite], confidence: 0.75, data: { path: setting.path } })
    }
  }
  return { drafts: drafts.slice(0, 60), timeline: [], summary: summaryOf(configuration, drafts.slice(0, 15)) }
}
