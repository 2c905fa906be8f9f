import iconv from "iconv-lite"
import { checkPackage, documentText, htmlText } from "../evidence/engine/extract/document.js"
import { detectEncoding } from "../evidence/engine/input/encoding.js"
import { defaultLimits, Problem } from "../evidence/engine/input/limits.js"
import { sniff } from "../evidence/engine/input/sniff.js"
import { recordWindows } from "./engine/text/rows.js"
import { wordMarkdown, workbookMarkdown } from "./office.js"
import { pageHeading } from "./pages.js"

/** Longest text of one document, in characters. */
const MAX_CHARACTERS = 8 * 1024 * 1024
/** PDF, Office and HTML files are read whole by their libraries. */
const MAX_PARSED_BYTES = defaultLimits.maxDocumentBytes

const KINDS = "Markdown, text, HTML, PDF, DOCX, XLSX, CSV, JSON, YAML, source code"

const utf8 = new TextDecoder("utf-8")

const decode = (bytes: Uint8Array): string => {
  const encoding = detectEncoding(bytes.subarray(0, 64 * 1024))
  if (encoding === null) throw new Problem("binary", `the file is binary and of no supported kind (${KINDS})`)
  const body = bytes.subarray(encoding.bom)
  const text = encoding.kind === "utf-8" ? utf8.decode(body) : iconv.decode(Buffer.from(body.buffer, body.byteOffset, body.length), encoding.name)
  // databases refuse NUL in a text
  return text.includes("\0") ? text.replaceAll("\0", "") : text
}

const pdfMarkdown = async (bytes: Uint8Array): Promise<string> => {
  const { cut, pages, text } = await documentText("pdf", bytes, defaultLimits)
  if (cut !== null) throw new Problem("too_large", `the PDF is too long: ${cut}`)
  // a line of the page is no heading
  return text.split("\n\f\n").map((page, i) => (page.trim() === "" ? "" : `${pageHeading(i + 1, pages ?? 1)}\n\n${page.trim().replace(/^(?=#)/gm, "\\")}\n`)).filter((page) => page !== "").join("\n")
}

const isHtml = (name: string, bytes: Uint8Array): boolean => /\.x?html?$/.test(name) || /^\s*(<\?xml[^>]*>\s*)?<(!doctype\s+html|html)/i.test(Buffer.from(bytes.subarray(0, 512)).toString("latin1"))

const textOf = async (bytes: Buffer, name: string): Promise<string> => {
  const magic = sniff(bytes.subarray(0, 64 * 1024))
  const office = /\.(docx|xlsx)$/.exec(name)?.[1]
  const bounded = () => {
    if (bytes.length > MAX_PARSED_BYTES) throw new Problem("too_large", `files of this kind are read up to ${MAX_PARSED_BYTES / 1024 / 1024} MB`)
  }
  if (magic?.family === "document" && magic.format === "pdf") {
    bounded()
    return pdfMarkdown(bytes)
  }
  if ((magic?.family === "document" && magic.format === "docx" && office !== "xlsx") || (magic?.family === "archive" && magic.format === "zip" && office === "docx")) {
    bounded()
    await checkPackage(bytes)
    return wordMarkdown(bytes)
  }
  if (office === "xlsx" && magic !== null || magic?.format === "xlsx") {
    bounded()
    return workbookMarkdown(bytes)
  }
  if (magic?.family === "archive") throw new Problem("unsupported", `a ${magic.format} archive is no document; import it (POST /api/v1/documents/import) to have it unpacked`)
  if (magic !== null) throw new Problem("binary", `the file is binary (${magic.format}) and of no supported kind (${KINDS})`)
  const text = decode(bytes)
  if (/\.[ct]sv$/.test(name)) return recordWindows(text)
  if (!isHtml(name, bytes)) return text
  bounded()
  const page = await htmlText(text)
  if (page.cut !== null) throw new Problem("too_large", "the text of the page is too long")
  return page.text
}

/**
 * Plain text (Markdown where there is structure) of a document file: headings
 * kept, pages of a PDF and sheets of a workbook as headings. Libraries are
 * loaded when first needed. The same bytes always give the same text. Rejects
 * with a `Problem`.
 */
export const parseFile = async (bytes: Buffer, name: string): Promise<string> => {
  const text = await textOf(bytes, name.toLowerCase()).catch((error: unknown) => {
    throw error instanceof Problem ? error : new Problem("damaged", `the file is damaged (${error instanceof Error ? error.message : String(error)})`)
  })
  if (text.trim() === "") throw new Problem("damaged", "the file holds no text")
  if (text.length > MAX_CHARACTERS) throw new Problem("too_large", `the text is longer than ${MAX_CHARACTERS} characters`)
  return text
}
