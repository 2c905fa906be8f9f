import { memberName } from "../../api/place"
import type { EvidenceDetail, LevelRates } from "../../api/types"
import { useSearch } from "../../shell/useSearch"
import { Filter } from "../../ui/Field"
import { dateTime, number } from "../../ui/format"

const ORDER = ["FATAL", "CRITICAL", "ERROR", "WARN", "WARNING", "INFO", "DEBUG", "TRACE"]
const TONE: Readonly<Record<string, string>> = { FATAL: "error", CRITICAL: "error", ERROR: "error", WARN: "warning", WARNING: "warning", INFO: "info" }

const ranked = (level: string): number => (ORDER.includes(level) ? ORDER.indexOf(level) : ORDER.length)
const span = (ms: number): string => (ms < 1_000 ? `${Math.max(1, Math.round(ms))} ms` : ms < 120_000 ? `${Math.round(ms / 1_000)} s` : ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${(ms / 3_600_000).toFixed(1)} h`)

/** The texts of a file that have levels over time, by their path; "" is the file itself. */
export const ratesOf = ({ analysis }: EvidenceDetail): ReadonlyArray<readonly [string, LevelRates]> => analysis === null ? [] : analysis.rates !== null && analysis.artifacts.length < 2
  ? [[analysis.artifacts[0]?.path ?? "", analysis.rates]]
  : analysis.artifacts.flatMap(({ path, rates }) => (rates === null ? [] : [[path, rates] as const]))

/** One level: bars over time against its own maximum, and in words what they show. */
const Level = ({ counts, level, start, sliceMs }: { readonly level: string; readonly counts: ReadonlyArray<number>; readonly start: (slice: number) => string; readonly sliceMs: number }) => {
  const most = Math.max(1, ...counts)
  const total = counts.reduce((sum, count) => sum + count, 0)
  const words = `${number(total)} in all, at most ${number(most)} in ${span(sliceMs)}, from ${start(counts.indexOf(most))}`
  return (
    <div className="level" data-row>
      <p><b>{level}</b> <span className="muted small">{words}</span></p>
      <svg data-severity={TONE[level]} viewBox={`0 0 ${counts.length * 10} 40`} preserveAspectRatio="none" role="img" aria-label={`${level} over time: ${words}`}>
        {counts.map((count, i) => count === 0 ? null : <rect key={i} x={i * 10 + 0.5} width={9} y={40 - Math.max(2, (count / most) * 40)} height={Math.max(2, (count / most) * 40)}><title>{`${start(i)}: ${number(count)}`}</title></rect>)}
      </svg>
    </div>
  )
}

/** How many records of each level the log has over time: as bars, and as a table. */
export const Rates = ({ item }: { readonly item: EvidenceDetail }) => {
  const [search, change] = useSearch()
  const all = ratesOf(item)
  const shown = all.find(([path]) => path === search["artifact"]) ?? all[0]
  if (shown === undefined) return null
  const [path, { counts, from, slice_ms }] = shown
  const levels = Object.entries(counts).sort(([a], [b]) => ranked(a) - ranked(b) || a.localeCompare(b))
  const slices = Math.max(0, ...levels.map(([, list]) => list.length))
  const start = (slice: number): string => dateTime(new Date(Date.parse(from) + slice * slice_ms).toISOString())
  return (
    <div className="stack">
      {all.length < 2 ? null : <div className="filters"><Filter label="File inside" value={path} onChange={(next) => change({ artifact: next }, true)} options={all.map(([one]) => [one, memberName(one)])} /></div>}
      <figure className="card stack" aria-label="Records per level over time">
        {levels.map(([level, list]) => <Level key={level} level={level} counts={list} start={start} sliceMs={slice_ms} />)}
        <figcaption className="row muted small level-span"><span>{start(0)}</span><span>each bar {span(slice_ms)}</span><span>{start(slices)}</span></figcaption>
      </figure>
      <details className="cited">
        <summary>As a table</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard */}
        <div className="table-frame" role="region" aria-label="Records per level, as a table" tabIndex={0}><table>
          <thead><tr><th scope="col">From</th>{levels.map(([level]) => <th key={level} scope="col" className="number">{level}</th>)}</tr></thead>
          <tbody>{Array.from({ length: slices }, (_, i) => <tr key={i}><th scope="row" className="nowrap">{start(i)}</th>{levels.map(([level, list]) => <td key={level} className="number">{number(list[i] ?? 0)}</td>)}</tr>)}</tbody>
        </table></div>
      </details>
    </div>
  )
}
