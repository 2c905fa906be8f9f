import { blockAt, type Kind, levelAt, nameAt, numberAt, paddedAt, signAt, skipSpaces, skipTokens, streamAt, tagAt, tokenEnd } from "./columns.js"
import type { Level } from "./levels.js"
import type { TimeReader } from "./time.js"

/** One part of a header: so many tokens are passed over, then comes a part of this kind. */
export interface Step {
  readonly kind: Kind
  readonly skip: number
  /** of the passed tokens, those that belong to the header even where the part is missing */
  readonly sure: number
  /** the part may come up to so many tokens later */
  readonly within: number
  /** tokens of a timestamp: only the first one of a line is read, others are passed over */
  readonly tokens: number
}

/** How the lines of one file begin, learned from its first lines. */
export interface Layout {
  readonly steps: ReadonlyArray<Step>
  /** the header is so many fields closed by a sign; `time` and `level` are the fields that hold them, or -1 */
  readonly fields: { readonly sign: string; readonly count: number; readonly time: number; readonly level: number } | null
}

export interface Read {
  readonly at: number | null
  readonly level: Level | null
  readonly start: number
}

const MIN_LINES = 10
const MAX_STEPS = 16
const NONE: Step = { kind: "number", skip: 0, sure: 0, within: 0, tokens: 1 }

/** Share of lines that must agree, and how many tokens may be passed over. */
const RULES: ReadonlyArray<{ readonly kind: Kind; readonly share: number; readonly skip: number }> = [
  { kind: "time", share: 0.85, skip: 6 }, { kind: "stream", share: 0.85, skip: 0 }, { kind: "level", share: 0.85, skip: 6 }, { kind: "block", share: 0.9, skip: 5 }, { kind: "tag", share: 0.85, skip: 3 }, { kind: "sign", share: 0.9, skip: 3 }, { kind: "padded", share: 0.95, skip: 0 }
]
const WITHIN = 4
const FIELD_SIGNS = ["\t", "|", ";", ","]
const MAX_FIELDS = 12
const MAX_FIELD = 60

/** A timestamp, also glued to the file name that `grep` puts before it. */
const timeEnd = (line: string, from: number, times: TimeReader): { readonly at: number; readonly end: number } | null => {
  const found = times.at(line, from)
  if (found !== null) return found
  const code = line.charCodeAt(from) | 32
  if (code < 97 || code > 122) return null
  for (let i = from + 1; i < Math.min(line.length, from + 80); i++) {
    const one = line.charCodeAt(i)
    if (one === 58) return times.at(line, i + 1)
    if (one <= 32) return null
  }
  return null
}

const endOf = (kind: Kind, line: string, from: number, times: TimeReader): number => {
  switch (kind) {
    case "time": return timeEnd(line, from, times)?.end ?? -1
    case "stream": return streamAt(line, from)
    case "level": return levelAt(line, from)?.end ?? -1
    case "block": return blockAt(line, from)
    case "tag": return tagAt(line, from)
    case "sign": return signAt(line, from)
    case "padded": return paddedAt(line, from)
    case "number": return numberAt(line, from)
    case "name": return nameAt(line, from)
    case "word": return tokenEnd(line, from)
  }
}

const share = (count: number, of: number): number => (of === 0 ? 0 : count / of)

/** The words at a place, with runs of digits as one. */
const shapes = (lines: ReadonlyArray<string>, starts: ReadonlyArray<number>): Map<string, number> => {
  const out = new Map<string, number>()
  lines.forEach((line, i) => {
    const from = starts[i]!
    if (from < 0) return
    const word = line.slice(from, tokenEnd(line, from)).replace(/[[(].*$/, "").replace(/\d+/g, "0")
    out.set(word, (out.get(word) ?? 0) + 1)
  })
  return out
}

const top = (counts: ReadonlyMap<string, number>): number => Math.max(0, ...counts.values())

/** A column and no word of a message: ids, names, one constant, or few words. */
const isColumn = (lines: ReadonlyArray<string>, starts: ReadonlyArray<number>): "sure" | "likely" | "no" => {
  let plain = 0
  lines.forEach((line, i) => {
    const from = starts[i]!
    if (from >= 0 && (numberAt(line, from) >= 0 || nameAt(line, from) >= 0 || /\d/.test(line.slice(from, tokenEnd(line, from))))) plain++
  })
  const words = shapes(lines, starts)
  if (plain >= 0.95 * lines.length || top(words) >= 0.95 * lines.length) return "sure"
  return plain >= 0.8 * lines.length || words.size <= Math.max(6, lines.length * 0.04) ? "likely" : "no"
}

/** The longest run of steps that most lines agree on. */
const learnSteps = (lines: ReadonlyArray<string>, times: TimeReader): ReadonlyArray<Step> => {
  const cursors = lines.map((line) => skipSpaces(line, 0))
  const steps: Array<Step> = []
  let last: Kind | null = null
  const take = (step: Step) => {
    lines.forEach((line, i) => (cursors[i] = advance(step, line, cursors[i]!, times)))
    steps.push(step)
    last = step.kind
  }
  while (steps.length < MAX_STEPS) {
    const next = strongStep(lines, cursors, last, times) ?? weakStep(lines, cursors, last) ?? stateStep(lines, cursors, steps)
    if (next === null) break
    take(next)
  }
  // a header of ids alone says nothing unless something stronger stands in it
  return steps.some(({ kind }) => kind !== "number" && kind !== "name" && kind !== "word") || steps.length > 1 ? steps : []
}

const strongStep = (lines: ReadonlyArray<string>, cursors: ReadonlyArray<number>, last: Kind | null, times: TimeReader): Step | null => {
  const columns: Array<"sure" | "likely" | "no"> = []
  let starts: ReadonlyArray<number> = lines.map((line, i) => skipSpaces(line, cursors[i]!))
  for (let skip = 0; skip <= 6; skip++) {
    for (const rule of RULES) {
      if (skip > rule.skip || (last === "tag" && (rule.kind === "tag" || rule.kind === "padded" || rule.kind === "block" && skip > 0 || rule.kind === "sign"))) continue
      if (rule.kind === "tag" && last === "sign" && skip > 0) continue
      // what stands between must be columns, unless it is followed by what no message holds at one place
      const firm = rule.kind === "time" || rule.kind === "level"
      if (!firm && columns.includes("no")) continue
      let hits = 0
      lines.forEach((line, i) => {
        if (starts[i]! >= 0 && endOf(rule.kind, line, starts[i]!, times) > 0) hits++
      })
      if (share(hits, lines.length) < rule.share) continue
      if (rule.kind === "padded" && shapes(lines, starts).size > 12) continue
      const sure = columns.findIndex((one) => one !== "sure")
      return { kind: rule.kind, skip, sure: sure === -1 ? skip : sure, within: 0, tokens: rule.kind === "time" ? tokensOfTime(lines, starts, times) : 1 }
    }
    columns.push(isColumn(lines, starts))
    starts = lines.map((line, i) => (starts[i]! < 0 ? -1 : skipTokens(line, starts[i]!, 1)))
  }
  // `program with spaces - message`
  if (last === "tag" || last === "sign" && lines.length < 30) return null
  let hits = 0
  lines.forEach((line, i) => {
    if (signWithin(line, skipSpaces(line, cursors[i]!), 1) > 0) hits++
  })
  return share(hits, lines.length) >= 0.97 ? { kind: "sign", skip: 1, sure: 0, within: WITHIN, tokens: 1 } : null
}

/** How many tokens the timestamps take, by the first line that has one. */
const tokensOfTime = (lines: ReadonlyArray<string>, starts: ReadonlyArray<number>, times: TimeReader): number => {
  for (let i = 0; i < lines.length; i++) {
    const end = starts[i]! < 0 ? undefined : timeEnd(lines[i]!, starts[i]!, times)?.end
    if (end !== undefined) return lines[i]!.slice(starts[i]!, end).trim().split(/\s+/).length
  }
  return 1
}

const signWithin = (line: string, from: number, skip: number): number => {
  let at = skipTokens(line, from, skip)
  for (let k = 0; k < WITHIN && at >= 0; k++) {
    const end = signAt(line, at)
    if (end > 0) return end
    at = skipTokens(line, at, 1)
  }
  return -1
}

/** Ids and logger names in front of the message. */
const weakStep = (lines: ReadonlyArray<string>, cursors: ReadonlyArray<number>, last: Kind | null): Step | null => {
  if (last === "tag" || last === "sign") return null
  const starts = lines.map((line, i) => skipSpaces(line, cursors[i]!))
  const count = (read: (line: string, from: number) => number) => lines.reduce((sum, line, i) => sum + (read(line, starts[i]!) > 0 ? 1 : 0), 0)
  if (share(count(numberAt), lines.length) >= 0.98) return { ...NONE, kind: "number" }
  if (share(count(nameAt), lines.length) >= 0.97 && shapes(lines, starts).size <= Math.max(8, lines.length * 0.05)) return { ...NONE, kind: "name" }
  return null
}

/** Distinct words at `starts` for each of the words behind them. */
const stateStep = (lines: ReadonlyArray<string>, cursors: ReadonlyArray<number>, steps: ReadonlyArray<Step>): Step | null => {
  if (steps.length === 0 || steps.some(({ kind }) => kind !== "number" && kind !== "name" && kind !== "word")) return null
  const word = (line: string, from: number) => line.slice(from, tokenEnd(line, from))
  const pairs = lines.map((line, i) => [word(line, skipSpaces(line, cursors[i]!)), word(line, Math.max(0, skipTokens(line, cursors[i]!, 1)))] as const)
  const states = new Set(pairs.map(([state]) => state))
  if (states.size > 12 || [...states].some((state) => !/^[A-Z][A-Z_-]*$/.test(state))) return null
  const behind = new Map<string, Array<string>>()
  for (const [state, next] of pairs) behind.set(next, [...(behind.get(next) ?? []), state])
  const often = [...behind.values()].filter((one) => one.length >= 5)
  // a state says nothing about the message behind it
  const free = often.filter((one) => new Set(one).size >= 0.6 * states.size)
  return often.length >= 3 && free.length >= 0.8 * often.length ? { ...NONE, kind: "word" } : null
}

/** Index behind the part of a step, or -1. */
const partEnd = (step: Step, line: string, from: number, times: TimeReader): number => {
  const at = skipTokens(line, from, step.skip)
  if (at < 0) return -1
  if (step.within > 0) return signWithin(line, from, step.skip)
  const end = endOf(step.kind, line, at, times)
  return end <= 0 && step.kind === "tag" ? tagAt(line, at, true) : end
}

/** Where the part is missing: behind the tokens that surely belong to the header. */
const behindSure = (step: Step, line: string, from: number): number => {
  const sure = step.sure === 0 ? from : skipTokens(line, from, step.sure)
  return sure < 0 ? from : sure
}

const advance = (step: Step, line: string, from: number, times: TimeReader): number => {
  const end = partEnd(step, line, from, times)
  return end > 0 ? end : behindSure(step, line, from)
}

/** Fields closed by one sign, on all lines: as many as every line has before its message can begin. */
const learnFields = (lines: ReadonlyArray<string>, times: TimeReader): Layout["fields"] => {
  for (const sign of FIELD_SIGNS) {
    const split = lines.map((line) => line.split(sign, MAX_FIELDS + 1))
    const counts = split.map((fields) => fields.length - 1).sort((a, b) => a - b)
    let count = counts[Math.floor(counts.length * 0.02)]!
    const isField = (i: number) => share(split.filter((fields) => fields[i] !== undefined && fields[i].length <= MAX_FIELD && (i === 0 || sign === "\t" || !/^\s|=/.test(fields[i]))).length, lines.length) >= 0.95
    const columns = (i: number) => {
      const values = split.map((fields) => fields[i] ?? "")
      return new Set(values.map((value) => value.replace(/\d+/g, "0"))).size <= Math.max(12, lines.length * 0.1) || share(values.filter((value) => !/\s/.test(value.trim())).length, lines.length) >= 0.95
    }
    const time = (i: number) => share(split.filter((fields) => fields[i] !== undefined && times.at(fields[i].trim())?.end === fields[i].trim().length).length, lines.length) >= 0.85
    let good = 0
    while (good < count && isField(good) && (columns(good) || time(good))) good++
    count = good
    if (count < (sign === "\t" ? 1 : 2)) continue
    const range = Array.from({ length: count }, (_, i) => i)
    const level = (i: number) => share(split.filter((fields) => levelAt(fields[i]?.trim() ?? "", 0) !== null).length, lines.length) >= 0.85
    return { sign, count, time: range.findIndex(time), level: range.findIndex(level) }
  }
  return null
}

/** Learns from lines that differ; null where they have nothing in common or are too few. */
export const learnLayout = (all: ReadonlyArray<string>, times: TimeReader): Layout | null => {
  const distinct = [...new Set(all)].filter((line) => line.trim() !== "")
  const timed = distinct.filter((line) => {
    for (let skip = 0; skip <= 6; skip++) {
      const at = skipTokens(line, 0, skip)
      if (at < 0) return false
      if (timeEnd(line, at, times) !== null) return true
    }
    return false
  })
  // lines without a time belong to records of lines with one
  const lines = timed.length >= 0.2 * distinct.length ? timed : distinct.filter((line) => !/^\s/.test(line))
  if (lines.length < MIN_LINES || share(lines.filter((line) => line.startsWith("{")).length, lines.length) > 0.5) return null
  const fields = learnFields(lines, times)
  if (fields !== null) return { steps: [], fields }
  const steps = learnSteps(lines, times)
  return steps.length === 0 ? null : { steps, fields: null }
}

const readFields = ({ count, level, sign, time }: NonNullable<Layout["fields"]>, line: string, times: TimeReader): Read | null => {
  let at: number | null = null
  let found: Level | null = null
  let from = 0
  for (let i = 0; i < count; i++) {
    const end = line.indexOf(sign, from)
    if (end === -1) return null
    const start = skipSpaces(line, from)
    if (i === time) at = times.at(line, start)?.at ?? null
    if (i === level) found = levelAt(line.slice(start, end), 0)?.level ?? null
    from = end + 1
  }
  return time !== -1 && at === null ? null : { at, level: found, start: skipSpaces(line, from) }
}

/** Reads one line by the layout; null where it does not begin like that. */
export const readByLayout = (layout: Layout, line: string, times: TimeReader): Read | null => {
  if (layout.fields !== null) return readFields(layout.fields, line, times)
  let at: number | null = null
  let level: Level | null = null
  let position = 0
  let fitted = 0
  for (const step of layout.steps) {
    const from = skipTokens(line, position, step.skip)
    if (step.kind === "time" && at === null) {
      const time = from < 0 ? null : timeEnd(line, from, times)
      if (time === null) return null
      at = time.at
      const letter = line.charCodeAt(from)
      if (letter >= 65 && letter <= 90 && line.charCodeAt(from + 1) <= 57) level = levelAt(line[from]!, 0)?.level ?? level
      position = time.end
      fitted++
      continue
    }
    if (step.kind === "time" && from >= 0) {
      const last = skipTokens(line, from, step.tokens - 1)
      if (last >= 0) {
        position = tokenEnd(line, last)
        fitted++
        continue
      }
    }
    if (step.kind === "level" && from >= 0) {
      const found = levelAt(line, from)
      if (found !== null) {
        level = found.level
        position = found.end
        fitted++
        continue
      }
    }
    const end = step.kind === "level" ? -1 : partEnd(step, line, position, times)
    if (end > 0) fitted++
    position = end > 0 ? end : behindSure(step, line, position)
  }
  return fitted * 2 >= layout.steps.length ? { at, level, start: skipSpaces(line, position) } : null
}
