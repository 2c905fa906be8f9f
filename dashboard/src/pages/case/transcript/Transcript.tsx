import { useQuery } from "@tanstack/react-query"
import { useEffect, useRef, useState } from "react"
import { get } from "../../../api/client"
import type { Action, Case, Message } from "../../../api/types"
import { useSearch } from "../../../shell/useSearch"
import { Markdown } from "../../../ui/Markdown"
import { Failed, Loading } from "../../../ui/states"
import { failed } from "../../../ui/toast"
import { Composer } from "./Composer"
import { MessageView, SuggestedActions } from "./MessageView"
import { useTurn } from "./useTurn"

const PAGE = 100

/** The whole dialogue; its pages are joined. */
const messagesOf = async (caseId: string, signal: AbortSignal): Promise<ReadonlyArray<Message>> => {
  const all: Array<Message> = []
  for (;;) {
    const page = await get<{ readonly messages: ReadonlyArray<Message>; readonly total_count: number }>(`api/v1/cases/${caseId}/messages`, { limit: PAGE, offset: all.length }, signal)
    all.push(...page.messages)
    if (page.messages.length === 0 || all.length >= page.total_count) return all
  }
}

const STARTERS = ["What went wrong?", "What changed before the errors began?", "Summarise the evidence so far"]

/** The dialogue of a case, continued here. */
export const Transcript = ({ item }: { readonly item: Case }) => {
  const [, change] = useSearch()
  const messages = useQuery({ queryKey: ["case", item.case_id, "messages"], queryFn: ({ signal }) => messagesOf(item.case_id, signal) })
  const list = messages.data ?? []
  const turn = useTurn(item.case_id, list)
  const [draft, setDraft] = useState("")
  const end = useRef<HTMLDivElement>(null)
  const size = list.length + (turn.running === null ? 0 : 1)
  useEffect(() => {
    if (size > 0) end.current?.scrollIntoView({ block: "end" })
  }, [size])
  if (messages.isPending) return <Loading label="Loading the transcript" />
  if (messages.isError && messages.data === undefined) return <Failed error={messages.error} onRetry={() => void messages.refetch()} />
  const send = async (text: string) => {
    setDraft("")
    await turn.ask(text).catch((error: unknown) => {
      setDraft(text)
      failed(error)
    })
  }
  const act = (action: Action) => {
    if (action.type === "EVIDENCE") change({ tab: "evidence" }, true)
    else if (action.type === "DECIDE" && turn.running === null) void send(action.payload ?? action.label)
    else setDraft(action.payload ?? action.label)
  }
  const last = list.at(-1)
  return (
    <div className="stack transcript-page">
      <div className="transcript" role="log" aria-label="Transcript">
        {list.length === 0 && turn.running === null ? <div className="state"><h2>Ask the agent</h2><p>It reads the case's evidence and your runbooks, and cites the lines that it relies on.</p><div className="row">{STARTERS.map((text) => <button key={text} type="button" className="button" data-size="small" disabled={item.status === "closed"} onClick={() => void send(text)}>{text}</button>)}</div></div> : null}
        {list.map((message) => <MessageView key={message.message_id} message={message} />)}
        {turn.running === null ? null : (
          <article className="message" data-role="assistant" aria-busy>
            <div className="avatar" aria-hidden>F</div>
            <div>
              <div className="message-head"><b>FaultMaven</b><span className="muted small row" role="status"><span className="spinner" aria-hidden />{turn.running.lost ? "Connection lost, trying again" : turn.running.progress}</span></div>
              <Markdown text={turn.running.text} />
            </div>
          </article>
        )}
        {turn.failure === null || turn.running !== null || last === undefined ? null : <div className="notice" data-tone="danger" role="alert"><div className="grow">{turn.failure}</div><button type="button" className="button" data-size="small" onClick={() => void send(last.content)}>Ask again</button></div>}
        {last?.role === "assistant" && turn.running === null && item.status !== "closed" ? <SuggestedActions actions={last.metadata.suggested_actions ?? []} onAct={act} /> : null}
      </div>
      <Composer caseId={item.case_id} closed={item.status === "closed"} draft={draft} onDraft={setDraft} onSend={(text) => void send(text)} running={turn.running !== null} onStop={() => void turn.stop()} />
      <div ref={end} />
    </div>
  )
}
