import type { Opinion } from "./opinion.js"
import { type Sample, share } from "./sample.js"

/** A title with a line of dashes or equals signs of about its length below, as Markdown and reStructuredText have it. */
const underlined = (lines: ReadonlyArray<string>): number =>
  lines.filter((line, i) => i > 0 && /^([=~^]{3,}|-{3,})\s*$/.test(line) && /^[A-Za-z]/.test(lines[i - 1]!) && Math.abs(lines[i - 1]!.trim().length - line.trim().length) <= 3).length

/** Headings and paragraphs, or sentences alone. */
export const prose = ({ lines, text }: Sample): Opinion | null => {
  const n = Math.max(1, lines.length)
  const headings = share(lines, /^(#{1,6} \S|\.\. [\w-]+::)/) + underlined(lines) / n
  const fences = /^(```|~~~)/m.test(text)
  const words = lines.filter((line) => line.trim().split(/\s+/).length >= 6 && /[a-z]{3,}/.test(line)).length / n
  const marked = lines.filter((line) => /^#{1,6} [A-Z]/.test(line)).length
  const rest = lines.filter((line) => !/^#/.test(line))
  const sentences = rest.filter((line) => /^[A-Z"(*\d-].*[a-z][,.:;!?)]?\s*$/.test(line.trim()) && line.trim().split(/\s+/).length >= 5).length / n
  if (headings > 0.02 && (fences || ((words > 0.2 || (marked + underlined(lines) >= 2 && words > 0.1)) && sentences > 0.05)) && (headings < 0.6 || fences)) return { type: "document", confidence: 0.88, reason: "headings and paragraphs" }
  if (words >= 0.3) return { type: "text", confidence: 0.72, reason: "plain text" }
  // messages of a chat, notes: short lines of words
  const plain = share(lines, /^[\s>*-]*[\p{L}\d"'(@][\p{L}\d\s.,:;!?'"()@/%&+-]{1,200}$/u)
  const talk = lines.filter((line) => /^\S{2,}( \S+){2,}/.test(line.trim()) && /\p{Ll}{2,}/u.test(line)).length / n
  return plain >= 0.9 && talk >= 0.35 ? { type: "text", confidence: 0.64, reason: "short lines of words" } : null
}
