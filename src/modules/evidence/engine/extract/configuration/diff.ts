import type { ByteRange, Finding, LineRange } from "../../finding.js"
import { type Cite, type Draft, finish } from "../../findings/draft.js"
import { locateJson, type JsonPath } from "../../findings/jsonLocate.js"
import type { TextFile } from "../../findings/text.js"
import { isSecret } from "../../redact/kinds.js"
import { scan } from "../../redact/scan.js"
import { clip } from "../values.js"
import { keysOf } from "./align.js"
import type { Setting } from "./model.js"
import { readConfiguration } from "./read.js"
import { lastKey, shownValue } from "./shown.js"
import { isRuntime, isWeighty } from "./weight.js"

/** What the older text is called: by people, and in the store where it is kept there. */
export interface EarlierText {
  readonly name: string
  /** id of the stored file, null for a file of the command line */
  readonly evidenceId: string | null
  readonly artifact: string | null
}

export interface ConfigurationDiff {
  /** settings that were added, removed or changed, those without a finding included */
  readonly total: number
  /** weighty settings first; every quote is of the newer text */
  readonly findings: ReadonlyArray<Finding>
}

interface Change {
  readonly kind: "added" | "removed" | "changed"
  readonly path: string
  readonly before: Setting | null
  readonly after: Setting | null
}

/** Findings of one comparison. */
const MAX_CHANGES = 40
/** Texts that share fewer settings than this are not two versions of one. */
const MIN_SHARED = 0.3
const MAX_PATH = 240
const MAX_SCANNED = 4_096
const HIDDEN = "(hidden)"
const NOTHING: ConfigurationDiff = { total: 0, findings: [] }

/** By key; what stands several times (directives of a web server) by its place among its like. */
const index = (settings: ReadonlyArray<Setting>, keys: ReadonlyMap<Setting, string>): Map<string, Setting> => {
  const found = new Map<string, Setting>()
  const seen = new Map<string, number>()
  for (const setting of settings) {
    const key = keys.get(setting) ?? setting.path
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    found.set(count === 1 ? key : `${key} (${count})`, setting)
  }
  return found
}

/** Sections whose values are secret whatever their keys are: the data of a Kubernetes Secret. */
const secretSections = (settings: ReadonlyArray<Setting>): ReadonlyArray<string> =>
  settings.filter((one) => one.value === "Secret" && (one.path === "kind" || one.path.endsWith(".kind"))).flatMap((one) => {
    const prefix = one.path.slice(0, -"kind".length)
    return [`${prefix}data.`, `${prefix}stringData.`]
  })

/** A value as it may be shown: secrets are hidden by their key, by their section and by their own shape. */
const shown = (setting: Setting, secret: ReadonlyArray<string>): string => {
  if (secret.some((section) => setting.path.startsWith(section))) return HIDDEN
  const key = `${lastKey(setting.path)}: `
  const text = key + setting.value.slice(0, MAX_SCANNED)
  let value = ""
  let at = key.length
  for (const span of scan(text)) {
    if (!isSecret(span.kind) || span.end <= at) continue
    value += text.slice(at, Math.max(at, span.start)) + HIDDEN
    at = span.end
  }
  return shownValue({ ...setting, value: value + text.slice(at) })
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("."), path.lastIndexOf("["), path.lastIndexOf(" > ")))

/** For every place below which something stands: the first setting below it. */
const sections = (settings: ReadonlyArray<Setting>): ReadonlyMap<string, Setting> => {
  const found = new Map<string, Setting>()
  for (const setting of settings) for (let at = parentOf(setting.path); !found.has(at); at = parentOf(at)) found.set(at, setting)
  return found
}

/** Where a removed setting would stand now: beside its nearest relative. */
const placeOf = (path: string, below: ReadonlyMap<string, Setting>): Cite => {
  for (let at = parentOf(path); at !== ""; at = parentOf(at)) {
    const near = below.get(at)
    if (near !== undefined) return near.cite
  }
  return below.get("")?.cite ?? { lines: [1, 1] }
}

/** Lines of passages, in their order; null where there is none. */
const linesOf = (file: TextFile, cites: ReadonlyArray<Cite | null>): ReadonlyArray<LineRange | null> => {
  const paths = cites.filter((cite) => cite !== null && "path" in cite).map((cite): JsonPath => (cite !== null && "path" in cite ? cite.path : []))
  const located = paths.length === 0 ? [] : locateJson(file.bytes, paths)
  let next = 0
  const ofRange = (range: ByteRange | null): LineRange | null => (range === null ? null : { start: file.lineAt(range.start), end: file.lineAt(Math.max(range.start, range.end - 1)) })
  return cites.map((cite) => (cite === null ? null : "lines" in cite ? { start: cite.lines[0], end: cite.lines[1] } : "range" in cite ? ofRange(cite.range) : ofRange(located[next++] ?? null)))
}

const changesOf = (old: ReadonlyMap<string, Setting>, now: ReadonlyMap<string, Setting>): ReadonlyArray<Change> => {
  const changes: Array<Change> = []
  const pathOf = (key: string, setting: Setting): string => setting.path + (/ \(\d+\)$/.exec(key)?.[0] ?? "")
  for (const [key, after] of now) {
    const before = old.get(key) ?? null
    if (before === null || before.value !== after.value) changes.push({ kind: before === null ? "added" : "changed", path: pathOf(key, after), before, after })
  }
  for (const [key, before] of old) if (!now.has(key)) changes.push({ kind: "removed", path: pathOf(key, before), before, after: null })
  const objects = [...now.keys()].some((path) => path === "apiVersion" || path.endsWith(".apiVersion"))
  return objects ? changes.filter(({ path }) => !isRuntime(path)) : changes
}

const titleOf = (kind: Change["kind"], path: string, from: string, to: string): string =>
  kind === "added" ? `${path} was added: ${to}` : kind === "removed" ? `${path} was removed (it was ${from})` : from === to ? `${path} got another value: ${to}` : `${path} changed from ${from} to ${to}`

/**
 * What changed between two versions of one configuration, by setting and not
 * by line: order, also that of list entries, comments and formatting do not
 * count; JSON may be compared with YAML. Secrets are compared but not shown. A
 * removed setting cites the place beside which it stood. Nothing where the
 * texts are no two versions of one thing.
 */
export const diffConfigurations = (before: TextFile, after: TextFile, earlier: EarlierText): ConfigurationDiff => {
  const earlierSettings = readConfiguration(before)?.settings ?? []
  const settings = readConfiguration(after)?.settings ?? []
  const keys = keysOf(earlierSettings, settings)
  const old = index(earlierSettings, keys.old)
  const now = index(settings, keys.now)
  let shared = 0
  for (const path of now.keys()) if (old.has(path)) shared++
  if (shared === 0 || shared < Math.min(old.size, now.size) * MIN_SHARED) return NOTHING
  const all = changesOf(old, now)
  const weight = (change: Change): number => (!isWeighty(change.path) ? 2 : change.kind === "added" ? 1 : 0)
  const kept = [...all].sort((a, b) => weight(a) - weight(b)).slice(0, MAX_CHANGES)
  const secret = [...secretSections(earlierSettings), ...secretSections(settings)]
  const below = sections(settings)
  const places = linesOf(before, kept.map((change) => change.before?.cite ?? null))
  const drafts = kept.map((change, i): Draft => {
    const from = change.before === null ? null : shown(change.before, secret)
    const to = change.after === null ? null : shown(change.after, secret)
    const place = places[i] ?? null
    const path = clip(change.path, MAX_PATH)
    const where = place === null ? earlier.name : `${earlier.name}, line ${place.start}`
    return {
      kind: "configuration_change", severity: weight(change) === 0 ? "warning" : "info", title: titleOf(change.kind, path, from ?? "", to ?? ""),
      detail: from === null ? `The earlier version (${where}) does not have it.` : `The earlier version (${where}) has ${path} = ${from}.`,
      cites: [change.after?.cite ?? placeOf(change.path, below)], confidence: 0.95,
      data: {
        change: change.kind, path, before: from, after: to,
        earlier: { evidence_id: earlier.evidenceId, name: earlier.name, artifact: earlier.artifact, lines: place === null ? null : [place.start, place.end] }
      }
    }
  })
  return { total: all.length, findings: finish(after, drafts, MAX_CHANGES) }
}
