import type { TextFile } from "../../findings/text.js"
import { type Configuration, MAX_SETTINGS } from "./model.js"

const MAX_TAG = 64 * 1024
const MAX_DEPTH = 100
const ATTRIBUTE = /([\w:.-]{1,200})\s{0,20}=\s{0,20}("([^"]*)"|'([^']*)')/g
/** Children that tell the elements of a list apart, as build files have them. */
const IDENTITY = /^(groupId|artifactId|classifier|type|id|name|key)$/

const decoded = (text: string): string => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", "\"").replaceAll("&apos;", "'").replaceAll("&amp;", "&")

/** An element; what it is called in paths is known when all of its like have been read. */
class Element {
  /** its children, those of one name together */
  readonly children = new Map<string, Array<Element>>()
  readonly identity: Array<string> = []
  private readonly place: number
  private called: string | null = null

  constructor(readonly tag: string, readonly named: string | null, private readonly parent: Element | null) {
    const like = parent?.children.get(this.key) ?? []
    this.place = like.push(this) - 1
    parent?.children.set(this.key, like)
  }

  private get key(): string {
    return this.named ?? this.tag
  }

  /** Elements of one list by what identifies them, or by their place in it. */
  get name(): string {
    if (this.called !== null) return this.called
    const like = this.parent?.children.get(this.key) ?? [this]
    if (like.length === 1 || this.named !== null) return this.called = this.key
    return this.called = this.identity.length > 0 ? `${this.tag}[${this.identity.join(":")}]` : `${this.tag}[${this.place}]`
  }

  get path(): string {
    return this.parent === null ? this.name : `${this.parent.path}.${this.name}`
  }
}

interface Found { readonly element: Element | null; readonly key: string | null; readonly value: string; readonly line: number }

/** Attributes and texts of an XML file by their path; `<property name="a" value="b"/>` is the setting `a`. One pass, no entities resolved. */
export const readXml = (file: TextFile): Configuration => {
  const { text } = file
  const found: Array<Found> = []
  const problems: Array<{ message: string; line: number | null }> = []
  const stack: Array<Element> = []
  let line = 1
  let counted = 0
  const lineAt = (offset: number): number => {
    for (; counted < offset; counted++) if (text.charCodeAt(counted) === 10) line++
    return line
  }
  const add = (element: Element | null, key: string | null, value: string, at: number) => {
    found.push({ element, key, value: decoded(value.trim()), line: at })
  }
  let at = 0
  while (at < text.length && found.length < MAX_SETTINGS && stack.length < MAX_DEPTH) {
    const open = text.indexOf("<", at)
    if (open === -1) break
    const between = text.slice(at, Math.min(open, at + 2_000)).trim()
    const top = stack[stack.length - 1] ?? null
    if (between !== "" && top !== null && text[open + 1] === "/") {
      if (IDENTITY.test(top.tag) && stack.length > 1) stack[stack.length - 2]!.identity.push(between.slice(0, 200))
      add(top, null, between, lineAt(open))
    }
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
      if (top?.tag !== tag) {
        problems.push({ message: `</${tag}> closes what was not opened${top === null ? "" : ` (open is <${top.tag}>)`}`, line: here })
        break
      }
      stack.pop()
      continue
    }
    const attributes = [...body.matchAll(ATTRIBUTE)].map((parts): readonly [string, string] => [parts[1]!, parts[3] ?? parts[4] ?? ""])
    const named = attributes.find(([key]) => /^(name|key|id)$/.test(key))?.[1]
    const valued = attributes.find(([key]) => key === "value")?.[1]
    if (named !== undefined && valued !== undefined) {
      add(top, named, valued, here)
      if (!body.endsWith("/")) stack.push(new Element(tag, named, top))
      continue
    }
    const element = new Element(tag, named === undefined ? null : /^(property|entry|add|setting|param)$/i.test(tag) ? named : `${tag}[name=${named}]`, top)
    for (const [key, value] of attributes) if (value !== named && !/^xmlns|^xsi:/.test(key)) add(element, key, value, here)
    if (!body.endsWith("/")) stack.push(element)
  }
  const last = stack[stack.length - 1]
  if (problems.length === 0 && last !== undefined) problems.push({ message: `<${last.tag}> is never closed`, line: null })
  const settings = found.map(({ element, key, line: number, value }) => ({ path: [...(element === null ? [] : [element.path]), ...(key === null ? [] : [key])].join("."), value, cite: { lines: [number, number] as const } }))
  return { format: "xml", settings, problems }
}
