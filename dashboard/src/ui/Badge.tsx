import type { ReactNode } from "react"
import type { CaseStatus, Priority } from "../api/types"

export type Tone = "accent" | "danger" | "warning" | "success" | "info"
export const Badge = ({ children, tone }: { readonly tone?: Tone | undefined; readonly children: ReactNode }) => <span className="badge" data-tone={tone}>{children}</span>

const STATUS: Record<CaseStatus, readonly [string, Tone | undefined]> = { consulting: ["Consulting", "info"], investigating: ["Investigating", "accent"], resolved: ["Resolved", "success"], closed: ["Closed", undefined] }
export const StatusBadge = ({ status }: { readonly status: CaseStatus }) => <Badge tone={STATUS[status][1]}>{STATUS[status][0]}</Badge>

const PRIORITY: Record<Priority, Tone | undefined> = { low: undefined, medium: "info", high: "warning", critical: "danger" }
export const PriorityBadge = ({ priority }: { readonly priority: Priority }) => <Badge tone={PRIORITY[priority]}>{priority}</Badge>

const WORK: Record<string, readonly [string, Tone | undefined]> = {
  pending: ["Queued", undefined], processing: ["Working", "accent"], generating: ["Working", "accent"], completed: ["Done", "success"], indexed: ["Indexed", "success"], failed: ["Failed", "danger"], needs_type: ["Which kind?", "warning"],
  healthy: ["Healthy", "success"], degraded: ["Degraded", "warning"], unhealthy: ["Down", "danger"]
}
export const WorkBadge = ({ status }: { readonly status: string }) => <Badge tone={WORK[status]?.[1]}>{WORK[status]?.[0] ?? status}</Badge>
