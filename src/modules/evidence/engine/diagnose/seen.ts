import type { Level, Observation, Seen } from "./types.js"

const levelOf = (o: Observation, series: string): Level | null => {
  const { data } = o.finding
  if (typeof data["series"] === "string" && data["series"].startsWith(series) && typeof data["after"] === "number" && typeof data["before"] === "number") return { now: data["after"], before: data["before"], flat: data["flat"] === true }
  const levels = data["levels"]
  if (typeof levels !== "object" || levels === null || Array.isArray(levels)) return null
  const found = Object.entries(levels).find(([name]) => name.startsWith(series))?.[1]
  return typeof found === "number" ? { now: found, before: found, flat: false } : null
}

/** What all files say, with the evidence for one mechanism first. Nothing that is over, and no hearsay, is seen. */
export const seenBy = (all: ReadonlyArray<Observation>, evidence: ReadonlyArray<Observation>): Seen => {
  const sound = all.filter((o) => !o.harmless && !o.hearsay)
  return {
    observations: evidence, sound,
    any: (pattern) => sound.some((o) => pattern.test(o.text)),
    first: (pattern) => {
      for (const o of [...evidence, ...sound]) {
        const match = pattern.exec(o.text)
        if (match !== null) return match[1] ?? match[0]
      }
      return null
    },
    level: (series) => {
      for (const o of all) {
        const level = levelOf(o, series)
        if (level !== null) return level
      }
      return null
    }
  }
}
