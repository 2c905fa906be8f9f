const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

export const two = (n: number): string => String(n).padStart(2, "0")
export const day = (d: Date): string => d.toISOString().slice(0, 10)
export const clock = (d: Date): string => d.toISOString().slice(11, 19)
export const millis = (d: Date): string => d.toISOString().slice(11, 23)
export const seconds = (d: Date): number => Math.floor(d.getTime() / 1000)
export const bsd = (d: Date): string => `${MONTHS[d.getUTCMonth()]} ${String(d.getUTCDate()).padStart(2, " ")} ${clock(d)}`
export const common = (d: Date): string => `${two(d.getUTCDate())}/${MONTHS[d.getUTCMonth()]}/${d.getUTCFullYear()}:${clock(d)} +0000`
export const named = (d: Date): string => `${two(d.getUTCDate())}-${MONTHS[d.getUTCMonth()]}-${d.getUTCFullYear()} ${millis(d)}`
