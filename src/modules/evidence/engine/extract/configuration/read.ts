import { parse as parseToml } from "smol-toml"
import { isMap, isPair, isScalar, isSeq, LineCounter, parseAllDocuments } from "yaml"
import type { TextFile } from "../../findings/text.js"
import type { Configuration, ConfigurationFormat, Setting } from "./model.js"
import { readXml } from "./xml.js"

const MAX_SETTINGS = 20_000

const textOf = (value: unknown): string => (typeof value === "string" ? value : value === null ? "null" : value instanceof Date ? value.toISOString() : String(value))

const step = (path: string, key: string | number): string => (typeof key === "number" ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`)

/** Named list entries (`name: web`) are addressed by name, so that an inserted one does not rename the rest. */
const named = (value: unknown, index: number): string | number => {
  if (typeof value !== "object" || value === null) return index
  const name = (value as Record<string, unknown>)["name"]
  return typeof name === "string" ? `[name=${name}]` : index
}

const join = (path: string, key: string | number): string => (typeof key === "string" && key.startsWith("[") ? `${path}${key}` : step(path, key))

const readJson = (root: unknown): Configuration => {
  const settings: Array<Setting> = []
  const walk = (value: unknown, path: string, place: ReadonlyArray<string | number>) => {
    if (settings.length >= MAX_SETTINGS || place.length > 200) return
    if (Array.isArray(value)) value.forEach((item, i) => walk(item, join(path, named(item, i)), [...place, i]))
    else if (typeof value === "object" && value !== null) for (const [key, item] of Object.entries(value)) walk(item, step(path, key), [...place, key])
    else settings.push({ path, value: textOf(value), cite: { path: place } })
  }
  walk(root, "", [])
  return { format: "json", settings, problems: [] }
}

/** Nobody writes longer lines or larger files of YAML by hand; beyond, its parser is too slow. */
const MAX_YAML_LINE = 64 * 1024
const MAX_YAML_BYTES = 4 * 1024 * 1024

const readYaml = (file: TextFile): Configuration | null => {
  if (file.bytes.length > MAX_YAML_BYTES || file.longestLine > MAX_YAML_LINE) return null
  const counter = new LineCounter()
  const documents = parseAllDocuments(file.text, { lineCounter: counter, uniqueKeys: true, prettyErrors: false, logLevel: "silent", merge: true })
  const list = Array.isArray(documents) ? documents : []
  const settings: Array<Setting> = []
  const problems: Array<{ message: string; line: number | null }> = []
  const lineOf = (offset: number): number => Math.max(1, counter.linePos(offset).line)
  let maps = 0
  list.forEach((document, index) => {
    for (const error of document.errors) problems.push({ message: error.message.split("\n")[0]!, line: lineOf(error.pos[0]) })
    const prefix = list.length > 1 ? documentName(document.toString === undefined ? null : document.contents, index) : ""
    const walk = (node: unknown, path: string, from: number | null, depth: number) => {
      if (settings.length >= MAX_SETTINGS || depth > 100) return
      if (isMap(node)) {
        maps++
        for (const pair of node.items) {
          if (!isPair(pair)) continue
          const key = isScalar(pair.key) ? String(pair.key.value) : "?"
          walk(pair.value, step(path, key), isScalar(pair.key) && pair.key.range ? lineOf(pair.key.range[0]) : from, depth + 1)
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
      } else if (node === null && from !== null) settings.push({ path, value: "null", cite: { lines: [from, from] } })
    }
    walk(document.contents, prefix, null, 0)
  })
  return maps === 0 && settings.length <= 1 ? null : { format: "yaml", settings, problems }
}

/** Documents of one file are told apart by kind and name, as Kubernetes has them. */
const documentName = (contents: unknown, index: number): string => {
  if (!isMap(contents)) return `#${index + 1}`
  const kind = contents.get("kind")
  const name = contents.getIn(["metadata", "name"])
  return typeof kind === "string" ? `${kind}/${typeof name === "string" ? name : index + 1}` : `#${index + 1}`
}

/** Lines of `key = value` under `[sections]`: ini, properties, env, and TOML's places. */
const readLines = (file: TextFile, format: ConfigurationFormat): Configuration => {
  const settings: Array<Setting> = []
  let section = ""
  file.lines.forEach((raw, index) => {
    const line = raw.trim()
    if (line === "" || /^[#;!]|^\/\//.test(line) || settings.length >= MAX_SETTINGS) return
    const heading = /^\[+([^\]]+)\]+$/.exec(line)
    if (heading !== null) {
      section = heading[1]!.trim().replaceAll('"', "")
      return
    }
    const parts = /^(?:export\s+)?("[^"]+"|[^\s=:]+(?:\s[^=:]*?)?)\s*[=:]\s*(.*)$/.exec(line)
    if (parts === null) return
    const value = parts[2]!.replace(/\s+[#;].*$/, "").replace(/^(["'])(.*)\1$/, "$2")
    settings.push({ path: step(section, parts[1]!.replaceAll('"', "").trim()), value, cite: { lines: [index + 1, index + 1] } })
  })
  return { format, settings, problems: [] }
}

/** nginx, HCL, Apache, HAProxy and daemons: words and values, in blocks of braces, of tags or of indented lines. */
const readDirectives = (file: TextFile): Configuration => {
  const settings: Array<Setting> = []
  const stack: Array<string> = []
  const plain = !file.lines.some((line) => /[{;]\s*$|^\s*<\/?\w/.test(line))
  file.lines.forEach((raw, index) => {
    const line = raw.replace(/(^|\s)(#|\/\/).*$/, "").trim()
    if (line === "" || settings.length >= MAX_SETTINGS) return
    const tag = /^<(\/?)(\w[^>]{0,300})>$/.exec(line)
    if (tag !== null) {
      if (tag[1] === "/") stack.pop()
      else if (stack.length < 100) stack.push(tag[2]!.trim())
      return
    }
    // a line whose followers are indented is their section
    if (plain && !/^\s/.test(raw)) {
      stack.length = 0
      if (/^\s+\S/.test(file.lines[index + 1] ?? "")) {
        stack.push(line.replace(/\s+/g, " "))
        return
      }
    }
    if (line.endsWith("{")) stack.push(line.slice(0, -1).trim().replace(/\s+/g, " "))
    else if (line === "}" || line === "};") stack.pop()
    else {
      const parts = /^([\w.-]+)\s*=?\s*(.*?);?$/.exec(line)
      if (parts !== null) settings.push({ path: [...stack, parts[1]!].join(" > "), value: parts[2]!, cite: { lines: [index + 1, index + 1] } })
    }
  })
  return { format: "directives", settings, problems: [] }
}

/** Values of a TOML file by its real parser; where they stand is found by line. */
const readToml = (file: TextFile): Configuration | null => {
  try {
    const values = parseToml(file.text) as Record<string, unknown>
    const placed = new Map(readLines(file, "toml").settings.map((one) => [one.path, one.cite]))
    const settings: Array<Setting> = []
    const walk = (value: unknown, path: string) => {
      if (settings.length >= MAX_SETTINGS) return
      if (Array.isArray(value) && value.some((item) => typeof item === "object" && item !== null)) value.forEach((item, i) => walk(item, `${path}[${i}]`))
      else if (typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date)) for (const [key, item] of Object.entries(value)) walk(item, step(path, key))
      else {
        const cite = placed.get(path) ?? placed.get(path.replace(/\[\d+\]/g, ""))
        if (cite !== undefined) settings.push({ path, value: Array.isArray(value) ? JSON.stringify(value) : textOf(value), cite })
      }
    }
    walk(values, "")
    return { format: "toml", settings, problems: [] }
  } catch (error) {
    // an ini file is no broken TOML: only values in TOML's own spelling tell
    const values = file.lines.map((line) => /^\s*[\w."-]+\s*=\s*(.*)$/.exec(line)?.[1]).filter((value): value is string => value !== undefined)
    if (values.length === 0 || values.filter((value) => /^("|'|\[|\{|true\b|false\b|[-+]?\d[\d_.:T-]*\s*(#|$))/.test(value)).length < values.length * 0.8 || !values.some((value) => /^["'[{]/.test(value))) return null
    const line = typeof error === "object" && error !== null && "line" in error && typeof error.line === "number" ? error.line : null
    return { ...readLines(file, "toml"), problems: [{ message: (error instanceof Error ? error.message : String(error)).split("\n")[0]!, line }] }
  }
}

/** Reads JSON, TOML, YAML, env, ini, properties or blocks of directives, whichever fits; null where nothing does. */
export const readConfiguration = (file: TextFile): Configuration | null => {
  const text = file.text.trimStart()
  let jsonError: { message: string; line: number | null } | null = null
  if (/^<[?!A-Za-z]/.test(text) && !/^<(VirtualHost|Directory|Location|IfModule)\b/.test(text)) return readXml(file)
  // `[section]` begins an ini or TOML file
  if (/^[{[]/.test(text) && !/^\[+[A-Za-z_][\w." :/-]*\]+[ \t]*(#.*)?(\r?\n|$)/.test(text)) {
    if (file.json !== null) return readJson(file.json.value)
    const message = file.jsonError ?? "it is no JSON"
    const at = /position (\d+)/.exec(message)?.[1]
    jsonError = { message, line: at === undefined ? null : file.text.slice(0, Number(at)).split("\n").length }
  }
  const body = file.lines.filter((line) => line.trim() !== "" && !/^\s*[#;!]/.test(line))
  if (body.length === 0) return null
  const share = (pattern: RegExp) => body.filter((line) => pattern.test(line)).length / body.length
  if (jsonError === null) {
    if (share(/^\s*[\w.-]+( [^{};=]+)?\s*(\{|;)\s*$|^\s*\};?\s*$|;\s*$/) > 0.6) return readDirectives(file)
    if (body.some((line) => /^\s*[a-z][\w-]*(\s+("[^"]*"|[\w-]+)){0,3}\s*\{\s*$/.test(line)) && share(/[{;]\s*$|^\s*[}\])],?\s*$|^\s*("[^"]+"|[\w.-]+)\s*=\s*\S|^\s*"[^"]*",?\s*$/) > 0.85) return readDirectives(file)
    if (share(/^\s*(export\s+)?[A-Z][A-Z0-9_]*=/) > 0.8) return readLines(file, "env")
    if (share(/^\s*\[[^\]]+\]\s*$|^[^:=]*=/) > 0.7) return readToml(file) ?? readLines(file, "ini")
  }
  const yaml = readYaml(file)
  const keyed = share(/^\s*(- )*("[^"]+"|[\w./-]+):(\s|$)|^\s*- \S/)
  if (jsonError === null && keyed < 0.4 && share(/^\s*(<\/?[A-Za-z][^>]*>|[A-Za-z][\w-]*([.:][\w-]+)*(\s+\S.*)?)$/) > 0.85) return readDirectives(file)
  const found = yaml !== null && (yaml.settings.length > 0 && yaml.settings.length >= yaml.problems.length || keyed >= 0.6) ? yaml : readLines(file, "ini")
  const problems = jsonError === null ? found.problems : [jsonError, ...(found.format === "yaml" ? [] : found.problems)]
  return found.settings.length === 0 && problems.length === 0 ? null : { ...found, format: jsonError === null ? found.format : "json", problems: problems.filter((one, i) => one.line === null || problems.findIndex((other) => other.line === one.line) === i) }
}
