import { useQuery, useQueryClient } from "@tanstack/react-query"
import { ApiError, call, get } from "./client"
import type { AuthConfig, Capabilities, User } from "./types"

export const ME = ["me"] as const

/** Who is signed in; null for nobody. */
export const useMe = () => useQuery({
  queryKey: ME, staleTime: 60_000,
  queryFn: async ({ signal }): Promise<User | null> => {
    try {
      return await call<User>("api/v1/auth/me", { signal, keepSession: true })
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null
      throw error
    }
  }
})

export const useAuthConfig = () => useQuery({ queryKey: ["auth-config"], staleTime: Number.POSITIVE_INFINITY, queryFn: ({ signal }) => get<AuthConfig>("api/v1/auth/config", {}, signal) })
export const useCapabilities = () => useQuery({ queryKey: ["capabilities"], staleTime: Number.POSITIVE_INFINITY, queryFn: ({ signal }) => get<Capabilities>("api/v1/meta/capabilities", {}, signal) })

/** Forgets everything of the former person. */
export const useForget = () => {
  const client = useQueryClient()
  return (user: User | null) => {
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== ME[0] })
    client.setQueryData(ME, user)
  }
}
