import type { ReactNode } from "react"
import { useEffect } from "react"
import { Button } from "./Button"

export const PageHeader = ({ actions, children, title }: { readonly title: string; readonly children?: ReactNode; readonly actions?: ReactNode }) => {
  useEffect(() => {
    document.title = `${title} · FaultMaven`
  }, [title])
  return <header className="page-head"><div className="grow"><h1>{title}</h1>{children === undefined ? null : <div className="muted">{children}</div>}</div>{actions === undefined ? null : <div className="page-actions">{actions}</div>}</header>
}

export const Card = ({ actions, children, title }: { readonly title?: string; readonly actions?: ReactNode; readonly children: ReactNode }) => (
  <section className="card">{title === undefined ? null : <header><h2>{title}</h2>{actions}</header>}{children}</section>
)

export const Pager = ({ from, onMove, shown, size, total }: { readonly from: number; readonly shown: number; readonly size: number; readonly total: number; readonly onMove: (from: number) => void }) => total <= size && from === 0 ? null : (
  <nav className="row" aria-label="Pages" style={{ justifyContent: "space-between", marginTop: 12 }}>
    <span className="muted small">{total === 0 ? "0" : `${from + 1}–${from + shown}`} of {total}</span>
    <span className="row"><Button size="small" disabled={from === 0} onClick={() => onMove(Math.max(0, from - size))}>Previous</Button><Button size="small" disabled={from + shown >= total} onClick={() => onMove(from + size)}>Next</Button></span>
  </nav>
)

export const Progress = ({ label, share }: { readonly label: string; readonly share: number }) => (
  <div className="progress" role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(share * 100)}><span style={{ width: `${Math.min(100, share * 100)}%` }} /></div>
)

export const Stat = ({ label, value }: { readonly label: string; readonly value: ReactNode }) => <div className="stat"><b>{value}</b><span>{label}</span></div>
