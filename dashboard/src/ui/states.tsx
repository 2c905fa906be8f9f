import { CircleAlert, CloudOff, Inbox, Lock, SearchX } from "lucide-react"
import type { ReactNode } from "react"
import { ApiError } from "../api/client"
import { Button } from "./Button"

export const Loading = ({ label = "Loading", rows = 5 }: { readonly label?: string; readonly rows?: number }) => (
  <div className="stack-small" role="status" aria-label={label}>
    {Array.from({ length: rows }, (_, i) => <div key={i} className="skeleton" style={{ height: 34, opacity: 1 - i / (rows + 1) }} />)}
  </div>
)

export const Empty = ({ action, children, title }: { readonly title: string; readonly children?: ReactNode; readonly action?: ReactNode }) => (
  <div className="state"><Inbox size={34} aria-hidden /><h2>{title}</h2>{children === undefined ? null : <p>{children}</p>}{action === undefined ? null : <div className="row">{action}</div>}</div>
)

export const NoMatch = ({ onClear }: { readonly onClear: () => void }) => (
  <div className="state"><SearchX size={34} aria-hidden /><h2>Nothing matches</h2><p>No entry fits the search and the filters together.</p><div className="row"><Button onClick={onClear}>Clear search and filters</Button></div></div>
)

/** What failed, in the server's words, and the request id for its log. */
export const Failed = ({ error, onRetry }: { readonly error: unknown; readonly onRetry?: (() => void) | undefined }) => {
  const known = error instanceof ApiError ? error : null
  const [icon, title] = known?.offline === true ? [<CloudOff key="i" size={34} aria-hidden />, "You are offline"] : known?.status === 403 ? [<Lock key="i" size={34} aria-hidden />, "Not allowed"] : known?.status === 404 ? [<SearchX key="i" size={34} aria-hidden />, "Not found"] : [<CircleAlert key="i" size={34} aria-hidden />, "This could not be loaded"]
  return (
    <div className="state" role="alert">
      {icon}<h2>{title}</h2><p>{messageOf(error)}</p>
      {known?.requestId ? <p className="small">Request <code>{known.requestId}</code></p> : null}
      {onRetry === undefined ? null : <div className="row"><Button onClick={onRetry}>Try again</Button></div>}
    </div>
  )
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : "Something unexpected happened.")

export const FormError = ({ error }: { readonly error: unknown }) => error === null || error === undefined ? null : (
  <div className="notice" data-tone="danger" role="alert"><CircleAlert size={16} aria-hidden /><div>{messageOf(error)}{error instanceof ApiError && error.requestId && error.status >= 500 ? <div className="small muted">Request {error.requestId}</div> : null}</div></div>
)
