import { useQueryClient } from "@tanstack/react-query"
import { get } from "../api/client"
import { useCapabilities } from "../api/me"
import type { EvidenceItem } from "../api/types"
import { upload } from "../api/upload"
import { bytes } from "../ui/format"
import { useUploads } from "./queue"

const ended: Partial<Record<EvidenceItem["status"], "done" | "failed">> = { completed: "done", needs_type: "done", failed: "failed" }

/** Files that become evidence of a case, followed until they are analysed. */
export const useEvidenceUploads = (caseId: string) => {
  const queries = useQueryClient()
  const limit = useCapabilities().data?.limits.maxFileBytes ?? Number.POSITIVE_INFINITY
  return useUploads(
    async (file, onProgress, signal) => {
      const form = new FormData()
      form.append("case_id", caseId)
      form.append("file", file, file.name)
      const { evidence_id } = await upload<EvidenceItem>("api/v1/evidence", form, onProgress, signal)
      return {
        link: `/evidence/${evidence_id}`,
        verdict: async () => {
          const item = await get<EvidenceItem>(`api/v1/evidence/${evidence_id}`)
          const state = ended[item.status]
          return state === undefined ? null : { state, note: item.status === "needs_type" ? "Which kind of data is it? Choose it on its page." : item.status_reason }
        }
      }
    },
    (file) => (file.size === 0 ? "The file is empty." : file.size > limit ? `Larger than ${bytes(limit)}, the largest file taken here.` : null),
    () => void queries.invalidateQueries({ queryKey: ["case", caseId] })
  )
}
