import { parse } from "csv-parse/browser/esm/sync"
import { useMemo, useState } from "react"
import type { EvidenceDetail } from "../../api/types"
import { SearchField } from "../../ui/Field"
import { Pager } from "../../ui/layout"
import { Empty, Failed, Loading, NoMatch } from "../../ui/states"
import { useWhole } from "./useWhole"

const PAGE = 100

const read = (text: string, delimiter: string): ReadonlyArray<ReadonlyArray<string>> | null => {
  try {
    return parse(text, { delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, bom: true }) as ReadonlyArray<ReadonlyArray<string>>
  } catch {
    return null
  }
}

export const CsvTable = ({ item }: { readonly item: EvidenceDetail }) => {
  const whole = useWhole(item)
  const [from, setFrom] = useState(0)
  const [query, setQuery] = useState("")
  const rows = useMemo(() => (whole.data === undefined ? null : read(whole.data, item.filename.toLowerCase().endsWith(".tsv") ? "\t" : ",")), [whole.data, item.filename])
  const wanted = useMemo(() => (rows ?? []).slice(1).filter((row) => query === "" || row.some((cell) => cell.toLowerCase().includes(query.toLowerCase()))), [rows, query])
  if (whole.isError) return <Failed error={whole.error} onRetry={() => void whole.refetch()} />
  if (!whole.isEnabled) return <Empty title="Too large for a table">The lines view shows files of any size.</Empty>
  if (whole.isPending) return <Loading label="Loading the table" />
  if (rows === null || rows.length === 0) return <Empty title="Not a table">The lines view shows the file as it is.</Empty>
  const page = wanted.slice(from, from + PAGE)
  return (
    <>
      <div className="filters"><SearchField label="Search the rows" value={query} onChange={(value) => { setQuery(value); setFrom(0) }} /></div>
      {wanted.length === 0 ? <NoMatch onClear={() => setQuery("")} /> : <div className="table-frame data-table" tabIndex={0} role="region" aria-label="Table"><table><thead><tr>{rows[0]!.map((name, i) => <th key={`${name}${i}`}>{name}</th>)}</tr></thead><tbody>{page.map((row, i) => <tr key={from + i}>{row.map((cell, j) => <td key={j} className="mono">{cell}</td>)}</tr>)}</tbody></table></div>}
      <Pager from={from} shown={page.length} size={PAGE} total={wanted.length} onMove={setFrom} />
    </>
  )
}
