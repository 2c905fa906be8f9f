/**
 * Long stretches of a line that repeat the same characters over and over. What was judged in the beginning of one holds
 * for all of it, so its middle need not be read: a line without end costs what its first and last kilobytes cost.
 */
import type { Claim } from "./kinds.js"

/** A repeat: text[i] is text[i - period] from `from` + `period` up to `to`. */
export interface Repeat {
  readonly from: number
  readonly to: number
  readonly period: number
}

/** Characters of the middle of a repeat that are left out: a multiple of its period. */
export interface Gap {
  readonly from: number
  readonly length: number
  readonly period: number
}

/** A passage as it was found. */
type Span = Pick<Claim, "start" | "end" | "kind">

const MAX_PERIOD = 1024
/** What is kept at either end: more than any rule looks back or ahead from a name. */
const KEPT = 12 * 1024
/** Shorter ones are read. */
const MIN_REPEAT = 64 * 1024
/** Each repeat has one of these places in it with a period before its end. */
const STEP = 16 * 1024
const PROBE = 24
/** The beginning of a period may occur within it. */
const MAX_TRIES = 16

/** The period of what repeats at `at`, 0 where nothing does. */
const periodAt = (text: string, units: Uint16Array, at: number): number => {
  const near = text.slice(at, at + MAX_PERIOD + PROBE)
  const probe = near.slice(0, PROBE)
  let period = near.indexOf(probe, 1)
  for (let tries = 0; period > 0 && tries < MAX_TRIES; tries++, period = near.indexOf(probe, period + 1)) {
    const to = at + STEP
    let i = at + period
    while (i < to && units[i] === units[i - period]) i++
    if (i >= to) return period
  }
  return 0
}

/** Repeats within lines, in order, apart from each other; linear in the text. */
export const repeatsOf = (text: string, units: Uint16Array): ReadonlyArray<Repeat> => {
  const found: Array<Repeat> = []
  let seen = 0
  for (let at = 0; at + 2 * STEP <= text.length; at += STEP) {
    if (at < seen) continue
    const period = periodAt(text, units, at)
    if (period === 0 || text.slice(at, at + period).includes("\n")) continue
    let from = at
    while (from > seen && units[from - 1] === units[from - 1 + period]) from--
    let to = at + STEP
    while (to < text.length && units[to] === units[to - period]) to++
    if (to - from >= MIN_REPEAT) found.push({ from, to, period })
    seen = to
  }
  return found
}

export const gapsOf = (repeats: ReadonlyArray<Repeat>): ReadonlyArray<Gap> =>
  repeats.map(({ from, period, to }) => ({ from: from + KEPT, length: Math.floor((to - from - 2 * KEPT) / period) * period, period }))

/** The text without what is left out. */
export const withoutGaps = (text: string, gaps: ReadonlyArray<Gap>): string => {
  const parts: Array<string> = []
  let at = 0
  for (const gap of gaps) {
    parts.push(text.slice(at, gap.from))
    at = gap.from + gap.length
  }
  return [...parts, text.slice(at)].join("")
}

/** As far as a passage is asked for on either side of what was left out. */
const AROUND = 6 * 1024
/** More passages are not told apart: the middle is hidden as a whole. */
const MAX_COPIES = 4096

const same = (one: Span | undefined, other: Span | undefined, period: number): boolean =>
  one !== undefined && other !== undefined && one.kind === other.kind && one.start === other.start - period && one.end === other.end - period

/** The passages of the last period before what was left out at `cut`, where those of the periods before are the same; else null. */
const lastPeriod = (before: ReadonlyArray<Span>, cut: number, period: number): ReadonlyArray<Span> | null => {
  const count = before.filter(({ start }) => start >= cut - period).length
  for (let i = before.length - 1; i >= count; i--) if (!same(before[i - count], before[i], period)) return null
  // what is longer than a period would lie upon its copies
  return count > 0 && 2 * count <= before.length ? before.slice(before.length - count) : null
}

/** What is to be hidden in the middle of a repeat whose gap is at `cut` of the shorter text, from the passages that were found around it; they are moved by `moved`. */
const fill = (around: ReadonlyArray<Span>, cut: number, moved: number, gap: Gap): ReadonlyArray<Span> => {
  const before = around.filter(({ start }) => start < cut)
  const block = lastPeriod(before, cut, gap.period)
  const times = gap.length / gap.period
  const move = (span: Span, by: number): Span => ({ start: span.start + by, end: span.end + by, kind: span.kind })
  if (block !== null && block.length * times <= MAX_COPIES) {
    return [...before.map((span) => move(span, moved)), ...Array.from({ length: times }, (_, i) => block.map((span) => move(span, moved + (i + 1) * gap.period))).flat(), ...around.slice(before.length).map((span) => move(span, moved + gap.length))]
  }
  const start = around[0]?.start ?? cut
  const end = around.reduce((last, span) => Math.max(last, span.end), cut)
  const whole = around.length === 1 ? around[0] : undefined
  return [{ start: start + moved, end: end + moved + gap.length, kind: whole?.kind ?? "SECRET_VALUE" }]
}

/** Passages of the text from those of the shorter one, both in order and apart from each other. */
export const overGaps = (spans: ReadonlyArray<Span>, gaps: ReadonlyArray<Gap>): ReadonlyArray<Span> => {
  const all: Array<Span> = []
  let s = 0
  let moved = 0
  for (const gap of gaps) {
    const cut = gap.from - moved
    for (let span = spans[s]; span !== undefined && span.end <= cut - AROUND; span = spans[++s]) all.push({ start: span.start + moved, end: span.end + moved, kind: span.kind })
    const first = s
    for (let span = spans[s]; span !== undefined && span.start < cut + AROUND; span = spans[++s]);
    if (s > first) all.push(...fill(spans.slice(first, s), cut, moved, gap))
    moved += gap.length
  }
  for (; s < spans.length; s++) {
    const { end, kind, start } = spans[s] as Span
    all.push({ start: start + moved, end: end + moved, kind })
  }
  return all
}
