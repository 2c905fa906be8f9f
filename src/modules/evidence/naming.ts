import type { EvidenceType } from "./models.js"
import type { DataType } from "./engine/finding.js"

const MIME: Record<string, string> = {
  log: "text/plain", txt: "text/plain", md: "text/markdown", csv: "text/csv", json: "application/json", xml: "application/xml", html: "text/html",
  htm: "text/html", yaml: "application/yaml", yml: "application/yaml", toml: "application/toml", pdf: "application/pdf", png: "image/png",
  jpg: "image/jpeg", jpeg: "image/jpeg", gif: "image/gif", webp: "image/webp", gz: "application/gzip", zip: "application/zip", tar: "application/x-tar",
  tgz: "application/gzip", doc: "application/msword", docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}

const extensionOf = (name: string): string => (/\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1] ?? "").toLowerCase()

const startsWith = (head: Uint8Array, ...bytes: ReadonlyArray<number>): boolean => bytes.every((b, i) => head[i] === b)

/** MIME type: magic bytes first, then the name's extension. `head` is the first bytes of the file. */
export const mimeOf = (name: string, head: Uint8Array): string => {
  const ext = extensionOf(name)
  if (startsWith(head, 0x89, 0x50, 0x4e, 0x47)) return "image/png"
  if (startsWith(head, 0xff, 0xd8, 0xff)) return "image/jpeg"
  if (startsWith(head, 0x47, 0x49, 0x46, 0x38)) return "image/gif"
  if (startsWith(head, 0x25, 0x50, 0x44, 0x46)) return "application/pdf"
  if (startsWith(head, 0x1f, 0x8b)) return "application/gzip"
  if (startsWith(head, 0x50, 0x4b, 0x03, 0x04)) return MIME[ext]?.includes("openxml") ? MIME[ext] : "application/zip"
  return MIME[ext] ?? (head.includes(0) ? "application/octet-stream" : "text/plain")
}

/** The contract's coarse type before the content has been analysed. */
export const typeOfMime = (mime: string, name: string): EvidenceType => {
  if (mime.startsWith("image/")) return "screenshot"
  if (/pdf|msword|wordprocessing|spreadsheet/.test(mime)) return "document"
  if (mime === "application/json") return "metric"
  if (mime.startsWith("text/") || /\.(log|gz|tgz)$/i.test(name)) return "log"
  return "other"
}

/** … and after it. */
export const typeOfData = (dataType: DataType, before: EvidenceType): EvidenceType => {
  switch (dataType) {
    case "logs": case "error_report": case "command_output": return "log"
    case "metrics": case "trace": case "profile": return "metric"
    case "image": return "screenshot"
    case "document": case "page_capture": return "document"
    case "configuration": case "source_code": return "other"
    default: return before
  }
}

/** Display name without path, control characters or surrounding space; never empty, at most 255 characters. */
export const cleanName = (name: string): string => {
  const base = name.split(/[\\/]/).at(-1) ?? ""
  const cleaned = base.replace(/[\u0000-\u001f\u007f]/g, "").trim().slice(0, 255)
  return cleaned === "" || cleaned === "." || cleaned === ".." ? "file" : cleaned
}

/** What people call a text inside a stored file: `logs.zip › app.log`; the text of a document has the document's name. */
export const placeName = (filename: string, artifact: string | null | undefined): string => {
  const member = (artifact ?? "").replace(/#text$/, "")
  return member === "" ? filename : `${filename} › ${member.replaceAll("!/", " › ")}`
}
