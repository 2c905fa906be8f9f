/** Whether what differs between templates that are equal otherwise names something, or tells what happened. */
import { PREPOSITION } from "./names.js"
import { PARAMETER } from "./parameter.js"

/** What differs between templates that are equal before and behind it. */
export interface Gap {
  readonly row: number
  readonly from: number
  readonly to: number
  readonly lead: string
  readonly trail: string
  readonly phrase: string
}

/** Words of a sentence: what holds them is told, not named. */
export const VERB = /^(?:is|are|was|were|be|been|has|have|had|not|no|cannot|can|could|will|did|does|failed)$/

/** Words of states and actions: few of them follow each other at one place. */
const TELLING = /(?:ed|ing|able|ful|less|ive)$|^(?:up|down|on|off|in|out|ok|yes|none|all|any|new|old|open|close|low|high|full|empty|first|last|start|stop|begin|end|read|write|load|save|send|receive|create|delete|update|insert|remove|add|get|set|put|success|failure|error|warning)$/i
const CAPITALS = /^[A-Z][A-Z_-]+$/
const MIN_SINGULAR = 3

interface Told {
  readonly tokens: ReadonlyArray<string>
}

export const isConstant = (token: string): boolean => /[A-Za-z]{2}/.test(token.replaceAll(PARAMETER, ""))

const most = (values: ReadonlyArray<string>): number => {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return Math.max(0, ...counts.values())
}

/** Phrases that name something, and no wordings of what happened. */
export const areNames = (phrases: ReadonlyArray<string>, gap: Gap, { tokens }: Told): boolean => {
  const split = phrases.map((phrase) => phrase.split(" "))
  if (new Set(split.map((words) => words.length)).size < 2) return false
  // the phrase is longer than the gap where all have a word in common at an end
  const allowed = Math.max(1, Math.floor(phrases.length * 0.35))
  if (most(split.map((words) => words[0]!)) > allowed || most(split.map((words) => words[words.length - 1]!)) > allowed) return false
  // nor does a word stand in most of them
  if (most(split.flatMap((words) => [...new Set(words)]).filter((word) => word !== PARAMETER)) * 2 > phrases.length) return false
  const around = [...tokens.slice(0, gap.from), ...tokens.slice(gap.to)]
  const constants = around.filter(isConstant).length
  if (constants === 0) return false
  const capital = split.filter((words) => words.some((word) => /^[A-Z]/.test(word))).length
  const told = split.filter((words) => words.some((word) => VERB.test(word))).length
  const before = gap.from === 0 ? "" : tokens[gap.from - 1]!
  let needed = 4
  if (gap.from > 0 && capital * 2 > phrases.length) needed--
  if (PREPOSITION.test(before) || gap.lead !== "" && gap.trail !== "") needed--
  // what stands there explains, and is seldom a name
  if (/[:,;-]$/.test(before) && gap.to === tokens.length && gap.lead === "") needed = Math.max(needed, 6)
  if (told * 3 > phrases.length) needed += 2
  if (constants < 2) needed += around.length > 1 ? 1 : 2
  return phrases.length >= Math.max(3, needed)
}

/** Three single words in otherwise equal messages, of which none tells a state or an action, name something. */
export const areSingular = (phrases: ReadonlyArray<string>, { from, to }: Gap, { tokens }: Told): boolean => {
  if (from === 0 || phrases.length < MIN_SINGULAR || phrases.some((phrase) => !/^[\w.-]+$/.test(phrase) || CAPITALS.test(phrase) || TELLING.test(phrase) || VERB.test(phrase))) return false
  // `Min Size: 1`, `Max Size: 2`: the word is part of a key
  if (tokens.slice(from, to + 2).some((token) => /[:=]$/.test(token))) return false
  return tokens.filter((token, i) => (i < from || i >= to) && isConstant(token)).length > 1
}

/** Single words that fill other places as well. */
export const areValues = (phrases: ReadonlyArray<string>, values: ReadonlySet<string>, gap: Gap, { tokens }: Told): boolean =>
  phrases.every((phrase) => phrase === PARAMETER || values.has(phrase)) && tokens.filter((token, i) => (i < gap.from || i >= gap.to) && isConstant(token)).length > 0
