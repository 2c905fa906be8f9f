import { useQuery } from "@tanstack/react-query"
import { ApiError, urlOf } from "../../api/client"
import type { EvidenceDetail } from "../../api/types"

/** Bytes up to which a file is read whole for a table or a tree. */
export const WHOLE_LIMIT = 5 * 1024 * 1024

export const useWhole = (item: EvidenceDetail) => useQuery({
  queryKey: ["evidence", item.evidence_id, "whole"], enabled: item.file_size <= WHOLE_LIMIT, staleTime: Number.POSITIVE_INFINITY, gcTime: 30_000,
  queryFn: async ({ signal }) => {
    const response = await fetch(urlOf(`api/v1/evidence/${item.evidence_id}/download`), { signal })
    if (!response.ok) throw new ApiError(response.status, "The file could not be read.", "", response.headers.get("x-request-id"), null)
    return response.text()
  }
})
