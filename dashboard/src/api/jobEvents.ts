import { useQueryClient } from "@tanstack/react-query"
import { useEffect } from "react"
import { urlOf } from "./client"

/** While there is work, the server tells each change of it; without work nobody listens. */
export const useJobEvents = (open: number): void => {
  const queries = useQueryClient()
  const listening = open > 0
  useEffect(() => {
    if (!listening) return
    const source = new EventSource(urlOf("api/v1/jobs/events"))
    const refresh = () => void queries.invalidateQueries({ queryKey: ["jobs"] })
    source.addEventListener("jobs", (event) => {
      queries.setQueryData(["jobs", "open"], (JSON.parse((event as MessageEvent<string>).data) as { readonly open: number }).open)
      void queries.invalidateQueries({ queryKey: ["jobs", "list"] })
    })
    // the stream ends with the work, and the browser would come back for ever
    source.onerror = () => {
      source.close()
      refresh()
    }
    return () => source.close()
  }, [listening, queries])
}
