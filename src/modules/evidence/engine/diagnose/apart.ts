import type { Finding } from "../finding.js"
import type { Apart } from "./types.js"
import { isElsewhere, isHearsay, numberIn, type Scene, textIn } from "./scene.js"

const LOGGED = /^(?:first_error|repeated_error|root_exception)$/
const MINUTE_MS = 60_000
/** An error that was told of for the last time this long before others began led to none of them. */
const LONG_BEFORE_MS = 10 * MINUTE_MS

const AGAIN = 3

const isBad = (finding: Finding): boolean => finding.severity !== "info" && !isHearsay(finding)

/** The main word of a pod's or workload's name, in lower case. */
const mainWord = (name: string): string => /^(?:\w+\/)?([a-z\d]+(?:-[a-z]{3,})*)/i.exec(name)?.[1]?.toLowerCase() ?? ""

const lastOf = (finding: Finding, all: ReadonlyArray<Finding>): number | null => {
  if (finding.kind !== "first_error") return numberIn(finding, "until") ?? finding.at
  const message = finding.title.replace(/^First error: /, "")
  const again = all.filter((other) => other.kind === "repeated_error" && other.title.includes(message)).map((other) => numberIn(other, "until") ?? other.at)
  return again.reduce<number | null>((last, at) => (at !== null && (last === null || at > last) ? at : last), finding.at)
}

/**
 * Trouble that is less likely the cause, because there is trouble nearer to
 * what the alerts speak of: it is of another namespace that nobody names, a
 * caller tells of the alerted part from outside, or it ended long before.
 */
export const apartOf = (findings: ReadonlyArray<Finding>, scene: Scene, sound: ReadonlySet<Finding>): ReadonlyMap<Finding, Apart> => {
  const bad = findings.filter((finding) => isBad(finding) && sound.has(finding))
  const near = bad.filter((finding) => !isElsewhere(finding, scene))
  // what goes on now, told by programs or again and again by the cluster
  const going = bad.filter((finding) => (LOGGED.test(finding.kind) && finding.kind !== "first_error" && finding.severity !== "warning") || (finding.kind === "event" && (numberIn(finding, "count") ?? 1) >= AGAIN))
  const own = (finding: Finding) => [...scene.alerted].some((name) => [textIn(finding, "source"), textIn(finding, "subject"), textIn(finding, "host")].some((part) => mainWord(part) === name || part.toLowerCase().startsWith(`${name}-`)))
  const owned = bad.some(own)
  const apart = (finding: Finding): Apart | null => {
    if (near.length > 0 && isElsewhere(finding, scene)) {
      const [namespace, part] = [textIn(finding, "namespace").toLowerCase(), mainWord(textIn(finding, "source") || textIn(finding, "subject"))]
      return near.some((other) => `${other.title}\n${other.detail}`.toLowerCase().includes(`.${namespace}`) || (part.length > 3 && other.title.toLowerCase().includes(part))) ? null : "elsewhere"
    }
    if (!LOGGED.test(finding.kind)) return null
    if (owned && !own(finding) && [...scene.alerted].some((name) => name.length > 3 && finding.title.toLowerCase().includes(name))) return "caller"
    const last = lastOf(finding, findings)
    return last !== null && going.some((other) => other !== finding && other.at !== null && other.at > last + LONG_BEFORE_MS) ? "before" : null
  }
  return new Map(bad.flatMap((finding): ReadonlyArray<readonly [Finding, Apart]> => {
    const why = apart(finding)
    return why === null ? [] : [[finding, why]]
  }))
}
