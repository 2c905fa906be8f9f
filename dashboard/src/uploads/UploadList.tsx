import { Link } from "@tanstack/react-router"
import { CircleAlert, CircleCheck, RotateCw, X } from "lucide-react"
import { Button } from "../ui/Button"
import { bytes, percent } from "../ui/format"
import { Progress } from "../ui/layout"
import type { UploadItem, Uploads } from "./queue"

const note = (item: UploadItem): string => item.note ?? (item.state === "waiting" ? "waiting" : item.state === "sending" ? percent(item.share) : item.state === "working" ? "reading it" : "ready")

const Entry = ({ item, uploads }: { readonly item: UploadItem; readonly uploads: Uploads }) => (
  <li className="upload" data-state={item.state}>
    {item.state === "done" ? <CircleCheck size={16} aria-hidden className="good" /> : item.state === "failed" ? <CircleAlert size={16} aria-hidden className="bad" /> : item.state === "cancelled" ? <X size={16} aria-hidden /> : <span className="spinner" aria-hidden />}
    <span className="grow">
      <span className="row">{item.link !== null && item.state === "done" ? <Link to={item.link} className="truncate">{item.file.name}</Link> : <span className="truncate">{item.file.name}</span>}<span className="muted small">{bytes(item.file.size)}</span></span>
      <span className={item.state === "failed" ? "small bad" : "small muted"}>{note(item)}</span>
      {item.state === "sending" ? <Progress label={`Sending ${item.file.name}`} share={item.share} /> : null}
    </span>
    {item.state === "sending" || item.state === "waiting" ? <Button kind="quiet" size="small" label={`Cancel ${item.file.name}`} onClick={() => uploads.cancel(item.id)}><X size={14} /></Button> : null}
    {item.state === "failed" || item.state === "cancelled" ? <Button kind="quiet" size="small" label={`Try ${item.file.name} again`} onClick={() => uploads.retry(item.id)}><RotateCw size={14} /></Button> : null}
  </li>
)

export const UploadList = ({ uploads }: { readonly uploads: Uploads }) => uploads.items.length === 0 ? null : (
  <section aria-label="Uploads" className="stack-small">
    <ul className="plain-list uploads" aria-live="polite">{uploads.items.map((item) => <Entry key={item.id} item={item} uploads={uploads} />)}</ul>
    <div className="row"><span className="muted small grow">{uploads.items.filter((item) => item.state === "done").length} of {uploads.items.length} ready{uploads.items.some((item) => item.state === "failed") ? `, ${uploads.items.filter((item) => item.state === "failed").length} refused` : ""}</span><Button kind="quiet" size="small" onClick={uploads.clear}>Clear the finished</Button></div>
  </section>
)
