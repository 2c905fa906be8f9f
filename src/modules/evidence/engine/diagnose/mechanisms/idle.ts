import type { Observation, Seen } from "../types.js"

/** Sessions that are said to wait for their client. A count of idle ones says that only beside other counts: see `idlePileUp`. */
export const IDLE = /ClientRead|idle[ -]in[ -]transaction|(?<!\d (?:(?:connections?|sessions?|clients?) )?(?:are )?)\bidle\b(?!(?:[ _-](?:connections?|sessions?|clients?))?["']?\s{0,3}[=:]?\s{0,3}(?:\d|<\*>|…))/i
const COUNTED = /\bidle(?:[ _-](?:connections?|sessions?|clients?))?["']?\s{0,3}[=:]?\s{0,3}(\d{1,9})(?![\d.]|\s?%)|(?<![=:\d.]|[=:]\s)(\d{1,9}) (?:(?:connections?|sessions?|clients?) )?(?:are )?idle\b(?!["']?\s{0,3}[=:]?\s{0,3}\d)/i
const TOTAL = /\b(?:max\w{0,40}|limit|total|size)["']?\s{0,3}[=:]?\s{0,3}(\d{1,9})\b/i
const ACTIVE = /\b(?:active|busy|in[ _-]use|used)["']?\s{0,3}[=:]?\s{0,3}(\d{1,9})\b/i

/** What one finding is about; its detail may show what came before. */
const saidBy = ({ finding }: Observation): string => `${finding.title}\n${finding.quotes[0]?.text ?? ""}`

const numberIn = (text: string, pattern: RegExp): number | null => {
  const found = pattern.exec(text)
  return found === null ? null : Number(found[1] ?? found[2])
}

/** Whether something was seen before the trouble was: by its time, in a log without times by its place. */
const isBefore = (o: Observation, trouble: ReadonlyArray<Observation>): boolean => {
  const { at, quotes } = o.finding
  const times = trouble.map((one) => one.finding.at).filter((time): time is number => time !== null)
  if (at !== null && times.length > 0) return times.every((time) => at < time)
  const line = quotes[0]?.lines.start
  const lines = trouble.filter((one) => one.file === o.file).map((one) => one.finding.quotes[0]?.lines.start ?? 0)
  return line !== undefined && lines.length > 0 && lines.every((one) => line < one)
}

/** Idle ones are most of a pool: of its size, or else of those in use. */
const mostOfPool = (text: string): boolean => {
  const idle = numberIn(text, COUNTED) ?? 0
  const total = numberIn(text, TOTAL)
  return total !== null && total >= idle ? idle * 2 >= total : idle > (numberIn(text, ACTIVE) ?? 1)
}

/**
 * Whether sessions pile up that do nothing. Words say so by themselves; a
 * healthy pool counts idle ones too, so counts do only where they are higher
 * since the trouble than before it, or, with none before it, where idle ones
 * are most of the pool.
 */
export const idlePileUp = (seen: Seen): boolean => {
  if (seen.any(IDLE)) return true
  const counted = seen.sound.filter((o) => COUNTED.test(saidBy(o)))
  const before = counted.filter((o) => isBefore(o, seen.observations))
  const since = counted.filter((o) => !before.includes(o))
  if (before.length === 0) return since.some((o) => mostOfPool(saidBy(o)))
  const usual = before.reduce((most, o) => Math.max(most, numberIn(saidBy(o), COUNTED) ?? 0), 0)
  return since.some((o) => mostOfPool(saidBy(o)) && (numberIn(saidBy(o), COUNTED) ?? 0) > usual)
}
