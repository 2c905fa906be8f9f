/** What a number next to a name with a unit is. */
export interface United {
  readonly name: string
  /** what stands before the number */
  readonly key: string
  /** of one of its unit */
  readonly millis: number
}

/** `total_ms=5`, `stage.seconds: 5`, `timeTakenMillis=5`, `elapsed (ms): 5`, `"duration[us]": 5`. */
const UNITED = /(?:^|[^\w.-])(([A-Za-z](?:[\w.-]{0,40}?[_.-](?:[nuµm]s|millis|micros|nanos|(?:milli|micro|nano)?seconds|secs?)|[\w.-]{0,40}?[a-z](?:Ms|MS|Millis|Micros|Nanos|(?:Milli|Micro|Nano)?[sS]econds|Secs?)|[\w.-]{0,40} ?[([](?:[nuµm]?s|secs?|(?:milli|micro|nano)?seconds)[)\]]))["']?\s?[:=]\s{0,2}["']?)(\d{1,13}(?:\.\d{1,9})?)(?![\w.])/g
const UNIT = /(n|u|µ|m|milli|micro|nano)?(?:s|S|secs?|seconds|Secs?|Seconds)[)\]]?$/i
const LETTERS: Readonly<Record<string, number>> = { n: 1e-6, nano: 1e-6, u: 1e-3, "µ": 1e-3, micro: 1e-3, m: 1, milli: 1 }
/** What is set, announced, a rate or a moment, and no duration that was measured. */
const OTHER = /time-?_?out|interval|ttl|delay|retr(?:y|ies)|again|sleep|wait|expir|limit|max|min(?![a-z])|threshold|budget|keep-?_?alive|period|stamp|epoch|date|since|deadline|back-?_?off|default|\bnow|(?:^|[_.-])(?:start|end|begin|at|age|per|offset|window|lease|step|grace|created|updated)(?:[_.-]|$)|schedul|resolution|uptime|expected|target|allowed/i
const OTHER_CAMEL = /(?:^(?:start|end|begin|at|age|per|offset|window)|(?:Start|End|Begin|At|Age|Per|Offset|Window))(?=[A-Z([ ])/
const MAX_TRIES = 8
/** Three years: larger numbers are moments. */
const LONGEST = 1e11

const millisOf = (name: string): number => LETTERS[(/(?:millis|micros|nanos)$/i.exec(name)?.[0].slice(0, -1) ?? UNIT.exec(name)?.[1] ?? "").toLowerCase()] ?? 1e3

/** The first measured duration of a line whose name carries its unit. */
export const unitedOf = (text: string): United | null => {
  UNITED.lastIndex = 0
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const found = UNITED.exec(text)
    if (found === null) return null
    const [, key, name, value] = found
    const millis = millisOf(name!)
    if (!OTHER.test(name!) && !OTHER_CAMEL.test(name!) && Number(value) * millis < LONGEST) return { name: name!, key: key!, millis }
  }
  return null
}
