import { basename } from "node:path"
import { printable } from "./render.js"

/** Smallest step at which the line is drawn again, in bytes. */
const STEP = 4 * 1024 * 1024

const size = (bytes: number): string => (bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(0)} MB`)

/** A line on standard error that tells how far a long file is; nothing where that is no terminal. */
export const makeProgress = (name: string): { readonly update: (done: number, total: number | null) => void; readonly clear: () => void } => {
  const terminal = process.stderr.isTTY === true && process.env["TERM"] !== "dumb"
  // a line that wraps cannot be drawn over
  const shownName = printable(basename(name)).slice(0, Math.max(10, (process.stderr.columns ?? 80) - 34))
  let next = STEP
  let shown = false
  return {
    update: (done, total) => {
      if (!terminal || done < next) return
      next = done + STEP
      shown = true
      process.stderr.write(`\r\x1b[K${shownName}: ${size(done)}${total === null || total === 0 ? "" : ` of ${size(total)} (${Math.floor(done * 100 / total)} %)`}`)
    },
    clear: () => {
      if (shown) process.stderr.write("\r\x1b[K")
      shown = false
    }
  }
}
