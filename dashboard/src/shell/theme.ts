import { useSyncExternalStore } from "react"

export type Theme = "light" | "dark" | "system"
const KEY = "fm_theme"
const listeners = new Set<() => void>()
const dark = matchMedia("(prefers-color-scheme: dark)")

const chosen = (): Theme => {
  const value = localStorage.getItem(KEY)
  return value === "light" || value === "dark" ? value : "system"
}
const apply = (): void => {
  const theme = chosen()
  document.documentElement.dataset["theme"] = theme === "dark" || (theme === "system" && dark.matches) ? "dark" : "light"
  for (const listener of listeners) listener()
}
dark.addEventListener("change", apply)

export const setTheme = (theme: Theme): void => {
  if (theme === "system") localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, theme)
  apply()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
export const useTheme = (): Theme => useSyncExternalStore(subscribe, chosen)
