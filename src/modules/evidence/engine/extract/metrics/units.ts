/** Values with their units, as dashboards write them into tables. */

const SECONDS: Readonly<Record<string, number>> = { ns: 1e-9, "µs": 1e-6, us: 1e-6, ms: 1e-3, s: 1, sec: 1, secs: 1, min: 60, mins: 60, hour: 3_600, hours: 3_600, h: 3_600 }
const BYTES: Readonly<Record<string, number>> = { B: 1, kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 }
const WITH_UNIT = /^([-+]?\d[\d.,]{0,30}) ?([A-Za-zµ]{1,5})$/

interface Measured { readonly value: number; readonly unit: string }

const parts = (cell: string): Measured | null => {
  const found = WITH_UNIT.exec(cell.trim())
  const value = found === null ? Number.NaN : Number(found[1]!.replace(/,(?=\d{3}(\D|$))/g, ""))
  return found === null || Number.isNaN(value) || !(found[2]! in SECONDS || found[2]! in BYTES) ? null : { value, unit: found[2]! }
}

/**
 * The unit of a column whose cells all have one, and how its cells are read:
 * one unit is kept, several of one kind become seconds or bytes. Null where
 * the column has no units.
 */
export const unitOfColumn = (cells: ReadonlyArray<string>): { readonly unit: string; readonly read: (cell: string) => number | null } | null => {
  const found = cells.map(parts)
  const first = found[0]
  if (first === undefined || first === null || found.some((one) => one === null)) return null
  if (found.every((one) => one?.unit === first.unit)) return { unit: first.unit, read: (cell) => { const one = parts(cell); return one === null ? null : convert(one, first.unit) } }
  const scale = found.every((one) => one !== null && one.unit in SECONDS) ? "s" : found.every((one) => one !== null && one.unit in BYTES) ? "B" : null
  return scale === null ? null : { unit: scale === "B" ? "bytes" : scale, read: (cell) => { const one = parts(cell); return one === null ? null : convert(one, scale) } }
}

/** In `to`; null where the units are of different kinds. */
const convert = ({ unit, value }: Measured, to: string): number | null => {
  if (unit === to) return value
  const [from, into] = unit in SECONDS && to in SECONDS ? [SECONDS[unit]!, SECONDS[to]!] : unit in BYTES && to in BYTES ? [BYTES[unit]!, BYTES[to]!] : [null, null]
  return from === null || into === null ? null : value * from / into
}
