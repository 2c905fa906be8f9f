import { ExpansionGuard } from "../evidence/engine/input/guard.js"
import { unzip } from "../evidence/engine/input/archive.js"
import { defaultLimits, Problem } from "../evidence/engine/input/limits.js"
import { Scratch } from "../evidence/engine/input/source.js"

/** Sheets compress far better than text: the ratio is wide, the size is not. */
const PACKAGE = { ...defaultLimits, maxRatio: 1_000, maxExpandedBytes: 64 * 1024 * 1024 }
const MAX_CELLS = 500_000

/** Unpacks an OOXML package to nowhere, so that no library is given a bomb; throws a `Problem`. */
export const checkPackage = async (bytes: Uint8Array): Promise<void> => {
  const scratch = new Scratch()
  try {
    const path = await scratch.spool((async function*() {
      yield bytes
    })())
    for await (const member of unzip(path, new ExpansionGuard(PACKAGE))) {
      if (member.problem !== null) throw member.problem
      for await (const _ of member.bytes) { /* the guard counts */ }
    }
  } finally {
    await scratch.close()
  }
}

/** Markdown of a DOCX file, its headings kept; throws a `Problem`. */
export const wordMarkdown = async (bytes: Buffer): Promise<string> => {
  const { default: mammoth } = await import("mammoth")
  const { default: Turndown } = await import("turndown")
  try {
    const { value } = await mammoth.convertToHtml({ buffer: bytes }, { convertImage: mammoth.images.imgElement(async () => ({ src: "" })) })
    return new Turndown({ headingStyle: "atx", codeBlockStyle: "fenced", bulletListMarker: "-" }).remove("img").turndown(value)
  } catch (error) {
    throw new Problem("damaged", `the DOCX file is damaged (${error instanceof Error ? error.message : String(error)})`)
  }
}

/** Rows of a workbook as lines, each sheet under a heading; throws a `Problem`. */
export const workbookMarkdown = async (bytes: Buffer): Promise<string> => {
  const { default: exceljs } = await import("exceljs")
  const workbook = new exceljs.Workbook()
  try {
    // the library's own declaration of Buffer is older than Node's
    await workbook.xlsx.load(bytes as unknown as Parameters<typeof workbook.xlsx.load>[0])
  } catch (error) {
    throw new Problem("damaged", `the workbook is damaged (${error instanceof Error ? error.message : String(error)})`)
  }
  const parts: Array<string> = []
  let cells = 0
  for (const sheet of workbook.worksheets) {
    const lines: Array<string> = []
    sheet.eachRow((row) => {
      const values: Array<string> = []
      row.eachCell({ includeEmpty: false }, (cell) => {
        if (++cells > MAX_CELLS) throw new Problem("too_large", `the workbook has more than ${MAX_CELLS} cells`)
        const text = cell.text.replace(/\s+/g, " ").trim()
        if (text !== "") values.push(text)
      })
      if (values.length > 0) lines.push(values.join(" | "))
    })
    if (lines.length > 0) parts.push(`# ${sheet.name}\n\n${lines.join("\n")}\n`)
  }
  return parts.join("\n")
}
