import { UNIT_GONE } from "./cluster.js"
import { PARAMETER } from "./parameter.js"

const isGlue = (code: number): boolean => code >= 48 && code <= 57 || (code | 32) >= 97 && (code | 32) <= 122 || code === 95
const DOLLAR = 36
const DOT = 46

/** Parameters with nothing but letters, digits and points between them are one with all of that. */
const isJoint = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (!isGlue(text.charCodeAt(i)) && text.charCodeAt(i) !== DOT) return false
  return true
}

/** The text without what is glued to the parameters before and behind it. */
const unglued = (text: string, before: boolean, behind: boolean): string => {
  const glued = (code: number): boolean => isGlue(code) || code === DOLLAR
  let from = 0
  let to = text.length
  if (before) while (from < to && glued(text.charCodeAt(from))) from++
  if (behind) while (to > from && glued(text.charCodeAt(to - 1))) to--
  return text.slice(from, to)
}

/** Parameters that touch are one, and so are a number and its changing unit. */
export const templateOf = (tokens: ReadonlyArray<string>): string => {
  const parts = tokens.join(" ").replaceAll(` ${UNIT_GONE}`, "").split(PARAMETER)
  const last = parts.length - 1
  return parts.filter((part, i) => i === 0 || i === last || !isJoint(part)).map((part, i, all) => unglued(part, i > 0, i < all.length - 1)).join(PARAMETER)
}
