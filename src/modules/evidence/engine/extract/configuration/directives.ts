import type { TextFile } from "../../findings/text.js"
import { type Configuration, MAX_SETTINGS, type Setting } from "./model.js"

const MAX_DEPTH = 100
/** More statements on one line are not written by hand. */
const MAX_ON_LINE = 200
const STATEMENT = /^("[^"]{1,200}"|[\w.@*-]+)\s*(?:=>|=|:)?\s*(.*)$/
const TAG = /^<(\/?)(\w[^>]{0,300})>$/

const plain = (text: string): string => text.trim().replace(/\s+/g, " ")

/** nginx, HCL, Apache, HAProxy, logstash and daemons: words and values, in blocks of braces, of tags or of indented lines. */
export const readDirectives = (file: TextFile): Configuration => {
  const settings: Array<Setting> = []
  const stack: Array<string> = []
  const ended = file.lines.some((line) => /;\s*$/.test(line))
  const indented = !ended && !file.lines.some((line) => /[{}]\s*$|^\s*<\/?\w/.test(line))
  let open = ""
  let since = 0
  const take = (line: number): void => {
    const parts = STATEMENT.exec(plain(open))
    if (parts !== null && settings.length < MAX_SETTINGS) settings.push({ path: [...stack, parts[1]!.replaceAll("\"", "")].join(" > "), value: parts[2]!, cite: { lines: [since || line, line] } })
    open = ""
    since = 0
  }
  file.lines.forEach((raw, index) => {
    const line = raw.replace(/(^|\s)(#|\/\/).*$/, "").trim()
    if (line === "" || settings.length >= MAX_SETTINGS) return
    const number = index + 1
    const tag = TAG.exec(line)
    if (tag !== null) {
      if (tag[1] === "/") stack.pop()
      else if (stack.length < MAX_DEPTH) stack.push(tag[2]!.trim())
      return
    }
    // a line whose followers are indented is their section
    if (indented && !/^\s/.test(raw)) {
      stack.length = 0
      if (/^\s+\S/.test(file.lines[index + 1] ?? "")) {
        stack.push(plain(line))
        return
      }
    }
    let quote = ""
    let from = 0
    let count = 0
    for (let at = 0; at < line.length && count < MAX_ON_LINE; at++) {
      const sign = line[at]!
      if (quote !== "") {
        if (sign === "\\") at++
        else if (sign === quote) quote = ""
        continue
      }
      if (sign === "\"" || sign === "'") quote = sign
      else if (sign === "{" || sign === "}" || (sign === ";" && ended)) {
        // `${name}` is a value
        if (sign === "{" && line[at - 1] === "$") {
          at = line.indexOf("}", at) === -1 ? line.length : line.indexOf("}", at)
          continue
        }
        open += line.slice(from, at)
        from = at + 1
        if (sign === "{") {
          if (stack.length < MAX_DEPTH) stack.push(plain(open).replace(/\s*(=>|=)$/, ""))
          open = ""
          since = 0
          continue
        }
        take(number)
        count++
        if (sign === "}") stack.pop()
      }
    }
    open += ` ${line.slice(from)}`
    if (open.trim() === "") {
      open = ""
      return
    }
    since ||= number
    // a statement that ends with a semicolon may go over several lines
    if (!ended || open.length > 4_096) take(number)
  })
  if (open.trim() !== "") take(file.lineCount)
  return { format: "directives", settings, problems: [] }
}
