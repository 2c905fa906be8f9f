import { type Kind, numberAt } from "./columns.js"
import { advance, endOf, type Layout, signWithin, type Step, tailAt, timeEnd, WITHIN } from "./layout.js"
import { levelAt } from "./levelColumn.js"
import { Line } from "./line.js"
import { nameAt } from "./nameColumns.js"
import { isSpace, skipSpaces, skipTokens, tokenEnd } from "./spaces.js"
import type { TimeReader } from "./time.js"

const MIN_LINES = 10
const MAX_STEPS = 16
const NONE: Step = { kind: "number", skip: 0, sure: 0, within: 0, tokens: 1, width: 0 }

/** Share of lines that must agree, and how many tokens may be passed over. */
const RULES: ReadonlyArray<{ readonly kind: Kind; readonly share: number; readonly skip: number }> = [
  { kind: "time", share: 0.85, skip: 6 }, { kind: "stream", share: 0.85, skip: 0 }, { kind: "level", share: 0.85, skip: 6 }, { kind: "block", share: 0.9, skip: 5 }, { kind: "source", share: 0.95, skip: 0 }, { kind: "tag", share: 0.85, skip: 3 }, { kind: "sign", share: 0.9, skip: 3 }, { kind: "padded", share: 0.95, skip: 0 }
]
const FIELD_SIGNS = ["\t", "|", ";", ","]
const MAX_FIELDS = 12
const MAX_FIELD = 60

const share = (count: number, of: number): number => (of === 0 ? 0 : count / of)

const wordAt = (line: Line, from: number): string => line.slice(from, tokenEnd(line.codes, from, line.end))

const hasDigit = ({ codes, end }: Line, from: number): boolean => {
  for (let i = from; i < end && !isSpace(codes[i]!); i++) if (codes[i]! >= 48 && codes[i]! <= 57) return true
  return false
}

/** Nothing but a timestamp. */
const isTime = (field: string | undefined, times: TimeReader): boolean => {
  const line = field === undefined ? null : Line.of(field.trim())
  return line !== null && times.at(line, 0) === line.end
}

const isLevel = (field: string | undefined): boolean => {
  const line = Line.of(field?.trim() ?? "")
  return levelAt(line.codes, 0, line.end) !== null
}

/** The words at a place, with runs of digits as one. */
const shapes = (lines: ReadonlyArray<Line>, starts: ReadonlyArray<number>): Map<string, number> => {
  const out = new Map<string, number>()
  lines.forEach((line, i) => {
    const from = starts[i]!
    if (from < 0) return
    const word = wordAt(line, from).replace(/[[(].*$/, "").replace(/\d+/g, "0")
    out.set(word, (out.get(word) ?? 0) + 1)
  })
  return out
}

const top = (counts: ReadonlyMap<string, number>): number => Math.max(0, ...counts.values())

/** A column and no word of a message: ids, names, one constant, or few words. */
const isColumn = (lines: ReadonlyArray<Line>, starts: ReadonlyArray<number>): "sure" | "likely" | "no" => {
  let plain = 0
  lines.forEach((line, i) => {
    const from = starts[i]!
    if (from >= 0 && (hasDigit(line, from) || numberAt(line.codes, from, line.end) >= 0 || nameAt(line, from) >= 0)) plain++
  })
  const words = shapes(lines, starts)
  if (plain >= 0.95 * lines.length || top(words) >= 0.95 * lines.length) return "sure"
  return plain >= 0.8 * lines.length || words.size <= Math.max(6, lines.length * 0.04) ? "likely" : "no"
}

/** The longest run of steps that most lines agree on. */
const learnSteps = (lines: ReadonlyArray<Line>, times: TimeReader): ReadonlyArray<Step> => {
  const cursors = lines.map((line) => skipSpaces(line.codes, 0, line.end))
  const steps: Array<Step> = []
  let last: Kind | null = null
  const take = (step: Step) => {
    lines.forEach((line, i) => (cursors[i] = advance(step, line, cursors[i]!, times)))
    steps.push(step)
    last = step.kind
  }
  while (steps.length < MAX_STEPS) {
    const next = strongStep(lines, cursors, last, times) ?? weakStep(lines, cursors, last, times) ?? stateStep(lines, cursors, steps)
    if (next === null) break
    take(next)
  }
  // a header of ids alone says nothing unless something stronger stands in it
  return steps.some(({ kind }) => kind !== "number" && kind !== "name" && kind !== "word") || steps.length > 1 ? steps : []
}

const strongStep = (lines: ReadonlyArray<Line>, cursors: ReadonlyArray<number>, last: Kind | null, times: TimeReader): Step | null => {
  const columns: Array<"sure" | "likely" | "no"> = []
  let starts: ReadonlyArray<number> = lines.map((line, i) => skipSpaces(line.codes, cursors[i]!, line.end))
  for (let skip = 0; skip <= 6; skip++) {
    for (const rule of RULES) {
      if (skip > rule.skip || (last === "tag" && (rule.kind === "tag" || rule.kind === "padded" || rule.kind === "block" && skip > 0 || rule.kind === "sign") || last === "source" && rule.kind === "sign")) continue
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
      return { kind: rule.kind, skip, sure: sure === -1 ? skip : sure, within: 0, tokens: rule.kind === "time" ? tokensOfTime(lines, starts, times) : 1, width: rule.kind === "padded" ? widthOf(lines, starts) : 0 }
    }
    columns.push(isColumn(lines, starts))
    starts = lines.map((line, i) => (starts[i]! < 0 ? -1 : skipTokens(line.codes, starts[i]!, line.end, 1)))
  }
  // `program with spaces - message`
  if (last === "tag" || last === "sign" && lines.length < 30) return null
  let hits = 0
  lines.forEach((line, i) => {
    if (signWithin(line, skipSpaces(line.codes, cursors[i]!, line.end), 1) > 0) hits++
  })
  return share(hits, lines.length) >= 0.97 ? { kind: "sign", skip: 1, sure: 0, within: WITHIN, tokens: 1, width: 0 } : null
}

/** Codes from the start of a column to that of the next, where nearly all lines agree; else 0. */
const widthOf = (lines: ReadonlyArray<Line>, starts: ReadonlyArray<number>): number => {
  const counts = new Map<number, number>()
  lines.forEach(({ codes, end }, i) => {
    const width = skipSpaces(codes, tokenEnd(codes, starts[i]!, end), end) - starts[i]!
    counts.set(width, (counts.get(width) ?? 0) + 1)
  })
  const [width, count] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a))
  return share(count, lines.length) >= 0.9 ? width : 0
}

/** How many tokens the timestamps take, by the first line that has one. */
const tokensOfTime = (lines: ReadonlyArray<Line>, starts: ReadonlyArray<number>, times: TimeReader): number => {
  for (let i = 0; i < lines.length; i++) {
    const end = starts[i]! < 0 ? -1 : timeEnd(lines[i]!, starts[i]!, times)
    if (end !== -1) return lines[i]!.slice(starts[i]!, end).trim().split(/\s+/).length
  }
  return 1
}

/** Ids and logger names in front of the message. */
const weakStep = (lines: ReadonlyArray<Line>, cursors: ReadonlyArray<number>, last: Kind | null, times: TimeReader): Step | null => {
  if (last === "tag" || last === "sign") return null
  const starts = lines.map((line, i) => skipSpaces(line.codes, cursors[i]!, line.end))
  const count = (kind: "number" | "name") => lines.reduce((sum, line, i) => sum + (endOf(kind, line, starts[i]!, times) > 0 ? 1 : 0), 0)
  if (share(count("number"), lines.length) >= 0.98) return { ...NONE, kind: "number" }
  if (share(count("name"), lines.length) >= 0.97 && shapes(lines, starts).size <= Math.max(8, lines.length * 0.05)) return { ...NONE, kind: "name" }
  return null
}

/** Distinct words at `starts` for each of the words behind them. */
const stateStep = (lines: ReadonlyArray<Line>, cursors: ReadonlyArray<number>, steps: ReadonlyArray<Step>): Step | null => {
  if (steps.length === 0 || steps.some(({ kind }) => kind !== "number" && kind !== "name" && kind !== "word")) return null
  const pairs = lines.map((line, i) => [wordAt(line, skipSpaces(line.codes, cursors[i]!, line.end)), wordAt(line, Math.max(0, skipTokens(line.codes, cursors[i]!, line.end, 1)))] as const)
  const states = new Set(pairs.map(([state]) => state))
  if (states.size > 12 || [...states].some((state) => !/^[A-Z][A-Z_-]*$/.test(state))) return null
  const behind = new Map<string, Array<string>>()
  for (const [state, next] of pairs) behind.set(next, [...(behind.get(next) ?? []), state])
  const often = [...behind.values()].filter((one) => one.length >= 5)
  // a state says nothing about the message behind it
  const free = often.filter((one) => new Set(one).size >= 0.6 * states.size)
  return often.length >= 3 && free.length >= 0.8 * often.length ? { ...NONE, kind: "word" } : null
}

/** Fields closed by one sign, on all lines: as many as every line has before its message can begin. */
const learnFields = (lines: ReadonlyArray<Line>, times: TimeReader): Layout["fields"] => {
  for (const sign of FIELD_SIGNS) {
    const split = lines.map(({ text }) => text.split(sign, MAX_FIELDS + 1))
    const counts = split.map((fields) => fields.length - 1).sort((a, b) => a - b)
    let count = counts[Math.floor(counts.length * 0.02)]!
    const isField = (i: number) => share(split.filter((fields) => fields[i] !== undefined && fields[i].length <= MAX_FIELD && (i === 0 || sign === "\t" || !/^\s|=/.test(fields[i]))).length, lines.length) >= 0.95
    const columns = (i: number) => {
      const values = split.map((fields) => fields[i] ?? "")
      return new Set(values.map((value) => value.replace(/\d+/g, "0"))).size <= Math.max(12, lines.length * 0.1) || share(values.filter((value) => !/\s/.test(value.trim())).length, lines.length) >= 0.95
    }
    const time = (i: number) => share(split.filter((fields) => isTime(fields[i], times)).length, lines.length) >= 0.85
    let good = 0
    while (good < count && isField(good) && (columns(good) || time(good))) good++
    count = good
    if (count < (sign === "\t" ? 1 : 2)) continue
    const range = Array.from({ length: count }, (_, i) => i)
    const level = (i: number) => share(split.filter((fields) => isLevel(fields[i])).length, lines.length) >= 0.85
    return { sign, count, time: range.findIndex(time), level: range.findIndex(level) }
  }
  return null
}

/** Few names of loggers behind the messages of nearly all lines. */
const hasTail = (lines: ReadonlyArray<Line>): boolean => {
  const tails = lines.flatMap((line) => (tailAt(line) < 0 ? [] : [line.slice(tailAt(line), line.end)]))
  return share(tails.length, lines.length) >= 0.97 && new Set(tails).size <= Math.max(8, lines.length * 0.05)
}

/** Learns from lines that differ; null where they have nothing in common or are too few. */
export const learnLayout = (all: ReadonlyArray<string>, times: TimeReader): Layout | null => {
  const distinct = [...new Set(all)].filter((text) => text.trim() !== "").map(Line.of)
  const timed = distinct.filter((line) => {
    for (let skip = 0; skip <= 6; skip++) {
      const at = skipTokens(line.codes, 0, line.end, skip)
      if (at < 0) return false
      if (timeEnd(line, at, times) !== -1) return true
    }
    return false
  })
  // lines without a time belong to records of lines with one
  const lines = timed.length >= 0.2 * distinct.length ? timed : distinct.filter(({ text }) => !/^\s/.test(text))
  if (lines.length < MIN_LINES || share(lines.filter(({ text }) => text.startsWith("{")).length, lines.length) > 0.5) return null
  const fields = learnFields(lines, times)
  if (fields !== null) return { steps: [], fields, tail: false }
  const steps = learnSteps(lines, times)
  return steps.length === 0 ? null : { steps, fields: null, tail: hasTail(lines) }
}
