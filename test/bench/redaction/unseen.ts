/** Secrets of someone who has not read the rules, in two halves: A says what was missed, B says how much only. */
import { destroyed, recall, tally } from "./generalisation.js"
import { seeded } from "./shapes/index.js"
import { type Half, UNSEEN } from "./shapes/unseen/index.js"

const ratio = (part: number, whole: number): string => (part / whole).toFixed(3)

/** Prints one half; with `listed` each shape that was missed with its texts, else figures of whole areas only. */
const report = (half: Half, lines: ReadonlyArray<string>, each: number, seed: number, listed: boolean): string => {
  const random = seeded(seed)
  const needless = tally()
  let planted = 0
  let hidden = 0
  let right = 0
  console.log(`\n${half.name}:`)
  for (const [area, shapes] of Object.entries(half.secrets)) {
    const result = recall(random, lines, shapes, each, needless.note)
    const found = [...result.found.values()].reduce((sum, count) => sum + count, 0)
    planted += shapes.length * each
    hidden += found
    right += result.right
    const whole = [...result.found.values()].filter((count) => count === each).length
    console.log(`  ${area.padEnd(14)} recall ${ratio(found, shapes.length * each)}, ${whole} of ${shapes.length} kinds without a miss`)
    if (!listed) continue
    for (const [kind, count] of result.found) {
      if (count < each) console.log(`    ${kind.padEnd(40)} ${count} of ${each}`)
      for (const text of (result.missed.get(kind) ?? []).slice(0, 2)) console.log(`        ${JSON.stringify(text).slice(0, 260)}`)
    }
  }
  const lost = destroyed(random, lines, half.kept, each, needless.note)
  const kept = half.kept.length * each
  for (const kind of listed ? new Set(lost.map((entry) => entry.kind)) : []) {
    const entries = lost.filter((entry) => entry.kind === kind)
    console.log(`    destroyed, ${kind}: ${entries.length} spans in ${each} texts, as ${entries[0]!.what}`)
  }
  const kinds = Object.values(half.secrets).reduce((sum, shapes) => sum + shapes.length, 0)
  return `| ${half.name}: ${planted} secrets of ${kinds} kinds | ${ratio(hidden, planted)} | ${ratio(right, right + needless.sum() + lost.length)} | ${lost.length} in ${kept} texts of ${half.kept.length} kinds |`
}

/** Plants both halves into `lines`, each shape and each lookalike `each` times; half B is listed only when `all` asks for it. */
export const unseen = (lines: ReadonlyArray<string>, each: number, seed: number, all: boolean): void => {
  const rows = UNSEEN.map((half) => report(half, lines, each, seed, all || half.name === "unseen A"))
  console.log(`\n| shapes of another author | recall | precision | hidden of what must stay |\n|---|---|---|---|\n${rows.join("\n")}`)
}
