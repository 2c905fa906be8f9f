import { useMemo, useState } from "react"
import type { Report } from "../../../api/types"
import { Dialog } from "../../../ui/Dialog"
import { Filter } from "../../../ui/Field"
import { diffLines } from "./diffLines"

const SIGN = { same: " ", added: "+", removed: "−" } as const

/** Two versions of one report, line by line. */
export const Compare = ({ newer, onClose, others }: { readonly newer: Report; readonly others: ReadonlyArray<Report>; readonly onClose: () => void }) => {
  const [id, setId] = useState(others[0]?.report_id ?? "")
  const other = others.find((report) => report.report_id === id) ?? others[0]
  const lines = useMemo(() => (other === undefined ? [] : diffLines(other.content, newer.content)), [other, newer])
  return (
    <Dialog open wide title={`Version ${newer.version} compared`} onClose={onClose}>
      <div className="row"><span>with</span><Filter label="Other version" value={id} onChange={setId} options={others.map((report) => [report.report_id, `version ${report.version}`])} /></div>
      {lines.every((line) => line.kind === "same") ? <p className="muted">Both say the same.</p> : null}
      <pre className="diff" tabIndex={0}>{lines.map((line, i) => <div key={`${i}${line.kind}`} data-kind={line.kind}>{SIGN[line.kind]} {line.text}</div>)}</pre>
    </Dialog>
  )
}
