import { type Atom, COST, cutLine, SHORT, STEP } from "./atoms.js"

/** `plain`: settings, source code and logs, where `#` begins a comment and indentation says what belongs together. */
export type TextKind = "markdown" | "plain"

/** The lines under one heading, itself included. */
export interface Section {
  readonly path: ReadonlyArray<string>
  /** of its heading, 1 to 6; 0 before the first */
  readonly level: number
  readonly atoms: Array<Atom>
  /** holds nothing besides its heading */
  bare: boolean
}

const MAX_HEADING = 300
const ITEM = /^(?:[-*+•]|\d{1,3}[.)])[ \t]/
const PLAIN = /\.(?:ya?ml|json|jsonl|ndjson|toml|ini|cfg|conf|properties|env|log|xml|sh|bash|zsh|ps1|bat|py|rb|pl|php|js|mjs|cjs|jsx|ts|tsx|go|rs|java|kt|kts|scala|groovy|gradle|c|h|cc|cpp|hpp|cs|fs|swift|sql|tf|hcl|lua|r|ex|exs|erl|clj|proto|graphql|css|scss|vue|dockerfile|mk)$|(?:^|\/)(?:dockerfile|makefile|jenkinsfile|vagrantfile)$/i

/** How the text of a file is read; what has no file name is Markdown. */
export const kindOf = (filename: string | null | undefined): TextKind => (filename != null && PLAIN.test(filename) ? "plain" : "markdown")

interface Heading { readonly level: number; readonly text: string }

const atx = (line: string): Heading | null => {
  if (line.length > MAX_HEADING * 2) return null
  const opened = /^ {0,3}(#{1,6})(?=[ \t]|$)/.exec(line)
  if (opened === null) return null
  const text = line.slice(opened[0].length).trim()
  const closed = text.replace(/(?:^|[ \t])#+$/, "").trim()
  return { level: opened[1]!.length, text: closed.slice(0, MAX_HEADING) }
}

/** A fence that opens here: its character and how often it stands; null where none does. */
const fenceOf = (trimmed: string): string | null => {
  const found = /^(`{3,}|~{3,})/.exec(trimmed)?.[1]
  // a code span of three ticks closes on its own line
  return found === undefined || (found[0] === "`" && trimmed.slice(found.length).includes("`")) ? null : found
}

const closes = (trimmed: string, fence: string): boolean => trimmed.startsWith(fence) && trimmed.length < 200 && /^(`+|~+)\s*$/.test(trimmed)

const indentOf = (line: string): number => {
  let width = 0
  while (line[width] === " " || line[width] === "\t") width++
  return width
}

/** Cost of a cut before a line of settings, code or a log: the deeper it stands, the more it belongs to the lines above. */
const plainCost = (indent: number, trimmed: string, blankBefore: boolean, indentBefore: number): number => {
  if (/^(?:[\])}]|end\b|else\b)/.test(trimmed)) return COST.inside
  const deep = Math.min(1.5 * STEP, indent)
  if (blankBefore) return COST.block + deep
  return (indent < indentBefore ? COST.item : COST.line) + deep
}

/** Sections of a text and their atoms: lines, and sentences of long lines. Linear in the length of the text. */
export const sectionsOf = (text: string, kind: TextKind): ReadonlyArray<Section> => {
  const sections: Array<Section> = []
  let headings: ReadonlyArray<Heading> = []
  let section: Section = { path: [], level: 0, atoms: [], bare: false }
  let fence: string | null = null
  let blankBefore = true
  /** the line before stands alone after a blank one: an underline makes it a heading */
  let alone = false
  let before = { trimmed: "", indent: 0 }

  const open = (heading: Heading) => {
    if (section.atoms.length > 0) sections.push(section)
    const around: Array<Heading> = []
    const path: Array<string> = []
    for (const one of headings) if (one.level < heading.level) around.push(one)
    around.push(heading)
    for (const { text } of around) if (text !== "") path.push(text)
    headings = around
    section = { path, level: heading.level, atoms: [], bare: true }
  }
  const markdownCost = (trimmed: string, indent: number): number => {
    // what is announced stays with its announcement
    const announced = before.trimmed.endsWith(":") ? COST.line : 0
    if (blankBefore) return (indent === 0 ? COST.block : COST.item) + announced
    if (trimmed.startsWith("|")) return before.trimmed.startsWith("|") ? (/^\|[\s:|-]*$/.test(trimmed.slice(0, 500)) || /^\|[\s:|-]*$/.test(before.trimmed.slice(0, 500)) ? COST.inside : COST.line) : COST.block + announced
    if (ITEM.test(trimmed)) return COST.item + Math.min(STEP, indent) + announced
    return indent > 0 ? COST.inside : COST.line
  }

  for (let start = 0; start < text.length;) {
    const newline = text.indexOf("\n", start)
    const end = newline === -1 ? text.length : newline + 1
    const line = text.slice(start, end)
    const trimmed = line.trim()
    if (trimmed === "") {
      blankBefore = true
      alone = false
      start = end
      continue
    }
    const indent = indentOf(line)
    let cost: number
    if (kind === "plain") cost = plainCost(indent, trimmed, blankBefore, before.indent)
    else if (fence !== null) {
      cost = blankBefore && !closes(trimmed, fence) ? COST.inside - STEP / 2 : COST.inside
      if (closes(trimmed, fence)) fence = null
    } else {
      const heading = atx(line)
      const underlined: boolean = heading === null && alone && before.trimmed.length < SHORT / 2 && /^(?:={2,}|-{3,})$/.test(trimmed.slice(0, MAX_HEADING * 2))
      if (heading !== null) open(heading)
      else if (underlined) {
        const title = section.atoms.pop()!
        open({ level: trimmed[0] === "=" ? 1 : 2, text: before.trimmed })
        section.atoms.push(title)
      } else section.bare = false
      cost = heading !== null ? COST.block : underlined ? COST.inside : markdownCost(trimmed, indent)
      fence = fenceOf(trimmed)
      alone = blankBefore && heading === null && !underlined && fence === null && indent < 4 && !trimmed.startsWith("|") && !ITEM.test(trimmed) && trimmed !== "---"
    }
    cutLine(text, start, end, cost, section.atoms)
    before = { trimmed, indent }
    blankBefore = false
    start = end
  }
  if (section.atoms.length > 0) sections.push(section)
  return sections
}
