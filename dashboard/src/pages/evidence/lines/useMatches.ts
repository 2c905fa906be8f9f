import { useCallback, useEffect, useRef, useState } from "react"
import { get } from "../../../api/client"
import type { Line } from "../../../api/types"
import { messageOf } from "../../../ui/states"

interface State { readonly found: ReadonlyArray<Line>; readonly next: number | null; readonly searching: boolean; readonly error: string | null }
const START: State = { found: [], next: 1, searching: false, error: null }
const AHEAD = 200

/** Matches of a text, or of a template with `<*>`, found step by step from the top of the file; `more` goes on. */
export const useMatches = (evidenceId: string, query: string | undefined, artifact: string | undefined) => {
  const [state, setState] = useState<State>(START)
  const [wanted, setWanted] = useState(AHEAD)
  const run = useRef(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another file is another search
  useEffect(() => {
    run.current++
    setWanted(AHEAD)
    setState({ ...START, searching: query !== undefined })
  }, [query, evidenceId, artifact])
  const { found, next } = state
  const enough = found.length >= wanted
  useEffect(() => {
    if (query === undefined || next === null || enough) return
    const mine = run.current
    const abort = new AbortController()
    get<{ readonly matches: ReadonlyArray<Line>; readonly next_cursor: number | null }>(`api/v1/evidence/${evidenceId}/search`, { q: query, cursor: next, limit: AHEAD, artifact }, abort.signal).then(
      (page) => mine === run.current && setState((now) => ({ found: [...now.found, ...page.matches], next: page.next_cursor, searching: page.next_cursor !== null, error: null })),
      (error: unknown) => !abort.signal.aborted && setState((now) => ({ ...now, next: null, searching: false, error: messageOf(error) }))
    )
    return () => abort.abort()
  }, [query, evidenceId, artifact, next, enough])
  return { found, at: next ?? 0, searching: state.searching && !enough, complete: next === null, error: state.error, more: useCallback(() => setWanted((n) => (enough ? n + AHEAD : n)), [enough]) }
}
