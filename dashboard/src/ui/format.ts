const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" })
const UNITS = [["year", 31_536_000], ["month", 2_592_000], ["week", 604_800], ["day", 86_400], ["hour", 3_600], ["minute", 60]] as const

/** "3 hours ago" of an ISO time. */
export const ago = (at: string): string => {
  const seconds = (Date.parse(at) - Date.now()) / 1_000
  const unit = UNITS.find(([, size]) => Math.abs(seconds) >= size)
  return unit === undefined ? "just now" : relative.format(Math.round(seconds / unit[1]), unit[0])
}

const full = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium" })
export const dateTime = (at: string | null | undefined): string => (at ? full.format(new Date(at)) : "–")

const SIZES = ["B", "KB", "MB", "GB", "TB"]
export const bytes = (n: number): string => {
  const power = n <= 0 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log(n) / Math.log(1_024)))
  return `${(n / 1_024 ** power).toFixed(power === 0 ? 0 : 1)} ${SIZES[power]}`
}

export const number = (n: number): string => n.toLocaleString("en")
export const percent = (share: number): string => `${Math.round(share * 100)} %`
export const money = (n: number | null): string => (n === null ? "–" : n === 0 ? "$0" : `$${n < 0.01 ? n.toFixed(4) : n.toFixed(2)}`)
/** A name of the server as people write it. */
export const words = (name: string): string => name === "llm" ? "Language model" : name.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase())
