import { markdownWriter, readWorkbook } from "../evidence/engine/extract/document.js"
import { Problem } from "../evidence/engine/input/limits.js"
import { rowWindows } from "./engine/text/rows.js"

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

/** Rows of a workbook as windows under their header row, each sheet under a heading; throws a `Problem`. */
export const workbookMarkdown = async (bytes: Buffer): Promise<string> =>
  (await readWorkbook(bytes)).map(({ name, rows }) => `# ${name}\n\n${rowWindows(rows.map(({ cells, number }) => ({ number, text: cells.join(" | ") })))}`).join("\n")
