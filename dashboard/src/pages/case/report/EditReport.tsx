import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { put } from "../../../api/client"
import type { Report } from "../../../api/types"
import { Button } from "../../../ui/Button"
import { TextArea } from "../../../ui/Field"
import { FormError } from "../../../ui/states"
import { done } from "../../../ui/toast"

/** Saving makes a new version; the one before stays. */
export const EditReport = ({ caseId, onEnd, report }: { readonly caseId: string; readonly report: Report; readonly onEnd: (saved: Report | null) => void }) => {
  const queries = useQueryClient()
  const [content, setContent] = useState(report.content)
  const save = useMutation({
    mutationFn: () => put<Report>(`api/v1/cases/${caseId}/reports/${report.report_id}`, { content }),
    onSuccess: async (saved) => { await queries.invalidateQueries({ queryKey: ["case", caseId] }); done(`Saved as version ${saved.version}.`); onEnd(saved) }
  })
  return (
    <form className="card stack" onSubmit={(event) => { event.preventDefault(); save.mutate() }}>
      <FormError error={save.error} />
      <TextArea label="Text (Markdown)" required rows={28} className="input mono" hint="Markers such as [E1] stay links to the cited lines" value={content} onChange={(event) => setContent(event.target.value)} />
      <div className="dialog-actions"><Button onClick={() => onEnd(null)}>Cancel</Button><Button type="submit" kind="primary" disabled={content === report.content} busy={save.isPending}>Save as a new version</Button></div>
    </form>
  )
}
