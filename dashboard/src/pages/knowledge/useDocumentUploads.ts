import { useQueryClient } from "@tanstack/react-query"
import { get } from "../../api/client"
import { useCapabilities } from "../../api/me"
import type { Job } from "../../api/types"
import { upload } from "../../api/upload"
import { useUploads, type Verdict } from "../../uploads/queue"
import { bytes } from "../../ui/format"

export interface Placing { readonly scope: string; readonly team: string; readonly type: string; readonly tags: string }
interface Imported { readonly counts: Readonly<Record<string, number>>; readonly files: ReadonlyArray<{ readonly status: string; readonly document_id: string | null; readonly reason: string | null }> }

const SAYS: Record<string, string> = { created: "new", updated: "replaced its earlier version", unchanged: "unchanged, nothing was written", duplicate: "already here under another name", skipped: "left out" }

const verdictOf = (job: Job & { readonly result: Imported | null }): Verdict | null => {
  if (job.status === "failed" || job.cancelled) return { state: "failed", note: job.error ?? "The import was stopped." }
  if (job.status !== "completed" || job.result === null) return null
  const { counts, files } = job.result
  const only = files[0]
  if (files.length === 1 && only !== undefined) return only.status === "failed" || only.status === "skipped" ? { state: "failed", note: only.reason ?? SAYS[only.status] ?? only.status } : { state: "done", note: SAYS[only.status] ?? only.status }
  const told = Object.entries(counts).filter(([, n]) => n > 0).map(([status, n]) => `${n} ${status}`).join(", ")
  return { state: (counts["failed"] ?? 0) > 0 && Object.keys(counts).length === 1 ? "failed" : "done", note: told }
}

/** Documents and archives of them: one job each, followed until it is indexed. A file is known again by its path. */
export const useDocumentUploads = (placing: Placing) => {
  const queries = useQueryClient()
  const limit = useCapabilities().data?.limits.maxFileBytes ?? Number.POSITIVE_INFINITY
  return useUploads(
    async (file, onProgress, signal) => {
      const form = new FormData()
      form.append("scope", placing.scope)
      if (placing.team !== "") form.append("team", placing.team)
      if (placing.type !== "") form.append("document_type", placing.type)
      if (placing.tags.trim() !== "") form.append("tags", placing.tags)
      form.append("files", file, file.webkitRelativePath || file.name)
      const { job_id } = await upload<{ readonly job_id: string }>("api/v1/documents/import", form, onProgress, signal)
      return { link: null, verdict: async () => verdictOf(await get<Job & { readonly result: Imported | null }>(`api/v1/jobs/${job_id}`)) }
    },
    (file) => (file.size === 0 ? "The file is empty." : file.size > limit ? `Larger than ${bytes(limit)}, the largest file taken here.` : null),
    () => void queries.invalidateQueries({ queryKey: ["documents"] })
  )
}
