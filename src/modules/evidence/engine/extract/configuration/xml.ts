import type { TextFile } from "../../findings/text.js"
import type { Configuration, Setting } from "./model.js"

const MAX_SETTINGS = 20_000
const MAX_TAG = 64 * 1024
const ATTRIBUTE = /([\w:.-]{1,200})\s{0,20}=\s{0,20}("([^"]*)"|'([^']*)')/g

const decoded = (text: string): string => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", "\"").replaceAll("&apos;", "'").replaceAll("&amp;", "&")

/** Attributes and texts of an XML file by their path; `<property name="a" value="b"/>` is the setting `a`. One pass, no entities resolved. */
export const readXml = (file: TextFile): Configuration => {
  const { text } = file
  const settings: Array<Setting> = []
  const problems: Array<{ message: string; line: number | null }> = []
  const stack: Array<{ readonly tag: string; readonly name: string }> = []
  let line = 1
  let counted = 0
  const lineAt = (offset: number): number => {
    for (; counted < offset; counted++) if (text.charCodeAt(counted) === 10) line++
    return line
  }
  const add = (path: string, value: string, at: number) => {
    if (settings.length < MAX_SETTINGS) settings.push({ path, value: decoded(value.trim()), cite: { lines: [at, at] } })
  }
  const pathOf = (...more: ReadonlyArray<string>): string => [...stack.map((one) => one.name), ...more].join(".")
  let at = 0
  while (at < text.length && settings.length < MAX_SETTINGS && stack.length < 100) {
    const open = text.indexOf("<", at)
    if (open === -1) break
    const between = text.slice(at, Math.min(open, at + 2_000)).trim()
    const top = stack[stack.length - 1]
    if (between !== "" && top !== undefined && text[open + 1] === "/") add(pathOf(), between, lineAt(open))
    const skip = text.startsWith("<!--", open) ? "-->" : text.startsWith("<![CDATA[", open) ? "]]>" : text.startsWith("<?", open) ? "?>" : null
    const close = text.indexOf(skip ?? ">", open + 1)
    const here = lineAt(open)
    if (close === -1 || close - open > MAX_TAG) {
      problems.push({ message: "a tag or comment is not closed", line: here })
      break
    }
    at = close + (skip ?? ">").length
    if (skip !== null || text[open + 1] === "!") continue
    const body = text.slice(open + 1, close)
    const tag = /^\/?\s*([\w:.-]{1,200})/.exec(body)?.[1] ?? ""
    if (body.startsWith("/")) {
      if (stack[stack.length - 1]?.tag !== tag) {
        problems.push({ message: `</${tag}> closes what was not opened${top === undefined ? "" : ` (open is <${top.tag}>)`}`, line: here })
        break
      }
      stack.pop()
      continue
    }
    const attributes = [...body.matchAll(ATTRIBUTE)].map((parts): readonly [string, string] => [parts[1]!, parts[3] ?? parts[4] ?? ""])
    const named = attributes.find(([key]) => /^(name|key|id)$/.test(key))?.[1]
    const valued = attributes.find(([key]) => key === "value")?.[1]
    const own = named === undefined ? tag : valued === undefined && !/^(property|entry|add|setting|param)$/i.test(tag) ? `${tag}[name=${named}]` : named
    if (named !== undefined && valued !== undefined) add(pathOf(own), valued, here)
    else for (const [key, value] of attributes) if (value !== named && !/^xmlns|^xsi:/.test(key)) add(pathOf(own, key), value, here)
    if (!body.endsWith("/")) stack.push({ tag, name: own })
  }
  const last = stack[stack.length - 1]
  if (problems.length === 0 && last !== undefined) problems.push({ message: `<${last.tag}> is never closed`, line: null })
  return { format: "xml", settings, problems }
}
