import { memberName } from "../../api/place"
import type { Artifact, EvidenceDetail } from "../../api/types"
import { useSearch } from "../../shell/useSearch"
import { Filter } from "../../ui/Field"
import { number } from "../../ui/format"
import { Empty } from "../../ui/states"
import { DocumentText } from "./DocumentText"
import { LogViewer } from "./lines/LogViewer"

const label = ({ lines, path, status }: Artifact, filename: string): string => `${memberName(path) || filename} (${status === "failed" ? "not read" : `${number(lines)} lines`})`

/** The texts inside a file, one at a time: the cited one, else the first that could be read. */
export const Inside = ({ item }: { readonly item: EvidenceDetail }) => {
  const [search, change] = useSearch()
  const all = item.analysis?.artifacts ?? []
  const shown = all.find(({ path }) => path === search["artifact"]) ?? all.find(({ status }) => status !== "failed") ?? all[0]
  if (shown === undefined) return null
  return (
    <div className="stack">
      {all.length < 2 ? null : <div className="filters"><Filter label="File inside" value={shown.path} onChange={(path) => change({ artifact: path, lines: undefined, q: undefined }, true)} options={all.map((one) => [one.path, label(one, item.filename)])} /></div>}
      {shown.reason === null || shown.status === "failed" ? null : <p className="muted small">{shown.reason}</p>}
      {shown.status === "failed" ? <Empty title="This file inside could not be read">{shown.reason ?? ""}</Empty>
        : shown.path.endsWith("#text") ? <DocumentText key={shown.path} item={item} artifact={shown.path} />
        : shown.data_type === "image" ? <Empty title="An image">Download the file to see what is inside.</Empty>
        : <LogViewer key={shown.path} item={item} artifact={shown.path} />}
    </div>
  )
}
