import type { Cell } from "exceljs"
import { unzip } from "../input/zip.js"
import { ExpansionGuard } from "../input/guard.js"
import { defaultLimits, Problem } from "../input/limits.js"
import { Scratch } from "../input/source.js"

/** Sheets compress far better than text: the ratio is wide, the size is not. */
const PACKAGE = { ...defaultLimits, maxRatio: 1_000, maxExpandedBytes: 64 * 1024 * 1024 }
const MAX_CELLS = 500_000

/** Unpacks an OOXML package (DOCX, XLSX) to nowhere, so that no library is given a bomb; throws a `Problem`. */
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

/** Rows with anything in them; `number` as the sheet counts them, an empty cell keeps its column. */
export interface Sheet {
  readonly name: string
  readonly rows: ReadonlyArray<{ readonly number: number; readonly cells: ReadonlyArray<string> }>
}

/** A cell's text on one line, whatever the zone and the locale of this machine. */
const textOf = (cell: Cell): string => {
  const value = cell.value instanceof Date ? cell.value : cell.result instanceof Date ? cell.result : null
  // a cell of nothing but a date stands at midnight UTC
  const text = value === null || Number.isNaN(value.getTime()) ? cell.text : value.toISOString().replace(/T00:00:00\.000Z$/, "").replace(/\.000Z$/, "Z")
  return text.replace(/\s+/g, " ").trim()
}

/** The sheets of an XLSX file that hold anything, in their order; throws a `Problem` (`damaged`, `too_large`, `zip_bomb`). */
export const readWorkbook = async (bytes: Uint8Array): Promise<ReadonlyArray<Sheet>> => {
  await checkPackage(bytes)
  const { default: exceljs } = await import("exceljs")
  const workbook = new exceljs.Workbook()
  try {
    // the library's own declaration of Buffer is older than Node's
    await workbook.xlsx.load(Buffer.from(bytes) as unknown as Parameters<typeof workbook.xlsx.load>[0])
  } catch (error) {
    throw new Problem("damaged", `the workbook is damaged (${error instanceof Error ? error.message : String(error)})`)
  }
  let count = 0
  return workbook.worksheets.flatMap((sheet): ReadonlyArray<Sheet> => {
    const rows: Array<Sheet["rows"][number]> = []
    sheet.eachRow((row, number) => {
      const cells: Array<string> = []
      row.eachCell({ includeEmpty: true }, (cell) => {
        if (++count > MAX_CELLS) throw new Problem("too_large", `the workbook has more than ${MAX_CELLS} cells`)
        cells.push(textOf(cell))
      })
      while (cells.at(-1) === "") cells.pop()
      if (cells.length > 0) rows.push({ number, cells })
    })
    return rows.length === 0 ? [] : [{ name: sheet.name, rows }]
  })
}
