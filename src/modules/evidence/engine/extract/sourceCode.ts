import type { Cite, Draft, Extraction } from "../findings/draft.js"
import type { TextFile } from "../findings/text.js"
import { languageOf } from "./languages.js"
import { clip } from "./values.js"

/** Definitions of the usual languages; group 1 is the kind, the last group the name. */
const DEFINITIONS: ReadonlyArray<RegExp> = [
  /^\s*(?:async\s+)?(def|class)\s+(\w+)/,
  /^\s*(?:export\s+)?(?:default\s+)?(?:abstract\s+)?(?:public\s+|private\s+|protected\s+|internal\s+)?(?:static\s+|final\s+|sealed\s+|partial\s+|data\s+)*(class|interface|enum|trait|struct|record|object|type)\s+(\w+)/,
  /^\s*(?:export\s+)?(?:default\s+)?(?:async\s+)?(function)\s*\*?\s*(\w+)/,
  /^\s*(?:export\s+)?(const|let)\s+(\w+)\s*(?::[^=]{0,80})?=\s*(?:async\s*)?(?:\([^)]{0,200}\)|\w+)\s*(?::[^=]{0,80})?=>/,
  /^(func)\s+(?:\([^)]{1,80}\)\s*)?(\w+)/,
  /^\s*(?:pub(?:\([^)]*\))?\s+)?(?:async\s+)?(?:unsafe\s+)?(fn|impl|mod)\s+(\w+)/,
  /^\s*(CREATE\s+(?:OR\s+REPLACE\s+)?(?:TABLE|VIEW|INDEX|FUNCTION|PROCEDURE|TRIGGER))\s+(?:IF NOT EXISTS\s+)?([\w."]+)/i,
  /^\s*(?:(?:public|private|protected|internal|override|open|suspend|inline|abstract|final|static)\s+)*(fun|func|sub|defp?|defmodule|module|impl)\s+(?:<[^>]{1,60}>\s*)?([\w.]+)/,
  /^\s*(?:public|private|protected|final|abstract|static)?\s*(?:static\s+)?(function)\s+&?(\w+)/,
  /^(?:static\s+|inline\s+|extern\s+|const\s+)*((?:unsigned\s+|struct\s+)?[A-Za-z_]\w*)(?:\s+\*{0,3}|\s?\*{1,3}\s?)(\w+)\([^;]{0,300}$/,
  /^\s*(ALTER\s+TABLE|DROP\s+(?:TABLE|INDEX|VIEW|DATABASE)|UPDATE|DELETE\s+FROM|INSERT\s+INTO|TRUNCATE(?:\s+TABLE)?)\s+(?:IF EXISTS\s+)?([\w."]+)/i,
  /^\s*(\w+)()\s*\(\)\s*\{/,
  /^\s*(?:public|private|protected|internal)\s+(?:static\s+|final\s+|async\s+|override\s+|virtual\s+)*([\w<>[\],.?]+)\s+(\w+)\s*\([^;]{0,300}$/
]
const IMPORT = /^\s*(?:import\s+.*|from\s+\S+\s+import\s+.*|#include\s*[<"].*|use\s+[\w:]+.*;|using\s+[\w.]+;|require\s*\(?['"].*|(?:const|let|var)\s+.*=\s*require\(.*)$/
const MARKS = /(?:#|\/\/|\/\*|--|<!--|;)\s*(TO-?DO|FIX-?ME|HACK|XXX|BUG)\b[:\s]?(.*)/

/** Places where failures are swallowed or made: worth a look in an investigation. */
const SMELLS: ReadonlyArray<readonly [RegExp, string, string]> = [
  [/^\s*except\s*(Exception\s*)?(as \w+\s*)?:\s*(pass)?\s*$/, "broad_catch", "catches every exception"],
  [/catch\s*(\([^)]*\))?\s*\{\s*\}/, "empty_catch", "swallows an exception"],
  [/\b(eval|exec)\s*\(\s*[a-z_]\w*\s*[),]/, "dynamic_code", "runs text as code"],
  [/verify\s*=\s*False|InsecureSkipVerify:\s*true|rejectUnauthorized:\s*false/, "tls_not_verified", "does not check certificates"],
  [/\btime\.sleep\(\s*\d{2,}|Thread\.sleep\(\s*\d{5,}/, "long_sleep", "waits for long"]
]

const MAX_PLACES = 40
const HEAD = 64 * 1024

/** Outline of a source file: its language, imports, definitions, notes of its authors, risky places. */
export const extractSourceCode = (file: TextFile): Extraction => {
  const imports: Array<string> = []
  const definitions: Array<string> = []
  const drafts: Array<Draft> = []
  const isPatch = file.lines.some((line) => /^(diff --git |--- \S)/.test(line)) && file.lines.some((line) => /^@@ -\d+/.test(line))
  const places: Array<{ readonly name: string; readonly line: number }> = []
  let added = 0
  let removed = 0
  file.lines.forEach((raw, index) => {
    const line = raw.slice(0, 1_000)
    if (isPatch) {
      if (/^\+(?!\+\+)/.test(line)) added++
      else if (/^-(?!--)/.test(line)) removed++
      if (/^(diff --git|\+\+\+) /.test(line) && definitions.length < 200 && line.startsWith("+++")) definitions.push(`line ${index + 1}: changes ${line.slice(4).replace(/^b\//, "")}`)
      return
    }
    if (IMPORT.test(line)) {
      if (imports.length < 60) imports.push(line.trim())
      return
    }
    for (const pattern of DEFINITIONS) {
      const found = pattern.exec(line)
      if (found === null || /^(return|else|new|throw|await|if|for|while|do|then|case)$/.test(found[1]!)) continue
      if (definitions.length < 200) definitions.push(`line ${index + 1}: ${`${found[1]!} ${found[2]!}`.trim()}`)
      if (places.length < MAX_PLACES) places.push({ name: `${found[1]!} ${found[2]!}`.trim(), line: index + 1 })
      break
    }
    const cites = [{ lines: [index + 1, index + 1] as const }]
    const mark = MARKS.exec(line)
    if (mark !== null && drafts.length < 40) drafts.push({ kind: "author_note", severity: "info", title: `${mark[1]!}: ${clip(mark[2]!.trim(), 140)}`, detail: `Left by an author on line ${index + 1}.`, cites, confidence: 0.8, data: { line: index + 1 } })
    for (const [pattern, kind, says] of SMELLS) {
      if (pattern.test(line) && drafts.length < 40) drafts.push({ kind, severity: "warning", title: `Line ${index + 1} ${says}: ${clip(line.trim(), 120)}`, detail: "", cites, confidence: 0.6, data: { line: index + 1 } })
    }
  })
  const language = languageOf(file.text.slice(0, HEAD))
  const cites: ReadonlyArray<Cite> = places.length > 0 ? places.slice(0, 6).map(({ line }) => ({ lines: [line, line] })) : [{ lines: [1, 1] }]
  const outline: ReadonlyArray<Draft> = isPatch ? [] : [{ kind: "outline", severity: "info", title: `${language ?? "Source code"}: ${places.length === 0 ? `${file.lineCount} lines` : clip(places.map(({ name }) => name).join(", "), 300)}`, detail: `${file.lineCount} lines, ${definitions.length} definitions.`, cites, confidence: language === null ? 0.6 : 0.85, data: { language, definitions: places.map(({ name }) => name) } }]
  return {
    drafts: [...drafts, ...outline],
    timeline: [],
    summary: [
      isPatch ? `A patch: ${added} lines added, ${removed} removed.` : `${language === null ? "" : `${language}, `}${file.lineCount} lines, ${definitions.length} definitions.`,
      ...(imports.length > 0 ? ["Imports:", ...imports.map((one) => `- ${clip(one, 120)}`)] : []),
      ...(definitions.length > 0 ? [isPatch ? "Files:" : "Definitions:", ...definitions.map((one) => `- ${one}`)] : []),
      ...drafts.map((one) => `- ${one.title}`)
    ].join("\n")
  }
}
