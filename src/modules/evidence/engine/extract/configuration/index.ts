import type { Draft, Extraction } from "../../findings/draft.js"
import type { TextFile } from "../../findings/text.js"
import { clip } from "../values.js"
import { checkDrafts } from "./checks.js"
import { type Configuration, MAX_SETTINGS, type Setting } from "./model.js"
import { readConfiguration } from "./read.js"
import { addressesDraft, alertRules, boundsDraft } from "./outline.js"
import { shownValue } from "./shown.js"
export { shownValue } from "./shown.js"

export { type ConfigurationDiff, diffConfigurations, type EarlierText } from "./diff.js"

const MAX_LISTED = 150
const MAX_DRAFTS = 60

/** What of a large file was not read. */
const remark = ({ readTo, settings }: Configuration): ReadonlyArray<Draft> => {
  const last = settings[settings.length - 1]
  if (readTo === undefined && settings.length < MAX_SETTINGS) return []
  return [{
    kind: "read_in_part", severity: "info", title: readTo === undefined ? `Only the first ${settings.length.toLocaleString("en-US")} settings were read` : `Only lines 1 to ${readTo} were read: the file is too large to be read as YAML in full`, detail: "Whatever stands behind is not judged here, nor compared with other versions.",
    cites: readTo === undefined ? last === undefined ? [] : [last.cite] : [{ lines: [readTo, readTo] }], confidence: 1
  }]
}

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
  drafts.push(...configuration.drafts ?? [], ...checkDrafts({ list: configuration.settings, byPath: first }))
  const cut = remark(configuration)
  const outline = [...alertRules(configuration.settings, first), ...boundsDraft(configuration.settings), ...addressesDraft(configuration.settings)]
  return { drafts: [...drafts.slice(0, MAX_DRAFTS), ...cut, ...outline], timeline: [], summary: summaryOf(configuration, [...cut, ...drafts.slice(0, 15), ...outline]) }
}
