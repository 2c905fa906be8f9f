import { useQueryClient } from "@tanstack/react-query"
import { useCallback, useEffect, useState } from "react"
import { get, post, remove, urlOf } from "../../../api/client"
import type { Message, Turn } from "../../../api/types"

export interface Running { readonly jobId: string; readonly progress: string; readonly text: string; readonly lost: boolean }

const REOPEN_MS = 2_000

/** The turn that was asked and not answered yet: a reload finds it by the last message. */
const unanswered = (messages: ReadonlyArray<Message>): string | null => {
  const last = messages.at(-1)
  return last?.role === "user" ? last.metadata.job_id ?? null : null
}

/** Asks, and follows the answer as it is written; the stream goes on after a reload or a lost connection. */
export const useTurn = (caseId: string, messages: ReadonlyArray<Message>) => {
  const queries = useQueryClient()
  const [asked, setAsked] = useState<string | null>(null)
  const [ended, setEnded] = useState<ReadonlyMap<string, string | null>>(new Map())
  const [running, setRunning] = useState<Running | null>(null)
  const found = asked ?? unanswered(messages)
  const jobId = found !== null && !ended.has(found) ? found : null

  useEffect(() => {
    if (jobId === null) return setRunning(null)
    const start = { jobId, progress: "Waiting for the agent", text: "", lost: false }
    let source: EventSource | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    let live = true
    const end = async () => {
      live = false
      source?.close()
      const turn = await get<Turn>(`api/v1/agent/chat/${jobId}`).catch(() => null)
      await queries.invalidateQueries({ queryKey: ["case", caseId] })
      setEnded((all) => new Map(all).set(jobId, turn?.status === "failed" ? turn.error?.message ?? "The answer failed." : turn?.status === "cancelled" ? "You stopped this answer." : null))
      setAsked(null)
    }
    const open = () => {
      setRunning(start)
      source = new EventSource(urlOf(`api/v1/agent/chat/${jobId}/events`))
      const on = (name: string, then: (data: Record<string, string>) => void) => source?.addEventListener(name, (event) => then(JSON.parse((event as MessageEvent<string>).data || "{}") as Record<string, string>))
      source.onopen = () => setRunning((now) => now && { ...now, lost: false })
      on("progress", (data) => setRunning((now) => now && { ...now, progress: data["message"] ?? now.progress, lost: false }))
      on("delta", (data) => setRunning((now) => now && { ...now, text: now.text + (data["text"] ?? "") }))
      on("restarted", () => setRunning(start))
      on("done", () => void end())
      source.addEventListener("error", (event) => {
        // the server's own event carries data, a lost connection does not
        if ("data" in event) void end()
        else {
          setRunning((now) => now && { ...now, lost: true })
          if (live && source?.readyState === EventSource.CLOSED) timer = setTimeout(() => void get<Turn>(`api/v1/agent/chat/${jobId}`).then((turn) => (turn.status === "processing" ? open() : end()), open), REOPEN_MS)
        }
      })
    }
    open()
    return () => {
      live = false
      clearTimeout(timer)
      source?.close()
    }
  }, [jobId, caseId, queries])

  const ask = useCallback(async (message: string) => {
    const turn = await post<{ readonly job_id: string }>("api/v1/agent/chat", { case_id: caseId, message }, { idempotencyKey: crypto.randomUUID() })
    setAsked(turn.job_id)
    await queries.invalidateQueries({ queryKey: ["case", caseId, "messages"] })
  }, [caseId, queries])
  const stop = useCallback(() => (jobId === null ? Promise.resolve() : remove(`api/v1/agent/chat/${jobId}`).catch(() => {})), [jobId])
  const lastJob = unanswered(messages)
  return { running, failure: lastJob === null ? null : ended.get(lastJob) ?? null, ask, stop }
}
