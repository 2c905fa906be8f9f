/** Secrets of many vendors and notations, written without looking at the redactor's rules, planted in real log lines. */
import { Redactor, scan } from "../../../src/modules/evidence/engine/redact/index.js"
import { KEPT, pick, type Random, seeded, SHAPES } from "./shapes/index.js"

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

/**
 * Plants each shape `each` times into `lines`, prints what was missed and a table; true when all goals are reached.
 * `verbose` lists every shape.
 */
export const generalise = (lines: ReadonlyArray<string>, each: number, seed: number, verbose: boolean): boolean => {
  const random = seeded(seed)
  let planted = 0
  let hidden = 0
  let right = 0
  let excess = 0
  const needless = new Map<string, number>()
  const note = (what: string): void => {
    needless.set(what, (needless.get(what) ?? 0) + 1)
  }
  for (const [kind, make] of SHAPES) {
    const missed: Array<string> = []
    let found = 0
    for (let i = 0; i < each; i++) {
      const sample = make(random)
      const { whole, at } = plant(random, lines, sample.text)
      const spans = scan(whole)
      const covered = (part: string): boolean => {
        const start = whole.indexOf(part, at)
        return spans.reduce((upTo, span) => (span.start <= upTo && span.end > upTo ? span.end : upTo), start) >= start + part.length
      }
      if (sample.secrets.every(covered)) found++
      else missed.push(sample.text)
      for (const span of spans) {
        if (!secret(span.kind) && kind !== "e-mail") continue
        if (span.end > at && span.start < at + sample.text.length) right++
        else note(`${span.kind}: ${whole.slice(Math.max(0, span.start - 20), span.end)}`)
        excess = Math.max(excess, span.end - at - sample.text.length)
      }
      const redactor = new Redactor()
      if (redactor.restore(redactor.redact(whole).text) !== whole) throw new Error(`not reversible: ${whole}`)
    }
    planted += each
    hidden += found
    if (verbose || found < each) console.log(`  ${kind.padEnd(34)} ${found} of ${each}`)
    for (const text of missed.slice(0, verbose ? 20 : 3)) console.log(`      ${JSON.stringify(text).slice(0, 230)}`)
  }

  const destroyed: Array<string> = []
  let kept = 0
  for (const [kind, make] of KEPT) {
    for (let i = 0; i < each * 8; i++) {
      const text = make(random)
      const { whole, at } = plant(random, lines, text)
      kept++
      for (const span of scan(whole)) {
        if (!secret(span.kind)) continue
        if (span.end > at && span.start < at + text.length) destroyed.push(`${kind}: ${whole.slice(span.start, span.end)} as ${span.kind} in ${text.slice(0, 150)}`)
        else note(`${span.kind}: ${whole.slice(span.start, span.end)}`)
      }
    }
  }
  console.log(`\nhidden without need in the logs: ${[...needless].map(([what, count]) => `${count} × ${what}`).slice(0, 12).join("; ") || "nothing"}; at most ${excess} characters behind a secret`)
  for (const text of [...new Set(destroyed)].slice(0, verbose ? 200 : 15)) console.log(`  destroyed ${text}`)
  const wrong = [...needless.values()].reduce((sum, count) => sum + count, 0)
  const recall = hidden / planted
  const precision = right / (right + wrong + destroyed.length)
  console.log(`\n| measure | value | goal |\n|---|---|---|\n| recall, ${planted} secrets of ${SHAPES.length} shapes | ${recall.toFixed(3)} | ≥ .95 |\n| precision | ${precision.toFixed(3)} | ≥ .90 |\n| of ${kept} lookalikes, hidden | ${destroyed.length} | ≤ 1 % |`)
  return recall >= 0.95 && precision >= 0.9 && destroyed.length <= kept / 100
}
