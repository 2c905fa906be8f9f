import type { Answer } from "./requests.js"

const MAX_COLUMNS = 80

/** Columns of a log in W3C's extended format (IIS, CloudFront), as its `#Fields:` line names them. */
export class Extended {
  private constructor(private readonly columns: number, private readonly status: number, private readonly path: number, private readonly taken: number, private readonly takenUnit: number) {}

  /** Null where the line names no column of a status. */
  static of(line: string): Extended | null {
    if (!line.startsWith("#Fields:")) return null
    const names = line.slice("#Fields:".length).trim().split(/[\t ]/).slice(0, MAX_COLUMNS)
    const status = names.indexOf("sc-status")
    const [millis, seconds] = [names.indexOf("time-taken"), names.indexOf("time_taken")]
    // IIS gives milliseconds, CloudFront's x-edge and others give seconds with a fraction
    return status === -1 ? null : new Extended(names.length, status, names.indexOf("cs-uri-stem"), millis === -1 ? seconds : millis, millis === -1 ? 1e3 : 1)
  }

  private cells(line: string): ReadonlyArray<string> | null {
    if (line.startsWith("#")) return null
    const cells = line.trimEnd().split(/[\t ]/, MAX_COLUMNS)
    return cells.length === this.columns ? cells : null
  }

  answer(line: string): Answer | null {
    const cells = this.cells(line)
    const code = cells?.[this.status] ?? ""
    return cells === null || !/^[1-5]\d\d$/.test(code) ? null : { code, path: cells[this.path] ?? null, after: line.length, from: 0 }
  }

  /** Milliseconds; null where there is no such column. */
  duration(line: string): number | null {
    const taken = this.cells(line)?.[this.taken]
    if (taken === undefined || !/^\d{1,9}(?:\.\d{1,6})?$/.test(taken)) return null
    return Number(taken) * (taken.includes(".") ? 1e3 : this.takenUnit)
  }
}
