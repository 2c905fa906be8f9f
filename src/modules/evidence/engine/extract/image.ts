import type { Extraction } from "../findings/draft.js"

const u16 = (bytes: Uint8Array, at: number, little: boolean): number => (little ? bytes[at]! | (bytes[at + 1]! << 8) : (bytes[at]! << 8) | bytes[at + 1]!)
const u32 = (bytes: Uint8Array, at: number): number => u16(bytes, at, false) * 65_536 + u16(bytes, at + 2, false)

/** Width and height in pixels from an image's first bytes; null where they do not stand there. */
export const imageSize = (head: Uint8Array, format: string): { readonly width: number; readonly height: number } | null => {
  if (format === "png" && head.length >= 24) return { width: u32(head, 16), height: u32(head, 20) }
  if (format === "gif" && head.length >= 10) return { width: u16(head, 6, true), height: u16(head, 8, true) }
  if (format === "bmp" && head.length >= 26) return { width: u16(head, 18, true), height: u16(head, 22, true) }
  if (format === "webp" && head.length >= 30 && Buffer.from(head.subarray(12, 16)).toString("latin1") === "VP8X") {
    return { width: 1 + u16(head, 24, true) + head[26]! * 65_536, height: 1 + u16(head, 27, true) + head[29]! * 65_536 }
  }
  if (format === "jpeg") {
    for (let at = 2; at + 9 < head.length && head[at] === 0xff;) {
      const marker = head[at + 1]!
      if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) return { width: u16(head, at + 7, false), height: u16(head, at + 5, false) }
      at += 2 + u16(head, at + 2, false)
    }
  }
  return null
}

/** An image says nothing without a vision model; its size is what is known. */
export const describeImage = (head: Uint8Array, format: string): Extraction => {
  const size = imageSize(head, format)
  return { drafts: [], timeline: [], summary: `${format.toUpperCase()} image${size === null ? "" : `, ${size.width} × ${size.height} pixels`}. Its content needs a vision model to be described.`, dataType: "image" }
}
