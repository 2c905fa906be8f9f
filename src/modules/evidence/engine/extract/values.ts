/** Reading of times and numbers as they stand in data files, and their spelling for people. */

const EARLIEST = Date.UTC(1990, 0, 1)
const LATEST = Date.UTC(2100, 0, 1)

const plausible = (milliseconds: number): number | null => (milliseconds >= EARLIEST && milliseconds < LATEST ? milliseconds : null)

/** UTC epoch milliseconds of a number in s, ms, µs or ns since 1970; null where it can be none of them. */
export const epoch = (value: number): number | null => {
  for (const unit of [1e3, 1, 1e-3, 1e-6]) {
    const found = plausible(value * unit)
    if (found !== null) return found
  }
  return null
}

/** Day, month and year with dots, as most of Europe writes them; with slashes the order is not known. */
const DOTTED = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(.{0,40})$/

const DATE = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/

/** UTC epoch milliseconds of a date or a number; text without a zone is read as UTC. Null where it is no time. */
export const timeOf = (value: unknown): number | null => {
  if (typeof value === "number") return epoch(value)
  if (typeof value !== "string" || value.length > 64) return null
  const dotted = DOTTED.exec(value.trim())
  const text = dotted === null ? value.trim() : `${dotted[3]!}-${dotted[2]!}-${dotted[1]!}${dotted[4]!.replace(/^,? */, " ").trimEnd()}`
  if (/^\d{10}(\.\d+)?$|^\d{13}$|^\d{16}$|^\d{19}$/.test(text)) return epoch(Number(text))
  const parts = DATE.exec(text)
  if (parts !== null) {
    const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone] = parts
    const at = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second), Math.floor(Number(`0.${fraction || 0}`) * 1000))
    const offset = zone === undefined || /^[A-Z]/.test(zone) ? 0 : (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * (zone.startsWith("-") ? -1 : 1)
    return plausible(at - offset * 60_000)
  }
  if (!/\d{4}/.test(text) || !/[A-Za-z]{3}|\/|:/.test(text)) return null
  const parsed = Date.parse(/(Z|GMT|UTC|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text} UTC`)
  return Number.isNaN(parsed) ? null : plausible(parsed)
}

/** A number from JSON or a table cell (`12`, `"3.5"`, `95%`, `1,234`); null for everything else. */
export const numberOf = (value: unknown): number | null => {
  if (typeof value === "number") return Number.isFinite(value) ? value : null
  if (typeof value !== "string" || value.length > 40) return null
  const text = value.trim().replace(/%$/, "").replace(/(?<=\d),(?=\d{3}(\D|$))/g, "")
  return /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text) ? Number(text) : null
}

/** Up to four significant digits, thousands separated where it helps: 0.0123, 12.5, 1,234,567. */
export const shortNumber = (value: number): string => {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  if (size >= 1e15) return value.toExponential(2)
  if (size >= 1_000) return Math.round(value).toLocaleString("en-US")
  return String(Number(value.toPrecision(4)))
}

export const isoTime = (at: number): string => new Date(at).toISOString().replace(".000Z", "Z")

const UNITS: Record<string, number> = { "": 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4, p: 1024 ** 5 }

/** Bytes of `512`, `1.5G`, `64Mi`, `3.2GiB`; null for anything else. A bare number counts `unit` bytes. */
export const bytesOf = (text: string, unit = 1): number | null => {
  const parts = /^([\d.,]+)\s*([bkmgtp]?)(i?b?)$/i.exec(text.trim())
  if (parts === null) return null
  const value = Number(parts[1]!.replace(",", "."))
  const letter = parts[2]!.toLowerCase()
  return Number.isFinite(value) ? value * (letter === "" ? unit : UNITS[letter]!) : null
}

/** `text` cut to `length` characters, with an ellipsis where something is missing. */
export const clip = (text: string, length: number): string => (text.length <= length ? text : `${text.slice(0, length - 1)}…`)
