/** What two different tokens at one place of a template have in common. */
import { PARAMETER } from "./parameter.js"

const SIGNS = /[=:|,/()[\]{}"'@#;!?]+/g

/** A parameter in the angle brackets that both have. */
const angled = (a: string, b: string): string => `${isAngled(a) && isAngled(b) ? "<" : ""}${PARAMETER}${closesAngle(a) && closesAngle(b) ? ">" : ""}`
const isAngled = (text: string): boolean => text.startsWith("<") && !text.startsWith(PARAMETER)
const closesAngle = (text: string): boolean => text.endsWith(">") && !text.endsWith(PARAMETER)

/** Part by part where both are built alike, `a:<*>` and `b:<*>` become `<*>:<*>`; else what both share at their ends is kept. */
export const mergeToken = (a: string, b: string): string => {
  const signs = a.match(SIGNS)
  if (signs !== null && signs.join(" ") === b.match(SIGNS)?.join(" ")) {
    const [theirs, ours] = [a.split(SIGNS), b.split(SIGNS)]
    return theirs.map((part, i) => `${part === ours[i] ? part : angled(part, ours[i]!)}${signs[i] ?? ""}`).join("")
  }
  const max = Math.min(a.length, b.length)
  let head = 0
  while (head < max && a[head] === b[head]) head++
  let key = 0
  for (let i = 0; i < head; i++) if (/[=:([{"'|,]/.test(a[i]!)) key = i + 1
  let tail = 0
  while (tail < max - key && a[a.length - 1 - tail] === b[b.length - 1 - tail] && /[,;:.)\]}'"!?]/.test(a[a.length - 1 - tail]!)) tail++
  return a.slice(0, key) + PARAMETER + a.slice(a.length - tail)
}
