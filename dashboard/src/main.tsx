import { QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { RouterProvider } from "@tanstack/react-router"
import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { ApiError, onSignedOut } from "./api/client"
import { ME } from "./api/me"
import { router } from "./router"
import "./styles/tokens.css"
import "./styles/base.css"
import "./styles/components.css"
import "./styles/shell.css"
import "./styles/work.css"
import { Toasts } from "./ui/toast"

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // what the server refuses once it refuses again; an outage may pass
      retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500)
    }
  }
})

onSignedOut(() => {
  queries.setQueryData(ME, null)
  const here = location.pathname + location.search
  if (!/\/(login|signin|register)$/.test(location.pathname)) {
    sessionStorage.setItem("fm_return_to", here)
    void router.navigate({ to: "/login" })
  }
})

createRoot(document.getElementById("root")!).render(
  <StrictMode><QueryClientProvider client={queries}><RouterProvider router={router} /><Toasts /></QueryClientProvider></StrictMode>
)
