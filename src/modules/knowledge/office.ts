import type { Cell } from "exceljs"
import { markdownWriter } from "../evidence/engine/extract/document.js"
import { ExpansionGuard } from "../evidence/engine/input/guard.js"
import { unzip } from "../evidence/engine/input/archive.js"
import { defaultLimits, Problem } from "../evidence/engine/input/limits.js"
import { Scratch } from "../evidence/engine/input/source.js"
import { rowWindows, type TableRow } from "./engine/text/rows.js"

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
  try {
    const { value } = await mammoth.convertToHtml({ buffer: bytes }, { convertImage: mammoth.images.imgElement(async () => ({ src: "" })) })
    return (await markdownWriter()).remove("img").turndown(value)
  } catch (error) {
    throw new Problem("damaged", `the DOCX file is damaged (${error instanceof Error ? error.message : String(error)})`)
  }
}

/** A cell's text, whatever the zone and the locale of this machine. */
const textOf = (cell: Cell): string => {
  const value = cell.value instanceof Date ? cell.value : cell.result instanceof Date ? cell.result : null
  // a cell of nothing but a date stands at midnight UTC
  const text = value === null || Number.isNaN(value.getTime()) ? cell.text : value.toISOString().replace(/T00:00:00\.000Z$/, "").replace(/\.000Z$/, "Z")
  return text.replace(/\s+/g, " ").trim()
}

/** Rows of a workbook as windows under their header row, each sheet under a heading; throws a `Problem`. */
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
    const rows: Array<TableRow> = []
    sheet.eachRow((row, number) => {
      const values: Array<string> = []
      row.eachCell({ includeEmpty: true }, (cell) => {
        if (++cells > MAX_CELLS) throw new Problem("too_large", `the workbook has more than ${MAX_CELLS} cells`)
        values.push(textOf(cell))
      })
      while (values.at(-1) === "") values.pop()
      // an empty cell keeps its column
      if (values.length > 0) rows.push({ number, text: values.join(" | ") })
    })
    if (rows.length > 0) parts.push(`# ${sheet.name}\n\n${rowWindows(rows)}`)
  }
  return parts.join("\n")
}
