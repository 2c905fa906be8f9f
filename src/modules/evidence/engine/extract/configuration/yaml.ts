import { type Document, isAlias, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from "yaml"
import type { Draft } from "../../findings/draft.js"
import type { TextFile } from "../../findings/text.js"
import { stateDrafts } from "../jsonState.js"
import { type Configuration, MAX_SETTINGS, type Setting, step, textOf } from "./model.js"

/** A line of this length is not written by hand, and the parser is too slow for it. */
const MAX_LINE = 64 * 1024
/** The parser takes about a second for this much; beyond, only the start is read. Bytes. */
const MAX_BYTES = 1024 * 1024
const MAX_DEPTH = 100
const MAX_DOCUMENTS_WITH_STATE = 500

/** Documents of one file are told apart by kind and name, as Kubernetes has them. */
const documentName = (contents: unknown, index: number): string => {
  if (!isMap(contents)) return `#${index + 1}`
  const kind = contents.get("kind")
  const name = contents.getIn(["metadata", "name"])
  return typeof kind === "string" ? `${kind}/${typeof name === "string" ? name : index + 1}` : `#${index + 1}`
}

/** A text with this many mistakes in its first lines is no YAML; its parser takes long over each. */
const TRIED_BYTES = 16 * 1024
const MAX_MISTAKES = 40
const MAX_FLOW_DEPTH = 200

const OPTIONS = { uniqueKeys: false, prettyErrors: false, logLevel: "silent", merge: true } as const

/** Whether a longer text begins like YAML at all. */
const promising = (file: TextFile): boolean => {
  if (file.bytes.length <= TRIED_BYTES) return true
  const documents = parseAllDocuments(startOf(file, TRIED_BYTES).text, OPTIONS)
  return !Array.isArray(documents) || documents.reduce((sum, document) => sum + document.errors.length, 0) < MAX_MISTAKES
}

/** Brackets that are opened and not closed: nothing real has many, and the parser goes into each. */
const nested = (bytes: Uint8Array): boolean => {
  let depth = 0
  for (const byte of bytes) {
    if (byte === 123 || byte === 91) {
      if (++depth > MAX_FLOW_DEPTH) return true
    } else if ((byte === 125 || byte === 93) && depth > 0) depth--
  }
  return false
}

/** The start of a large file, up to the end of a line. */
const startOf = (file: TextFile, most = MAX_BYTES): { readonly text: string; readonly readTo: number | null } => {
  if (file.bytes.length <= most) return { text: file.text, readTo: null }
  const end = file.bytes.lastIndexOf(10, most) + 1
  return { text: Buffer.from(file.bytes.buffer, file.bytes.byteOffset, end).toString("utf8"), readTo: file.lineAt(Math.max(0, end - 1)) }
}

/** What objects of a cluster say of their state beside their settings (`kubectl get … -o yaml`). */
const statesOf = (document: Document.Parsed, lineOf: (offset: number) => number): ReadonlyArray<Draft> => {
  const { contents } = document
  if (!isMap(contents) || !contents.has("kind") || !(contents.has("status") || contents.has("items"))) return []
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 100 })
  } catch {
    return []
  }
  return stateDrafts(value).map((draft) => ({
    ...draft,
    cites: draft.cites.map((cite) => {
      if (!("path" in cite)) return cite
      let node: Node | null = null
      // the nearest place that has one of its own
      for (let length = cite.path.length; node === null && length >= 0; length--) {
        const found: unknown = length === 0 ? contents : contents.getIn(cite.path.slice(0, length), true)
        if (isMap(found) || isSeq(found) || isScalar(found)) node = found
      }
      const [from, to] = node?.range ?? [0, 1]
      return { lines: [lineOf(from), lineOf(Math.max(from, to - 1))] as const }
    })
  }))
}

/** Settings of all documents of a YAML text; null where the text is a plain sentence, has endless lines, or too many mistakes. */
export const readYaml = (file: TextFile): Configuration | null => {
  if (file.longestLine > MAX_LINE || nested(file.bytes) || !promising(file)) return null
  const { readTo, text } = startOf(file)
  const counter = new LineCounter()
  // keys given twice are looked for below: the parser compares every key with all before it
  const documents = parseAllDocuments(text, { ...OPTIONS, lineCounter: counter })
  const list = Array.isArray(documents) ? documents : []
  const settings: Array<Setting> = []
  const problems: Array<{ message: string; line: number | null }> = []
  const states: Array<Draft> = []
  const lineOf = (offset: number): number => Math.max(1, counter.linePos(offset).line)
  let maps = 0
  list.forEach((document, index) => {
    for (const error of document.errors) problems.push({ message: error.message.split("\n")[0]!, line: lineOf(error.pos[0]) })
    const prefix = list.length > 1 ? documentName(document.contents, index) : ""
    const walk = (node: unknown, path: string, from: number | null, depth: number) => {
      if (settings.length >= MAX_SETTINGS || depth > MAX_DEPTH) return
      if (isMap(node)) {
        maps++
        const keys = new Set<string>()
        for (const pair of node.items) {
          if (!isPair(pair)) continue
          const key = !isScalar(pair.key) ? "?" : typeof pair.key.value === "symbol" ? "<<" : String(pair.key.value)
          const line = isScalar(pair.key) && pair.key.range ? lineOf(pair.key.range[0]) : from
          if (keys.has(key) && key !== "<<" && key !== "?") problems.push({ message: `the key ${key} is given twice: keys of a map must be unique`, line })
          keys.add(key)
          walk(pair.value, step(path, key), line, depth + 1)
        }
      } else if (isSeq(node)) {
        node.items.forEach((item, i) => {
          const name = isMap(item) ? item.get("name") : undefined
          walk(item, typeof name === "string" ? `${path}[name=${name}]` : `${path}[${i}]`, null, depth + 1)
        })
      } else if (isScalar(node)) {
        const first = from ?? (node.range ? lineOf(node.range[0]) : 1)
        const last = node.range ? lineOf(Math.max(node.range[0], node.range[1] - 1)) : first
        settings.push({ path, value: textOf(node.value), cite: { lines: [first, Math.max(first, last)] } })
      } else if (isAlias(node)) {
        const line = from ?? (node.range ? lineOf(node.range[0]) : 1)
        settings.push({ path, value: `*${node.source}`, cite: { lines: [line, line] } })
      } else if (node === null && from !== null) settings.push({ path, value: "null", cite: { lines: [from, from] } })
    }
    walk(document.contents, prefix, null, 0)
    if (index < MAX_DOCUMENTS_WITH_STATE && document.errors.length === 0) states.push(...statesOf(document, lineOf))
  })
  if (maps === 0 && settings.length <= 1) return null
  // what was cut off in its middle is no mistake of the file
  const told = readTo === null ? problems : problems.filter(({ line }) => line === null || line < readTo)
  return { format: "yaml", settings, problems: told, drafts: states, ...(readTo === null ? {} : { readTo }) }
}
