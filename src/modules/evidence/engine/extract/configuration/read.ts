import { parse as parseToml } from "smol-toml"
import type { TextFile } from "../../findings/text.js"
import { type Configuration, type ConfigurationFormat, MAX_SETTINGS, type Setting, step, textOf } from "./model.js"
import { readDirectives } from "./directives.js"
import { readDockerfile } from "./dockerfile.js"
import { readSystemTable } from "./systemTables.js"
import { readXml } from "./xml.js"
import { readYaml } from "./yaml.js"


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
  const table = jsonError === null ? readSystemTable(file) ?? readDockerfile(file) : null
  if (table !== null) return table
  const share = (pattern: RegExp) => body.filter((line) => pattern.test(line)).length / body.length
  if (jsonError === null) {
    if (share(/^\s*[\w.-]+( [^{};=]+)?\s*(\{|;)\s*$|^\s*[\w.-]+( [^{};=]+)? \{ .*;? \}\s*$|^\s*\};?\s*$|;\s*$/) > 0.6) return readDirectives(file)
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
