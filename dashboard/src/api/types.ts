export interface User { readonly user_id: string; readonly username: string; readonly email: string; readonly display_name: string; readonly created_at: string; readonly is_active: boolean; readonly is_admin: boolean; readonly must_change_password: boolean; readonly roles: ReadonlyArray<string>; readonly teams: ReadonlyArray<string>; readonly last_login?: string | null }
export interface SignedIn { readonly access_token: string; readonly token_type: string; readonly expires_in: number; readonly expires_at: number; readonly refresh_token: string; readonly refresh_expires_in: number; readonly user: User }
export interface AuthConfig { readonly supports_registration: boolean; readonly min_password_length: number; readonly sso_login_url: string | null; readonly provider: string }
export interface Capabilities { readonly version: string; readonly deploymentMode: string; readonly limits: { readonly maxFileBytes: number; readonly allowedExtensions: ReadonlyArray<string>; readonly maxQueryCharacters: number } }

export type CaseStatus = "consulting" | "investigating" | "resolved" | "closed"
export type Priority = "low" | "medium" | "high" | "critical"
export interface Case {
  readonly case_id: string; readonly title: string; readonly description: string; readonly status: CaseStatus; readonly priority: Priority
  readonly owner_id: string; readonly created_at: string; readonly updated_at: string; readonly last_activity_at: string; readonly resolved_at: string | null
  readonly closed_at: string | null; readonly archived: boolean; readonly metadata: Readonly<Record<string, unknown>>; readonly message_count: number; readonly evidence_count?: number; readonly hypothesis_count?: number
}
export interface CasePage { readonly cases: ReadonlyArray<Case>; readonly total: number }

export interface Citation {
  readonly marker: string; readonly kind: "evidence" | "knowledge"; readonly verified: boolean; readonly title: string; readonly quote: string
  readonly evidence_id: string | null; readonly filename: string | null; readonly line_start: number | null; readonly line_end: number | null; readonly artifact?: string | null
  readonly document_id: string | null; readonly chunk_id: string | null
}
export interface Action { readonly type: "RUN" | "DECIDE" | "EVIDENCE" | "FREE_SPEECH"; readonly label: string; readonly payload: string | null; readonly safety: string | null; readonly body: string | null }
export interface TurnResult { readonly agent_response: string; readonly citations: ReadonlyArray<Citation>; readonly suggested_actions: ReadonlyArray<Action>; readonly unverified_claims: number; readonly model: string; readonly duration_ms: number; readonly usage: { readonly input_tokens: number; readonly output_tokens: number; readonly cost_usd: number | null } }
export interface Message {
  readonly message_id: string; readonly role: string; readonly content: string; readonly created_at: string; readonly turn_number: number
  readonly metadata: Partial<Pick<TurnResult, "citations" | "unverified_claims" | "model" | "duration_ms" | "usage" | "suggested_actions">> & { readonly job_id?: string; readonly redacted?: Readonly<Record<string, number>> }
}
export interface Turn { readonly job_id: string; readonly status: "processing" | "completed" | "failed" | "cancelled"; readonly result: TurnResult | null; readonly error: { readonly message: string } | null }

export interface CaseUi {
  readonly case_id: string; readonly status: CaseStatus; readonly valid_next_states: ReadonlyArray<CaseStatus>; readonly agent_status: string; readonly is_stuck: boolean
  readonly problem_statement: string | null
  readonly progress: { readonly completion_percentage: number; readonly current_stage: string; readonly completed_milestones: ReadonlyArray<string>; readonly pending_milestones: ReadonlyArray<string> }
  readonly investigation_strategy: { readonly approach: string; readonly rationale: string | null; readonly next_steps: ReadonlyArray<string> }
  readonly working_conclusion: { readonly summary: string; readonly confidence: number; readonly reasoning: string; readonly caveats: ReadonlyArray<string> } | null
  readonly root_cause: { readonly description: string; readonly confidence: number } | null
  readonly solution_applied: { readonly description: string } | null
  readonly degraded_mode: { readonly mode: string; readonly reason: string } | null
}
export interface Hypothesis {
  readonly hypothesis_id: string; readonly statement: string; readonly category: string; readonly status: string; readonly likelihood: number; readonly rationale: string
  readonly validation_notes: string | null; readonly evidence_links: ReadonlyArray<{ readonly evidence_id: string; readonly stance: string; readonly reasoning: string }>
  readonly likelihood_trend: ReadonlyArray<{ readonly at: string; readonly likelihood: number }>; readonly created_at: string; readonly updated_at: string
}
export interface Solution { readonly solution_id: string; readonly title: string; readonly immediate_action: string | null; readonly longterm_fix: string | null; readonly steps: ReadonlyArray<string>; readonly commands: ReadonlyArray<string>; readonly status: string; readonly proposed_at: string }

export type ProcessingStatus = "pending" | "processing" | "completed" | "failed" | "needs_type"
export interface EvidenceItem { readonly evidence_id: string; readonly filename: string; readonly file_type: string; readonly file_size: number; readonly evidence_type: string; readonly uploaded_at: string; readonly status: ProcessingStatus; readonly status_reason: string | null }
export interface Quote { readonly line_start: number; readonly line_end: number; readonly text: string }
export interface Finding { readonly kind: string; readonly severity: "critical" | "error" | "warning" | "info"; readonly title: string; readonly detail: string; readonly at: string | null; readonly confidence: number; readonly quotes: ReadonlyArray<Quote>; readonly artifact: string | null }
export interface TimelineEvent { readonly at: string; readonly endAt: string | null; readonly kind: string; readonly severity: Finding["severity"]; readonly label: string; readonly count: number; readonly lines: { readonly start: number; readonly end: number } | null; readonly artifact: string | null }
/** Records per level in equal slices of time, from `from` on. */
export interface LevelRates { readonly from: string; readonly slice_ms: number; readonly counts: Readonly<Record<string, ReadonlyArray<number>>> }
/** A text inside a file: a member of an archive, or the text of a document. */
export interface Artifact { readonly path: string; readonly data_type: string; readonly lines: number; readonly rates: LevelRates | null; readonly status: "ok" | "partial" | "failed"; readonly reason: string | null }
export interface Analysis { readonly data_type: string; readonly confidence: number; readonly suggested_types: ReadonlyArray<string>; readonly lines: number; readonly levels: Readonly<Record<string, number>>; readonly rates: LevelRates | null; readonly from: string | null; readonly to: string | null; readonly summary: string; readonly findings: ReadonlyArray<Finding>; readonly artifacts: ReadonlyArray<Artifact>; readonly timeline: ReadonlyArray<TimelineEvent>; readonly template_count?: number }
export interface EvidenceDetail extends EvidenceItem { readonly case_id: string | null; readonly sha256: string; readonly source_url: string | null; readonly analysis: Analysis | null }
export interface Line { readonly n: number; readonly text: string; readonly level: string | null }
export interface Template { readonly id: number; readonly template: string; readonly count: number; readonly level: string | null; readonly first_line: number; readonly last_line: number; readonly first_at: string | null; readonly last_at: string | null; readonly buckets: ReadonlyArray<number>; readonly artifact: string | null }

export interface Report { readonly report_id: string; readonly report_type: "incident_report" | "runbook" | "post_mortem"; readonly title: string; readonly content: string; readonly status: "pending" | "generating" | "completed" | "failed"; readonly error_message: string | null; readonly version: number; readonly is_current: boolean; readonly created_at: string; readonly model: string | null }

export interface Document { readonly document_id: string; readonly title: string; readonly content: string; readonly document_type: string; readonly tags: ReadonlyArray<string>; readonly created_at: string; readonly updated_at: string; readonly scope: string; readonly team: string | null; readonly status: string; readonly status_reason: string | null; readonly chunk_count: number; readonly filename: string | null; readonly source_url: string | null; readonly published: boolean; readonly case_id: string | null; readonly job_id: string | null; readonly size_bytes: number; readonly user_id: string }
export interface Facets { readonly types: Readonly<Record<string, number>>; readonly tags: Readonly<Record<string, number>>; readonly scopes: Readonly<Record<string, number>>; readonly statuses: Readonly<Record<string, number>> }
export interface Hit { readonly document_id: string; readonly title: string; readonly document_type: string; readonly score: number; readonly snippet: string; readonly chunk_id: string; readonly heading_path: ReadonlyArray<string>; readonly highlights: ReadonlyArray<{ readonly start: number; readonly end: number }>; readonly lexical_score: number | null; readonly vector_score: number | null; readonly text?: string }

export interface Job { readonly job_id: string; readonly job_type: string; readonly status: "pending" | "processing" | "completed" | "failed"; readonly created_at: string; readonly updated_at: string; readonly progress: number | null; readonly error: string | null; readonly message: string | null; readonly cancelled: boolean; readonly attempts: number; readonly max_attempts: number; readonly subject: string | null }
export interface UsageLine { readonly calls: number; readonly input_tokens: number; readonly output_tokens: number; readonly cost_usd: number }
export interface Usage extends UsageLine { readonly days: number; readonly unpriced_calls: number; readonly by_day: ReadonlyArray<UsageLine & { readonly date: string }>; readonly by_model: ReadonlyArray<UsageLine & { readonly provider: string; readonly model: string }>; readonly by_user: ReadonlyArray<UsageLine & { readonly user_id: string }>; readonly by_case: ReadonlyArray<UsageLine & { readonly case_id: string }> }
export interface Check { readonly name: string; readonly status: "healthy" | "degraded" | "unhealthy"; readonly message: string }
export interface SimilarCase { readonly case_id: string; readonly title: string; readonly score: number; readonly resolved_at: string; readonly root_cause: string | null; readonly fix: string | null; readonly why: { readonly shared_terms: ReadonlyArray<string>; readonly shared_templates: ReadonlyArray<string> }; readonly runbook_id: string | null }
export interface CaseEvent { readonly at: string; readonly end_at: string | null; readonly source: "evidence" | "upload" | "turn" | "hypothesis" | "solution" | "case" | "note"; readonly kind: string; readonly severity: Finding["severity"]; readonly label: string; readonly count: number; readonly evidence_id: string | null; readonly filename: string | null; readonly artifact: string | null; readonly line_start: number | null; readonly line_end: number | null; readonly message_id: string | null }
export interface CaseTimelineData { readonly onset: string | null; readonly truncated: boolean; readonly events: ReadonlyArray<CaseEvent> }
