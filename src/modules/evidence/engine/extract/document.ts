import type Turndown from "turndown"
import type { Limits } from "../input/limits.js"
import { Problem } from "../input/limits.js"
import { checkPackage, readWorkbook } from "./workbook.js"

export { checkPackage, readWorkbook, type Sheet } from "./workbook.js"

export type DocumentFormat = "pdf" | "docx" | "xlsx"

/** Text of a document; pages are parted by form feeds where the format has pages. */
export interface DocumentText {
  readonly text: string
  readonly pages: number | null
  /** what was left out, or null */
  readonly cut: string | null
}

/** Longest text taken from a document, in characters. */
const MAX_TEXT = 8 * 1024 * 1024

const pdf = async (bytes: Uint8Array, limits: Limits): Promise<DocumentText> => {
  const { getDocumentProxy } = await import("unpdf")
  const options = { isEvalSupported: false, verbosity: 0, stopAtErrors: false }
  const document = await getDocumentProxy(new Uint8Array(bytes), options).catch((error: unknown) => {
    const name = error instanceof Error ? error.name : ""
    const message = error instanceof Error ? error.message : String(error)
    if (name === "PasswordException" || /password/i.test(message)) throw new Problem("encrypted", "the PDF is encrypted and needs a password")
    throw new Problem("damaged", `the PDF is damaged (${message})`)
  })
  try {
    const pages: Array<string> = []
    let length = 0
    const count = Math.min(document.numPages, limits.maxPages)
    for (let number = 1; number <= count && length < MAX_TEXT; number++) {
      const page = await document.getPage(number)
      const content = await page.getTextContent()
      let text = ""
      for (const item of content.items) if ("str" in item) text += item.str + (item.hasEOL ? "\n" : "")
      pages.push(text)
      length += text.length
      page.cleanup()
    }
    if (pages.every((page) => page.trim() === "")) throw new Problem("unsupported", "the PDF holds no text (scanned pages?)")
    return { text: pages.join("\n\f\n"), pages: document.numPages, cut: pages.length < document.numPages ? `only the first ${pages.length} of ${document.numPages} pages were read` : null }
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem("damaged", `the PDF is damaged (${error instanceof Error ? error.message : String(error)})`)
  } finally {
    await document.destroy()
  }
}

const docx = async (bytes: Uint8Array): Promise<DocumentText> => {
  await checkPackage(bytes)
  const { default: mammoth } = await import("mammoth")
  try {
    const { value } = await mammoth.extractRawText({ buffer: Buffer.from(bytes) })
    return { text: value.slice(0, MAX_TEXT), pages: null, cut: value.length > MAX_TEXT ? "only the start of the text was read" : null }
  } catch (error) {
    throw new Problem("damaged", `the DOCX file is damaged (${error instanceof Error ? error.message : String(error)})`)
  }
}

/** Cells are parted by tabs; several sheets stand under their names, one alone is a plain table. */
const xlsx = async (bytes: Uint8Array): Promise<DocumentText> => {
  const sheets = await readWorkbook(bytes)
  if (sheets.length === 0) throw new Problem("unsupported", "the workbook holds no text")
  const text = sheets.map(({ name, rows }) => `${sheets.length === 1 ? "" : `# ${name}\n`}${rows.map(({ cells }) => cells.join("\t")).join("\n")}\n`).join("\n")
  return { text: text.slice(0, MAX_TEXT), pages: null, cut: text.length > MAX_TEXT ? "only the start of the workbook was read" : null }
}

/** A cell on one line, its bars escaped. */
const cell = (text: string): string => text.replace(/\s+/g, " ").trim().replaceAll("|", "\\|")

/**
 * Writes HTML as Markdown for reading and search: tables stay tables, and text
 * stays as it stands (`kube_pod_status`, not `kube\_pod\_status`) but for what
 * would begin a heading or a fence.
 */
export const markdownWriter = async (): Promise<Turndown> => {
  const { default: Service } = await import("turndown")
  const writer = new Service({ headingStyle: "atx", codeBlockStyle: "fenced", bulletListMarker: "-" })
  writer.escape = (text) => text.replace(/^(?=#{1,6}\s|```|~~~)/gm, "\\")
  writer.addRule("cell", { filter: ["th", "td"], replacement: (content) => ` ${cell(content)} |` })
  writer.addRule("row", {
    filter: "tr",
    replacement: (content, node) => {
      if (content.trim() === "") return ""
      const part = node.parentNode
      const first = part?.firstChild === node && (part.nodeName === "TABLE" || !/^T(?:HEAD|BODY|R)$/.test(part.previousSibling?.nodeName ?? ""))
      return `\n|${content.trimEnd()}${first ? `\n|${" --- |".repeat(node.childNodes.length)}` : ""}`
    }
  })
  writer.addRule("rows", { filter: ["thead", "tbody", "tfoot"], replacement: (content) => content })
  writer.addRule("table", { filter: "table", replacement: (content) => `\n\n${content.trim()}\n\n` })
  return writer
}

/** Markdown of an HTML page: scripts, styles and navigation left out. */
export const htmlText = async (source: string): Promise<DocumentText> => {
  const { load } = await import("cheerio")
  const page = load(source)
  const title = page("title").first().text().trim()
  page("script, style, noscript, template, svg, iframe, nav, footer, [hidden], [aria-hidden=true]").remove()
  const main = page("main, article, [role=main]").first()
  const body = main.length > 0 && main.text().trim().length > 200 ? main : page("body")
  const text = (await markdownWriter()).turndown(body.html() ?? source)
  return { text: (title === "" || text.startsWith(`# ${title}`) ? text : `# ${title}\n\n${text}`).slice(0, MAX_TEXT), pages: null, cut: text.length > MAX_TEXT ? "only the start of the page was read" : null }
}

/** Text of a PDF, DOCX or XLSX; throws a `Problem` (`encrypted`, `damaged`, `unsupported`, `too_large`, `zip_bomb`). The same bytes always give the same text. */
export const documentText = (format: DocumentFormat, bytes: Uint8Array, limits: Limits): Promise<DocumentText> =>
  format === "pdf" ? pdf(bytes, limits) : format === "docx" ? docx(bytes) : xlsx(bytes)
