import { useNavigate, useSearch as useRouterSearch } from "@tanstack/react-router"
import { useCallback } from "react"
import type { Search } from "../router"

/** The search parameters of the address bar, and how to change some of them; a change is a step of its own only if asked for. */
export const useSearch = () => {
  const search = useRouterSearch({ strict: false }) as Search
  const navigate = useNavigate()
  const change = useCallback((values: Search, step = false) => {
    void navigate({ to: ".", search: ((old: Search) => ({ ...old, ...values })) as never, replace: !step, resetScroll: step })
  }, [navigate])
  return [search, change] as const
}
