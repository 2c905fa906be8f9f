import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from "@tanstack/react-router"
import { basePath } from "./api/client"
import { Crash } from "./shell/Crash"
import { NotFound } from "./pages/notFound/NotFound"
import { Shell } from "./shell/Shell"

export interface Search { readonly [name: string]: string | undefined }

/** Every search parameter is a plain string in the address bar. */
const search = (raw: Record<string, unknown>): Search => Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined && value !== "").map(([name, value]) => [name, String(value)]))

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: Crash, validateSearch: search })
const page = (path: string, load: () => Promise<Record<string, unknown>>, name: string) => createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load as never, name as never) })

const shell = createRoute({ getParentRoute: () => root, id: "shell", component: Shell, errorComponent: Crash })
const inside = (path: string, load: () => Promise<Record<string, unknown>>, name: string) => createRoute({ getParentRoute: () => shell, path, component: lazyRouteComponent(load as never, name as never) })
const moved = (path: string, to: string, values: Search = {}) => createRoute({ getParentRoute: () => root, path, beforeLoad: () => { throw redirect({ to, search: values, replace: true } as never) } })

const tree = root.addChildren([
  createRoute({ getParentRoute: () => root, path: "/", component: Outlet, beforeLoad: () => { throw redirect({ to: "/cases", replace: true } as never) } }),
  page("/login", () => import("./pages/signIn/SignIn"), "SignIn"),
  page("/register", () => import("./pages/signIn/Register"), "Register"),
  page("/auth/authorize", () => import("./pages/oauth/Consent"), "Consent"),
  moved("/signin", "/login"), moved("/admin", "/admin/users"), moved("/admin/kb", "/kb", { scope: "global" }),
  shell.addChildren([
    inside("/welcome", () => import("./pages/welcome/Welcome"), "Welcome"),
    inside("/cases", () => import("./pages/cases/Cases"), "Cases"),
    inside("/cases/$caseId", () => import("./pages/case/CasePage"), "CasePage"),
    inside("/evidence/$evidenceId", () => import("./pages/evidence/EvidencePage"), "EvidencePage"),
    inside("/kb", () => import("./pages/knowledge/Knowledge"), "Knowledge"),
    inside("/kb/$documentId", () => import("./pages/knowledge/DocumentPage"), "DocumentPage"),
    inside("/jobs", () => import("./pages/jobs/Jobs"), "Jobs"),
    inside("/usage", () => import("./pages/usage/UsagePage"), "UsagePage"),
    inside("/settings", () => import("./pages/settings/Settings"), "Settings"),
    inside("/admin/users", () => import("./pages/admin/Users"), "Users"),
    inside("/admin/providers", () => import("./pages/admin/Providers"), "Providers"),
    inside("/admin/system", () => import("./pages/admin/System"), "System"),
    inside("/admin/audit", () => import("./pages/admin/Audit"), "Audit")
  ])
])

export const router = createRouter({
  routeTree: tree,
  basepath: basePath,
  defaultPreload: "intent",
  scrollRestoration: true,
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (values) => {
    const text = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== undefined && value !== "").map(([name, value]) => [name, String(value)])).toString()
    return text === "" ? "" : `?${text}`
  }
})

declare module "@tanstack/react-router" {
  interface Register { router: typeof router }
}
