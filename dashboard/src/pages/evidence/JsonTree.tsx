import { useMemo } from "react"
import type { EvidenceDetail } from "../../api/types"
import { Empty, Failed, Loading } from "../../ui/states"
import { useWhole } from "./useWhole"

const CHILDREN = 500

const Node = ({ depth, name, value }: { readonly name: string; readonly value: unknown; readonly depth: number }) => {
  if (typeof value !== "object" || value === null) return <div className="leaf"><span className="muted">{name}: </span>{JSON.stringify(value)}</div>
  const entries = Object.entries(value)
  return (
    <details open={depth < 2}>
      <summary><span className="muted">{name}</span> {Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`}</summary>
      {entries.slice(0, CHILDREN).map(([key, child]) => <Node key={key} name={key} value={child} depth={depth + 1} />)}
      {entries.length > CHILDREN ? <div className="muted">… {entries.length - CHILDREN} more</div> : null}
    </details>
  )
}

const parse = (text: string): { readonly value: unknown } | null => {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return null
  }
}

export const JsonTree = ({ item }: { readonly item: EvidenceDetail }) => {
  const whole = useWhole(item)
  const parsed = useMemo(() => (whole.data === undefined ? null : parse(whole.data)), [whole.data])
  if (whole.isError) return <Failed error={whole.error} onRetry={() => void whole.refetch()} />
  if (!whole.isEnabled) return <Empty title="Too large for a tree">The lines view shows files of any size.</Empty>
  if (whole.isPending) return <Loading label="Loading the tree" />
  if (parsed === null) return <Empty title="Not one JSON value">The file is read line by line in the lines view.</Empty>
  return <div className="card tree"><Node name={item.filename} value={parsed.value} depth={0} /></div>
}
