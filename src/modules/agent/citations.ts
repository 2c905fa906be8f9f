import { placeName } from "../evidence/index.js"
import type { Citation } from "./models.js"

/**
 * Checks an answer sentence by sentence against the passages it cites. A
 * sentence that states something counts as verified when it carries at least
 * one marker of a verified passage, no unknown marker, and every literal in
 * backticks occurs in a cited passage. Advice, questions, headings and code
 * are not claims.
 */
const MARKER = /\[([EKF]\d{1,3})\]/g

export const UNVERIFIED = "*(unverified)*"

const ADVICE = /^(?:please|check|verify|run|look|compare|restart|upload|add|ask|confirm|inspect|review|collect|consider|try|if |when you|increase|decrease|raise|lower|roll back|rollback|scale|reduce|enable|disable|set |configure|tell me|let me know|next|to |see |open |follow|use |make sure|ensure|monitor|watch|test|search|share|provide|describe|start|stop|escalate|list |find |read |take |end |resolve |count |throttle |stop |grow |exclude |wait |call |get |do not|don't)/i
const OWN_WORDS = /\b(no language model|no model is configured|built-in analyst|i (?:can|could|cannot|can't|do not|don't|will|would|have not|haven't|need)|you can|we (?:can|could|should)|not (?:enough|sure)|no evidence|nothing (?:in|was)|unknown)\b/i

export const markersOf = (text: string): ReadonlyArray<string> => [...text.matchAll(MARKER)].map((m) => m[1]!)

const bare = (line: string): string => line.replace(/^\s*(?:[-*+]|\d+[.)])\s+/, "").replace(/^\s*>\s?/, "").replace(/\*\*/g, "").trim()

const isClaim = (sentence: string): boolean => {
  const text = bare(sentence).replace(MARKER, "").trim()
  // a line that is bold from end to end is a heading
  if (/^\s*\*\*[^*]+\*\*:?\s*$/.test(sentence)) return false
  if (text.split(/\s+/).length < 2 || /^#{1,6}\s/.test(text) || /[?:]$/.test(text) || /^\|/.test(text)) return false
  return !ADVICE.test(text) && !OWN_WORDS.test(text)
}

const literals = (text: string): ReadonlyArray<string> => [...text.matchAll(/`([^`\n]{4,120})`/g)].map((m) => m[1]!)

const normal = (text: string): string => text.replace(/<\*>/g, "").replace(/\s+/g, " ").toLowerCase()

/** The part of a literal that can be searched for: the longest run without template wildcards. */
const searchable = (literal: string): string => literal.split(/<\*>|…|\.\.\./).map((part) => part.trim()).sort((a, b) => b.length - a.length)[0] ?? ""

export interface CheckedSentence {
  readonly text: string
  readonly claim: boolean
  readonly verified: boolean
}

/** Passages by marker as the model saw them, with pseudonyms; its literals may hold some. */
export type Shown = ReadonlyMap<string, string>

export const checkSentence = (sentence: string, known: ReadonlyMap<string, Citation>, shown: Shown = new Map()): CheckedSentence => {
  // a marker that names nothing is removed rather than shown as if it were a source
  const cleaned = sentence.replace(/[ \t]*\[([EKF]\d{1,3})\]/g, (whole, marker: string) => (known.get(marker)?.verified === true ? whole : ""))
  if (!isClaim(sentence)) return { text: cleaned, claim: false, verified: true }
  const markers = markersOf(sentence)
  const cited = markers.map((marker) => known.get(marker))
  const passages = normal(cited.map((citation) => `${shown.get(citation?.marker ?? "") ?? ""} ${citation?.quote ?? ""} ${citation?.title ?? ""} ${placeName(citation?.filename ?? "", citation?.artifact)}`).join("\n"))
  const verified = markers.length > 0 &&
    cited.every((citation) => citation?.verified === true) &&
    literals(sentence).every((literal) => passages.includes(normal(searchable(literal))))
  if (verified) return { text: sentence, claim: true, verified: true }
  const body = cleaned.trimEnd()
  return { text: `${body} ${UNVERIFIED}${cleaned.slice(body.length)}`, claim: true, verified: false }
}

/**
 * Cuts a growing text into whole sentences or lines, so that each can be
 * checked before it is shown. Code fences pass through unchecked.
 */
export const makeSentenceGate = (known: ReadonlyMap<string, Citation>, shown: Shown = new Map()) => {
  let pending = ""
  let fenced = false
  let unverified = 0
  const used = new Set<string>()

  const settle = (sentence: string): string => {
    if (/^\s*```/.test(sentence)) fenced = !fenced
    if (fenced || sentence.trim() === "" || /^\s*```/.test(sentence)) return sentence
    const checked = checkSentence(sentence, known, shown)
    if (!checked.verified) unverified++
    for (const marker of markersOf(checked.text)) used.add(marker)
    return checked.text
  }

  /** Ends a sentence: a newline, or a full stop (with its markers) before white space. */
  const END = /\n|[.!?](?:\s*\[[EKF]\d{1,3}\])*["')]*(?=\s+(?!\[[EKF]\d))/

  return {
    push: (text: string): string => {
      pending += text
      let out = ""
      while (true) {
        const end = fenced ? /\n/.exec(pending) : END.exec(pending)
        if (end === null) return out
        const cut = end.index + end[0].length
        out += settle(pending.slice(0, cut))
        pending = pending.slice(cut)
      }
    },
    end: (): string => {
      const rest = pending === "" ? "" : settle(pending)
      pending = ""
      return rest
    },
    unverified: (): number => unverified,
    used: (): ReadonlySet<string> => used
  }
}
