import type { Opinion } from "./opinion.js"
import { type Sample, share } from "./sample.js"

/** Lines by which the report of a profiler is known. */
const SIGNATURES: ReadonlyArray<readonly [pattern: RegExp, what: string]> = [
  [/^\s*flat\s+flat%\s+sum%\s+cum\s+cum%/, "pprof report"],
  [/^\s*ncalls\s+tottime\s+percall\s+cumtime/, "cProfile report"],
  [/^# Overhead\s+(Command|Samples|Shared)|^Flat profile:|^\s*%\s+cumulative\s+self\s+self/, "profiler report"],
  [/^Statistical profiling result from |^\s*ticks\s+(total\s+nonlib|parent)\s+name/, "V8 profile"],
  [/^\s*%Own\s+%Total\s+OwnTime\s+TotalTime/, "py-spy report"],
  [/^\s*(Top Frame|Top Method|Method)\s+(Count\s+)?Percent\s*$/, "Flight Recorder report"],
  [/^\s*num\s+#instances\s+#bytes\s+class name/, "heap histogram"],
  [/^--- Execution profile ---|^\s*ns\s+percent\s+samples\s+top\s*$/, "async-profiler report"],
  [/\(cost=\d[\d.]*(\.\.\d[\d.]*)? rows=\d+.*\) *\(actual time=|^\s*(->\s+)?[A-Z][\w -]{2,60}.{0,120}\(cost=\d[\d.]*\.\.\d|^\s*(Planning|Execution) Time: [\d.]+ ms/i, "query plan"]
]

export const profile = ({ lines }: Sample): Opinion | null => {
  const opinion = (confidence: number, reason: string): Opinion => ({ type: "profile", confidence, reason })
  const found = SIGNATURES.find(([pattern]) => lines.some((line) => pattern.test(line)))
  // a log may quote one such line
  if (found !== undefined && share(lines.slice(0, 100), /^\W?\d{4}-\d{2}-\d{2}[T ]\d/) < 0.5) return opinion(0.96, found[1])
  if (lines.filter((line) => /^\s*jdk\.\w+\s+\d+\s+\d+\s*$/.test(line)).length >= 2) return opinion(0.92, "Flight Recorder summary")
  return lines.length >= 2 && share(lines, /^[^\s;][^;]*(;[^;]+)+\s\d+$/) >= 0.8 ? opinion(0.92, "folded stacks") : null
}
