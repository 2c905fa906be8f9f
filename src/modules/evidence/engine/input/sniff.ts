/** What the first bytes of a file say it is. */
export type Magic =
  | { readonly family: "archive"; readonly format: "gzip" | "zip" | "tar" }
  | { readonly family: "document"; readonly format: "pdf" | "docx" | "xlsx" }
  | { readonly family: "image"; readonly format: string }
  | { readonly family: "binary"; readonly format: string }

const ascii = (bytes: Uint8Array, at: number, length: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.max(0, Math.min(length, bytes.length - at))).toString("latin1")

const starts = (bytes: Uint8Array, magic: string, at = 0): boolean => bytes.length >= at + magic.length && ascii(bytes, at, magic.length) === magic

const IMAGES: ReadonlyArray<readonly [string, string]> = [
  ["\x89PNG\r\n\x1a\n", "png"], ["\xff\xd8\xff", "jpeg"], ["GIF87a", "gif"], ["GIF89a", "gif"], ["II*\0", "tiff"], ["MM\0*", "tiff"]
]

const BINARIES: ReadonlyArray<readonly [string, string]> = [
  ["\x7fELF", "ELF executable"], ["MZ\x90\0", "Windows executable"], ["SQLite format 3\0", "SQLite database"], ["\xca\xfe\xba\xbe", "Java class"],
  ["\0asm", "WebAssembly"], ["BZh", "bzip2"], ["\xfd7zXZ\0", "xz"], ["(\xb5/\xfd", "zstd"], ["7z\xbc\xaf\x27\x1c", "7-Zip"], ["Rar!\x1a\x07", "RAR"],
  ["\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Microsoft Office 97 file"], ["JAVA PROFILE 1.0", "Java heap dump"], ["OggS", "Ogg"], ["ID3", "MP3"],
  ["\xd4\xc3\xb2\xa1", "packet capture"], ["\xa1\xb2\xc3\xd4", "packet capture"], ["\x0a\x0d\x0d\x0a", "packet capture"], ["ElfFile\0", "Windows event log"], ["LPKSHHRH", "systemd journal"]
]

/** Formats that are archives but cannot be opened here; the message names them. */
export const UNSUPPORTED_ARCHIVES = new Set(["bzip2", "xz", "zstd", "7-Zip", "RAR"])

/** A tar header's checksum is the sum of its 512 bytes with the checksum field as spaces. */
const isTar = (head: Uint8Array): boolean => {
  if (head.length < 512 || head[0] === 0) return false
  const stated = Number.parseInt(ascii(head, 148, 8).replaceAll("\0", " ").trim(), 8)
  if (!Number.isInteger(stated)) return false
  let sum = 8 * 32
  for (let i = 0; i < 512; i++) if (i < 148 || i >= 156) sum += head[i]!
  return sum === stated
}

/**
 * Recognises containers, documents, images and known binaries from their first
 * bytes (give it at least 4 KiB where the file has them); null for everything
 * else, text among it.
 */
export const sniff = (head: Uint8Array): Magic | null => {
  if (starts(head, "\x1f\x8b\x08")) return { family: "archive", format: "gzip" }
  if (starts(head, "PK\x03\x04") || starts(head, "PK\x05\x06")) {
    // an OOXML package lists its parts first; the content types part is always there
    const names = ascii(head, 0, 8_192)
    if (names.includes("word/")) return { family: "document", format: "docx" }
    if (names.includes("xl/workbook.xml") || names.includes("xl/worksheets/")) return { family: "document", format: "xlsx" }
    if (names.includes("[Content_Types].xml")) return names.includes("xl/") ? { family: "document", format: "xlsx" } : names.includes("ppt/") ? { family: "binary", format: "PowerPoint file" } : { family: "document", format: "docx" }
    return { family: "archive", format: "zip" }
  }
  // readers accept junk before the header within the first kilobyte
  if (ascii(head, 0, 1_024).includes("%PDF-")) return { family: "document", format: "pdf" }
  for (const [magic, format] of IMAGES) if (starts(head, magic)) return { family: "image", format }
  if (starts(head, "RIFF") && starts(head, "WEBP", 8)) return { family: "image", format: "webp" }
  if (starts(head, "BM") && head.length > 14 && head[6] === 0 && head[7] === 0) return { family: "image", format: "bmp" }
  for (const [magic, format] of BINARIES) if (starts(head, magic)) return { family: "binary", format }
  if (isTar(head)) return { family: "archive", format: "tar" }
  return null
}

const MIME: Record<string, string> = { pdf: "application/pdf", docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", gzip: "application/gzip", zip: "application/zip", tar: "application/x-tar" }

/** MIME type of recognised bytes; null where only the name can tell. */
export const mimeOf = (magic: Magic | null): string | null =>
  magic === null ? null : magic.family === "image" ? `image/${magic.format}` : magic.family === "binary" ? "application/octet-stream" : MIME[magic.format] ?? null
