import { describe, expect, it } from "vitest"
import { diffConfigurations } from "../../../../src/modules/evidence/engine/extract/configuration/index.js"
import { TextFile, verifyQuote } from "../../../../src/modules/evidence/engine/index.js"
import { analyzeBytes } from "../support/files.js"

const MANIFEST = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: app
          image: registry.acme.io/web:latest
          env:
            - name: JAVA_OPTS
              value: "-Xmx1g"
            - name: DB_PASSWORD
              value: hunter2hunter2
          resources:
            limits:
              memory: 512Mi
`

const by = (findings: ReadonlyArray<{ readonly kind: string; readonly quotes: ReadonlyArray<{ readonly text: string }> }>, kind: string) => findings.filter((one) => one.kind === kind).map((one) => one.quotes[0]!.text.trim())

/** Without what only lists settings. */
const judged = <A extends { readonly kind: string }>(findings: ReadonlyArray<A>): ReadonlyArray<A> => findings.filter((one) => one.kind !== "bounds" && one.kind !== "addresses")

describe("configuration", () => {
  it("a secret at the top level, and a password in an address, are told of and hidden", async () => {
    const found = await analyzeBytes("PASSWORD=correct-horse-battery\nDATABASE_URL=postgres://app:hunter2hunter2@db/shop\nAPI_KEY=\"k3y-0123456789abcdef\"\nLOG_LEVEL=debug\n", "paste")
    expect(found.findings.map((one) => one.title)).toEqual(["PASSWORD holds a secret in clear text", "DATABASE_URL holds a password in its address", "API_KEY holds a secret in clear text", "LOG_LEVEL is debug", "Addresses: DATABASE_URL = postgres://app:(hidden)@db/shop"])
    expect(found.summary).not.toMatch(/correct-horse|hunter2|k3y-/)
    expect(found.summary).toContain("DATABASE_URL = postgres://app:(hidden)@db/shop")
  })

  it("web servers that pass requests on hold no password", async () => {
    const nginx = await analyzeBytes("http {\n    server {\n        listen 443 ssl;\n        location /api/ {\n            proxy_pass http://orders;\n        }\n    }\n}\n", "nginx.conf")
    expect(nginx.dataType).toBe("configuration")
    expect(judged(nginx.findings)).toEqual([])
    const apache = await analyzeBytes("Listen 80\n<VirtualHost *:80>\n    ServerName shop.test\n    ProxyPass /api http://10.0.0.5:8080/\n</VirtualHost>\n", "paste")
    expect(apache.dataType).toBe("configuration")
    expect(judged(apache.findings)).toEqual([])
    expect(apache.summary).toContain("VirtualHost *:80 > ServerName = shop.test")
  })

  it("sections of an ini file are no broken JSON", async () => {
    const unit = await analyzeBytes("[Unit]\nDescription=Orders\n\n[Service]\nExecStart=/usr/bin/java -jar /srv/orders.jar\nMemoryMax=512M\n", "orders.service")
    expect(unit).toMatchObject({ dataType: "configuration", findings: [{ kind: "bounds", title: "Bounds: Service.MemoryMax = 512M" }] })
    expect(unit.summary).toContain("Service.MemoryMax = 512M")
  })

  it("XML: attributes and texts by their path; a tag that is not closed", async () => {
    const xml = "<?xml version=\"1.0\"?>\n<Server port=\"8005\">\n  <Connector maxThreads=\"200\"/>\n  <Resource name=\"jdbc/shop\" password=\"hunter2hunter2\"/>\n  <property name=\"cache.size\" value=\"10\"/>\n</Server>\n"
    const found = await analyzeBytes(xml, "paste")
    expect(found.findings.map((one) => [one.kind, one.quotes[0]!.lines.start])).toEqual([["secret_in_configuration", 4], ["bounds", 3], ["addresses", 2]])
    expect(found.summary).toContain("Server.Connector.maxThreads = 200")
    expect(found.summary).toContain("Server.cache.size = 10")
    expect(found.summary).not.toContain("hunter2")
    const broken = await analyzeBytes(xml.replace("</Server>", ""), "paste")
    expect(broken.findings.map((one) => one.title)).toContain("XML syntax error: <Server> is never closed")
  })

  it("broken YAML and broken JSON say where", async () => {
    expect((await analyzeBytes("server:\n  port: 8080\n   host: a\nlogging:\n  level: debug\n", "app.yml")).findings[0]!.title).toMatch(/^YAML syntax error on line [23]: /)
    const json = await analyzeBytes("{\n  \"server\": {\n    \"port\": 8080,\n    \"host\": \"a\",\n  }\n}\n", "paste")
    expect(judged(json.findings).map((one) => [one.title.slice(0, 25), one.quotes[0]!.lines.start])).toEqual([["JSON syntax error on line", 5]])
  })

  it("a Kubernetes manifest: settings, risky values, nothing secret in the summary", async () => {
    const found = await analyzeBytes(MANIFEST, "deploy.yaml")
    expect(found.dataType).toBe("configuration")
    expect(by(found.findings, "limit_below_need")).toEqual(["memory: 512Mi"])
    expect(by(found.findings, "unpinned_image")).toEqual(["image: registry.acme.io/web:latest"])
    expect(found.summary).toContain("spec.replicas = 3")
  })

  it("secrets are told of and not shown, whatever the syntax", async () => {
    for (const [name, text] of [
      [".env", "DB_PASSWORD=correct-horse-battery\nDB_HOST=db.internal\nPORT=5432\n"],
      ["app.ini", "[database]\npassword = correct-horse-battery\nhost = db.internal\n"],
      ["app.toml", "[database]\npassword = \"correct-horse-battery\"\nport = 5432\n"],
      ["app.json", "{\"database\": {\"dbPassword\": \"correct-horse-battery\", \"port\": 5432}}"],
      ["app.yaml", "database:\n  password: correct-horse-battery\n  port: 5432\nother: 1\n"]
    ] as const) {
      const found = await analyzeBytes(text, name)
      expect(found.dataType, name).toBe("configuration")
      expect(found.findings.map((one) => one.kind), name).toContain("secret_in_configuration")
      expect(found.summary, name).not.toContain("correct-horse")
      expect(found.summary, name).toMatch(/5432|db\.internal/)
    }
  })

  it("names what only looks like a secret are left alone", async () => {
    const found = await analyzeBytes("{\"dependencies\": {\"js-tokens\": \"^9.0.1\", \"minipass\": \"7.1.2\"}, \"tokenizer\": \"abcdefgh\"}", "package.json")
    expect(found.findings).toEqual([])
  })

  it("syntax errors stand on their line, duplicate keys are told of", async () => {
    const broken = await analyzeBytes("{\n  \"a\": 1,\n  \"b\": [1, 2\n}\n", "broken.json", { declaredType: "configuration" })
    expect(broken.findings[0]).toMatchObject({ kind: "syntax_error", severity: "error" })
    const twice = await analyzeBytes("server:\n  port: 80\n  host: a\n  port: 81\n", "twice.yaml", { declaredType: "configuration" })
    expect(twice.findings.some((one) => one.kind === "duplicate_key" || one.kind === "syntax_error")).toBe(true)
  })

  it("nginx blocks", async () => {
    const found = await analyzeBytes("worker_processes 4;\nevents {\n  worker_connections 1024;\n}\nhttp {\n  server {\n    listen 80;\n    proxy_read_timeout 0;\n  }\n}\n", "nginx.conf")
    expect(found.dataType).toBe("configuration")
    expect(found.summary).toContain("http > server > listen = 80")
    expect(found.findings.map((one) => one.kind)).toEqual(["timeout_zero", "bounds", "addresses"])
  })

  const EARLIER = { name: "web.yaml", evidenceId: "ev_1", artifact: null }
  const diff = (before: string, after: string) => diffConfigurations(TextFile.of(before), TextFile.of(after), EARLIER)
  const told = (before: string, after: string) => diff(before, after).findings.map((one) => one.title)

  it("a difference is of settings, not of lines; it cites the newer text and names the older one's lines", () => {
    const after = `# moved\n${MANIFEST.replace("replicas: 3", "replicas: 1").replace("512Mi", "2Gi").replace("            - name: JAVA_OPTS\n              value: \"-Xmx1g\"\n", "").replace("hunter2hunter2", "otherother22").replace("name: web", "name: web\n  owner: shop")}`
    const { findings, total } = diff(MANIFEST, after)
    expect(total).toBe(6)
    expect(findings.map((one) => [one.severity, one.data["change"], String(one.data["path"]).split(".").slice(-2).join("."), one.data["before"], one.data["after"]])).toEqual([
      ["warning", "changed", "spec.replicas", "3", "1"],
      ["warning", "changed", "env[name=DB_PASSWORD].value", "(hidden)", "(hidden)"],
      ["warning", "changed", "limits.memory", "512Mi", "2Gi"],
      ["warning", "removed", "env[name=JAVA_OPTS].name", "JAVA_OPTS", null],
      ["warning", "removed", "env[name=JAVA_OPTS].value", "-Xmx1g", null],
      ["info", "added", "metadata.owner", null, "shop"]
    ])
    for (const one of findings) expect(verifyQuote(TextFile.of(after).bytes, one.quotes[0]!)).toBe(true)
    expect(findings[0]).toMatchObject({ kind: "configuration_change", quotes: [{ text: "  replicas: 1", lines: { start: 8 } }], data: { earlier: { evidence_id: "ev_1", name: "web.yaml", lines: [6, 6] } } })
    // what is gone stands beside its nearest relative
    expect(findings.at(-2)!.quotes[0]!.text).toContain("DB_PASSWORD")
    expect(diff(MANIFEST, MANIFEST.replaceAll("\n", "\r\n"))).toEqual({ total: 0, findings: [] })
  })

  it("shows no secret of either version", () => {
    const secret = (a: string, b: string) => JSON.stringify(diff(a, b).findings.map(({ quotes: _, ...rest }) => rest))
    expect(secret("a: 1\ndb: postgres://app:first-pw1@db/x\n", "a: 1\ndb: postgres://app:second-pw2@db/x\n")).not.toMatch(/first-pw1|second-pw2/)
    expect(secret("kind: Secret\ndata:\n  blob: Zmlyc3Q=\n", "kind: Secret\ndata:\n  blob: c2Vjb25k\n")).not.toMatch(/Zmlyc3Q|c2Vjb25k/)
    const key = (n: number) => `sk_live_${String(n).repeat(24)}`
    expect(secret(`a: 1\nnote: ${key(1)}\n`, `a: 1\nnote: ${key(2)}\n`)).not.toMatch(/1111|2222/)
    expect(told("a: 1\npassword: first-pw1\n", "a: 1\npassword: second-pw2\n")).toEqual(["password got another value: (hidden)"])
  })

  it("JSON is compared with YAML, repeated directives by their order, and what a cluster writes by itself does not count", () => {
    expect(told("pool:\n  size: 20\nname: x\n", "{\"name\": \"x\", \"pool\": {\"size\": 5}}")).toEqual(["pool.size changed from 20 to 5"])
    expect(told("events {\n  a 1;\n}\nupstream u {\n  server a:1;\n  server b:1;\n}\n", "events {\n  a 1;\n}\nupstream u {\n  server a:1;\n  server c:1;\n}\n")).toEqual(["upstream u > server (2) changed from b:1 to c:1"])
    expect(told("kind: Deployment\napiVersion: apps/v1\nstatus:\n  ready: 1\nmetadata:\n  resourceVersion: \"1\"\nspec:\n  replicas: 1\n", "kind: Deployment\napiVersion: apps/v1\nstatus:\n  ready: 2\nmetadata:\n  resourceVersion: \"2\"\nspec:\n  replicas: 1\n")).toEqual([])
  })

  it("two files that share a name only are not two versions, and a hundred changes are forty findings", () => {
    expect(diff("orders:\n  a: 1\n  b: 2\n", "billing:\n  c: 1\n  d: 2\n")).toEqual({ total: 0, findings: [] })
    const many = (value: number) => Array.from({ length: 100 }, (_, i) => `key${i}: ${value}\n`).join("")
    expect(diff(many(1), `${many(2)}timeout: 3\n`).total).toBe(101)
    expect(diff(`timeout: 3\n${many(1)}`, `${many(2)}timeout: 4\n`).findings).toHaveLength(40)
    expect(told(`timeout: 3\n${many(1)}`, `${many(2)}timeout: 4\n`)[0]).toBe("timeout changed from 3 to 4")
  })
})
