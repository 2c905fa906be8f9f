/** Secrets of many vendors and notations, written without looking at the redactor's rules, planted in real log lines. */
import { Redactor, scan } from "../../../src/modules/evidence/engine/redact/index.js"
import { KEPT, pick, type Random, seeded, SHAPES } from "./shapes/index.js"
import type { Shape } from "./shapes/random.js"
import type { Lookalike } from "./shapes/unseen/material.js"

const secret = (kind: string): boolean => !["IP", "MAC", "EMAIL"].includes(kind)

/** The text behind the line, in its middle or in place of its end; blocks of several lines always between two lines. */
const plant = (r: Random, lines: ReadonlyArray<string>, text: string): { readonly whole: string; readonly at: number } => {
  const line = pick(r, lines)
  if (text.includes("\n")) return { whole: `${line}\n${text}\n${pick(r, lines)}`, at: line.length + 1 }
  const blanks = [...line.matchAll(/ /g)].map((match) => match.index)
  const blank = blanks[Math.floor(blanks.length / 2)] ?? line.length
  const before = pick(r, [line, line.slice(0, blank), line.slice(0, blank)])
  const after = before === line ? pick(r, ["", "", " done"]) : pick(r, ["", line.slice(blank)])
  return { whole: `${before} ${text}${after}`, at: before.length + 1 }
}

/** What became of the planted secrets; `found` by kind, `wrong` and `right` count spans that hide something. */
export interface Recall {
  readonly found: ReadonlyMap<string, number>
  readonly missed: ReadonlyMap<string, ReadonlyArray<string>>
  readonly right: number
  readonly excess: number
}

/** Plants each shape `each` times; a secret is hidden when spans cover every character of it. `note` hears of spans in the log lines. */
export const recall = (random: Random, lines: ReadonlyArray<string>, shapes: ReadonlyArray<Shape>, each: number, note: (what: string) => void): Recall => {
  const found = new Map<string, number>()
  const missed = new Map<string, Array<string>>()
  let right = 0
  let excess = 0
  for (const [kind, make] of shapes) {
    const texts: Array<string> = []
    for (let i = 0; i < each; i++) {
      const sample = make(random)
      const { whole, at } = plant(random, lines, sample.text)
      const spans = scan(whole)
      const starts = sample.secrets.map((part) => whole.indexOf(part, at))
      if (starts.includes(-1)) throw new Error(`${kind}: a secret is not in its text: ${sample.text}`)
      const covered = (part: string, start: number): boolean =>
        spans.reduce((upTo, span) => (span.start <= upTo && span.end > upTo ? span.end : upTo), start) >= start + part.length
      if (!sample.secrets.every((part, k) => covered(part, starts[k]!))) texts.push(sample.text)
      for (const span of spans) {
        // addresses in the log lines are pseudonymised by intention; they count where one of them was planted
        if (!secret(span.kind) && !sample.secrets.some((part, k) => span.start < starts[k]! + part.length && span.end > starts[k]!)) continue
        if (span.end > at && span.start < at + sample.text.length) right++
        else note(`${span.kind}: ${whole.slice(Math.max(0, span.start - 20), span.end)}`)
        excess = Math.max(excess, span.end - at - sample.text.length)
      }
      const redactor = new Redactor()
      if (redactor.restore(redactor.redact(whole).text) !== whole) throw new Error(`not reversible: ${whole}`)
    }
    found.set(kind, each - texts.length)
    missed.set(kind, texts)
  }
  return { found, missed, right, excess }
}

/** Plants each lookalike `each` times; what was hidden of them, one entry for every span. */
export const destroyed = (random: Random, lines: ReadonlyArray<string>, kept: ReadonlyArray<Lookalike>, each: number, note: (what: string) => void): ReadonlyArray<{ readonly kind: string; readonly what: string }> => {
  const lost: Array<{ kind: string; what: string }> = []
  for (const [kind, make, allowed] of kept) {
    for (let i = 0; i < each; i++) {
      const text = make(random)
      const { whole, at } = plant(random, lines, text)
      for (const span of scan(whole)) {
        const inside = span.end > at && span.start < at + text.length
        if (!secret(span.kind) && (!inside || allowed === "addresses")) continue
        if (inside) lost.push({ kind, what: `${whole.slice(span.start, span.end)} as ${span.kind} in ${text.slice(0, 150)}` })
        else note(`${span.kind}: ${whole.slice(span.start, span.end)}`)
      }
    }
  }
  return lost
}

/** Counts of what was hidden in the log lines themselves. */
export const tally = (): { readonly note: (what: string) => void; readonly counts: ReadonlyMap<string, number>; readonly sum: () => number } => {
  const counts = new Map<string, number>()
  return { note: (what) => void counts.set(what, (counts.get(what) ?? 0) + 1), counts, sum: () => [...counts.values()].reduce((sum, count) => sum + count, 0) }
}

/**
 * Plants each shape `each` times into `lines`, prints what was missed and a table; true when all goals are reached.
 * `verbose` lists every shape.
 */
export const generalise = (lines: ReadonlyArray<string>, each: number, seed: number, verbose: boolean): boolean => {
  const random = seeded(seed)
  const needless = tally()
  const { found, missed, right, excess } = recall(random, lines, SHAPES, each, needless.note)
  for (const [kind, count] of found) {
    if (verbose || count < each) console.log(`  ${kind.padEnd(34)} ${count} of ${each}`)
    for (const text of (missed.get(kind) ?? []).slice(0, verbose ? 20 : 3)) console.log(`      ${JSON.stringify(text).slice(0, 230)}`)
  }
  const planted = SHAPES.length * each
  const hidden = [...found.values()].reduce((sum, count) => sum + count, 0)
  const lost = destroyed(random, lines, KEPT.map(([kind, make]) => [kind, make, "addresses"]), each * 8, needless.note)
  const kept = KEPT.length * each * 8
  console.log(`\nhidden without need in the logs: ${[...needless.counts].map(([what, count]) => `${count} × ${what}`).slice(0, 12).join("; ") || "nothing"}; at most ${excess} characters behind a secret`)
  for (const text of [...new Set(lost.map(({ kind, what }) => `${kind}: ${what}`))].slice(0, verbose ? 200 : 15)) console.log(`  destroyed ${text}`)
  const ratio = hidden / planted
  const precision = right / (right + needless.sum() + lost.length)
  console.log(`\n| measure | value | goal |\n|---|---|---|\n| recall, ${planted} secrets of ${SHAPES.length} shapes | ${ratio.toFixed(3)} | ≥ .95 |\n| precision | ${precision.toFixed(3)} | ≥ .90 |\n| of ${kept} lookalikes, hidden | ${lost.length} | ≤ 1 % |`)
  return ratio >= 0.95 && precision >= 0.9 && lost.length <= kept / 100
}
