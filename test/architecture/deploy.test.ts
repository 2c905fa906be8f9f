import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"

interface Service {
  readonly image: string; readonly restart?: string; readonly mem_limit?: string; readonly cpus?: number | string; readonly ports?: ReadonlyArray<string>; readonly privileged?: boolean
  readonly cap_drop?: ReadonlyArray<string>; readonly security_opt?: ReadonlyArray<string>; readonly healthcheck?: unknown; readonly environment?: Record<string, string>; readonly read_only?: boolean
  readonly secrets?: ReadonlyArray<string>; readonly deploy?: { readonly replicas: number }; readonly volumes?: ReadonlyArray<string>
}
interface Compose { readonly services: Record<string, Service>; readonly secrets?: Record<string, { readonly file: string }>; readonly volumes?: Record<string, unknown> }

const read = (name: string): Compose => parse(readFileSync(new URL(`../../deploy/${name}`, import.meta.url), "utf8"), { merge: true }) as Compose
const dockerfile = readFileSync(new URL("../../Dockerfile", import.meta.url), "utf8")

describe.each(["docker-compose.yml", "docker-compose.team.yml"])("deploy/%s", (name) => {
  const { secrets = {}, services, volumes = {} } = read(name)
  it.each(Object.entries(services))("%s is limited, restarted, watched and bound to this machine", (service, s) => {
    expect(s.restart, service).toBe("unless-stopped")
    expect(s.mem_limit, service).toBeTruthy()
    expect(s.cpus, service).toBeTruthy()
    expect(s.cap_drop).toEqual(["ALL"])
    expect(s.security_opt).toContain("no-new-privileges:true")
    expect(s.privileged).toBeUndefined()
    // ours has its check in the image
    if (!s.image.includes("faultmaven")) expect(s.healthcheck, service).toBeTruthy()
    for (const port of s.ports ?? []) expect(port).toMatch(/^\$\{FAULTMAVEN_BIND:-127\.0\.0\.1\}:/)
    for (const secret of s.secrets ?? []) expect(secrets[secret]?.file, secret).toMatch(/^\.\/secrets\//)
    for (const [key, value] of Object.entries(s.environment ?? {})) if (/PASSWORD|SECRET|TOKEN|DATABASE_URL/.test(key)) expect(`${key}=${value}`).toMatch(/_FILE=\/run\/secrets\//)
    for (const volume of s.volumes ?? []) if (!volume.startsWith(".")) expect(Object.keys(volumes)).toContain(volume.split(":")[0])
  })
})

it("the team has two replicas behind one proxy, and only the proxy is reached from outside", () => {
  const { services } = read("docker-compose.team.yml")
  expect(services["faultmaven"]?.deploy?.replicas).toBe(2)
  expect(Object.entries(services).filter(([, s]) => s.ports !== undefined).map(([service]) => service)).toEqual(["proxy"])
  expect(readFileSync(new URL("../../deploy/Caddyfile", import.meta.url), "utf8")).toContain("dynamic a faultmaven 8000")
})

it("the image's stages, user, volume and check are what the documentation says", () => {
  expect(dockerfile.match(/^FROM /gm)!.length).toBeGreaterThanOrEqual(4)
  for (const line of [/^USER 10001:10001$/m, /^VOLUME \/data$/m, /^HEALTHCHECK /m, /^ENTRYPOINT \["tini", "--"\]$/m, /npm ci /]) expect(dockerfile).toMatch(line)
})
