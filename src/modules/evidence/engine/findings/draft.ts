import { type ByteRange, type DataType, type Finding, type Json, type Quote, type Severity, type TimelineEvent, SEVERITY_RANK } from "../finding.js"
import { locateJson, type JsonPath } from "./jsonLocate.js"
import type { TextFile } from "./text.js"

/** Where the proof of a finding stands, before it is quoted. */
export type Cite =
  | { readonly lines: readonly [from: number, to: number] }
  | { readonly range: ByteRange }
  | { readonly path: JsonPath }

/** A finding whose quotes are still to be taken. */
export interface Draft {
  readonly kind: string
  readonly severity: Severity
  readonly title: string
  readonly detail: string
  readonly at?: number | null
  readonly confidence?: number
  readonly cites: ReadonlyArray<Cite>
  readonly data?: { readonly [key: string]: Json }
}

/** What an extractor makes of a text. `summary` is plain text. */
export interface Extraction {
  readonly drafts: ReadonlyArray<Draft>
  readonly timeline: ReadonlyArray<TimelineEvent>
  readonly summary: string
  /** a type the extractor found to be the better one */
  readonly dataType?: DataType
  /** records per level, where there are records */
  readonly levels?: Record<string, number>
}


/** Cites the passages of the drafts: the gravest findings first, at most `limit`; a draft without any existing passage is dropped. */
export const finish = (file: TextFile, drafts: ReadonlyArray<Draft>, limit: number): ReadonlyArray<Finding> => {
  const kept = drafts.map((draft, order) => ({ draft, order }))
    .sort((a, b) => SEVERITY_RANK[a.draft.severity] - SEVERITY_RANK[b.draft.severity] || a.order - b.order)
    .slice(0, limit)
    .map(({ draft }) => draft)
  const paths: Array<JsonPath> = []
  for (const draft of kept) for (const cite of draft.cites) if ("path" in cite) paths.push(cite.path)
  const located = paths.length === 0 ? [] : locateJson(file.bytes, paths)
  let next = 0
  return kept.flatMap((draft): ReadonlyArray<Finding> => {
    const quotes = draft.cites.flatMap((cite): ReadonlyArray<Quote> => {
      if ("path" in cite) {
        const range = located[next++] ?? null
        return range === null ? [] : [file.quote(range)]
      }
      return [("lines" in cite ? file.quoteLines(cite.lines[0], cite.lines[1]) : file.quote(cite.range))]
    }).filter((quote) => quote.bytes.end > quote.bytes.start)
    if (quotes.length === 0) return []
    return [{
      kind: draft.kind,
      severity: draft.severity,
      title: draft.title,
      detail: draft.detail,
      at: draft.at ?? null,
      confidence: draft.confidence ?? 0.9,
      quotes,
      data: draft.data ?? {}
    }]
  })
}
