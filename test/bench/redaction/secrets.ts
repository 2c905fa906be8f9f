/** Made-up secrets of 40 kinds. Put together from pieces, so that no scanner takes this file for a leak. */
export type Random = (n: number) => number

const LOWER = "abcdefghijklmnopqrstuvwxyz"
const UPPER = LOWER.toUpperCase()
const DIGITS = "0123456789"
const ALNUM = LOWER + UPPER + DIGITS

const pick = (r: Random, from: string, n: number): string => Array.from({ length: n }, () => from[r(from.length)]).join("")
const hex = (r: Random, n: number): string => pick(r, "0123456789abcdef", n)
const base64 = (r: Random, n: number): string => pick(r, `${ALNUM}+/`, n)
const url64 = (r: Random, n: number): string => pick(r, `${ALNUM}_-`, n)
const word = (r: Random): string => ["orders", "billing", "search", "ledger", "mailer", "worker"][r(6)]!
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url")

const luhn = (digits: string): string => {
  const sum = [...digits].reverse().reduce((all, d, i) => {
    const doubled = Number(d) * (i % 2 === 0 ? 2 : 1)
    return all + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return digits + ((10 - (sum % 10)) % 10)
}
const iban = (country: string, account: string): string => {
  const number = `${account}${[...country].map((c) => c.charCodeAt(0) - 55).join("")}00`
  let rest = 0
  for (const d of number) rest = (rest * 10 + Number(d)) % 97
  return `${country}${String(98 - rest).padStart(2, "0")}${account}`
}

/** The passage as it stands in a line, and the part of it that must not be seen. */
export interface Planted { readonly text: string; readonly secret: string }
const plain = (text: string): Planted => ({ text, secret: text })
const after = (before: string, secret: string, behind = ""): Planted => ({ text: `${before}${secret}${behind}`, secret })

export const KINDS: ReadonlyArray<readonly [kind: string, make: (r: Random) => Planted]> = [
  ["AWS access key id", (r) => plain(`AK${"IA"}${pick(r, `${UPPER}234567`, 16)}`)],
  ["AWS secret key", (r) => after("aws_secret_access_key=", base64(r, 40))],
  ["Google API key", (r) => plain(`AI${"za"}${url64(r, 35)}`)],
  ["Azure storage key", (r) => after("DefaultEndpointsProtocol=https;AccountName=logs;AccountKey=", `${base64(r, 86)}==`, ";EndpointSuffix=core.windows.net")],
  ["Azure SAS", (r) => after("https://logs.blob.core.windows.net/c?sv=2024-08-04&se=2026-12-01&sp=r&sig=", `${pick(r, ALNUM, 42)}%3D`)],
  ["GitHub token", (r) => plain(`gh${"p_"}${pick(r, ALNUM, 36)}`)],
  ["GitHub fine-grained token", (r) => plain(`github${"_pat_"}${pick(r, ALNUM, 22)}_${pick(r, ALNUM, 59)}`)],
  ["GitLab token", (r) => plain(`gl${"pat-"}${url64(r, 20)}`)],
  ["npm token", (r) => plain(`np${"m_"}${pick(r, ALNUM, 36)}`)],
  ["PyPI token", (r) => plain(`py${"pi-"}AgEIcHlwaS5vcmc${url64(r, 60)}`)],
  ["Slack bot token", (r) => plain(`xo${"xb-"}${pick(r, DIGITS, 12)}-${pick(r, DIGITS, 12)}-${pick(r, ALNUM, 24)}`)],
  ["Slack webhook", (r) => after(`https://hooks.${"slack.com"}/services/`, `T${pick(r, UPPER + DIGITS, 8)}/B${pick(r, UPPER + DIGITS, 8)}/${pick(r, ALNUM, 24)}`)],
  ["Stripe key", (r) => plain(`sk_${"live_"}${pick(r, ALNUM, 24)}`)],
  ["SendGrid key", (r) => plain(`S${"G."}${url64(r, 22)}.${url64(r, 43)}`)],
  ["Twilio auth token", (r) => after("TWILIO_AUTH_TOKEN=", hex(r, 32))],
  ["OpenAI key", (r) => plain(`sk-${"proj-"}${url64(r, 48)}`)],
  ["Anthropic key", (r) => plain(`sk-${"ant-api03-"}${url64(r, 93)}`)],
  ["Hugging Face token", (r) => plain(`h${"f_"}${pick(r, ALNUM, 34)}`)],
  ["Datadog key", (r) => after("DD_API_KEY=", hex(r, 32))],
  ["Vault token", (r) => plain(`hv${"s."}${pick(r, ALNUM, 24)}`)],
  ["DigitalOcean token", (r) => plain(`do${"p_v1_"}${hex(r, 64)}`)],
  ["Terraform Cloud token", (r) => plain(`${pick(r, ALNUM, 14)}.atlas${"v1."}${pick(r, ALNUM, 64)}`)],
  ["JWT", (r) => plain(`${encoded({ alg: "HS256", typ: "JWT" })}.${encoded({ sub: word(r), iat: 1_700_000_000 + r(1e6) })}.${url64(r, 43)}`)],
  ["private key", (r) => plain(`-----BEGIN ${["RSA ", "EC ", "OPENSSH ", ""][r(4)]}PRIVATE ${"KEY"}----- ${base64(r, 64)} ${base64(r, 64)} -----END PRIVATE ${"KEY"}-----`)],
  ["PostgreSQL password", (r) => after(`postgresql://${word(r)}:`, pick(r, ALNUM, 14), `@db-${r(9)}.internal:5432/app`)],
  ["MongoDB password", (r) => after(`mongodb+srv://${word(r)}:`, pick(r, ALNUM, 16), "@cluster0.example.net/app")],
  ["Redis password", (r) => after("redis://:", pick(r, ALNUM, 20), "@cache:6379/0")],
  ["JDBC password", (r) => after(`jdbc:mysql://db:3306/app?user=${word(r)}&password=`, pick(r, ALNUM, 12), "&useSSL=true")],
  ["password in an assignment", (r) => after("password=", `${pick(r, ALNUM, 9)}!${r(99)}`)],
  ["password in JSON", (r) => after(`{"user":"${word(r)}","password":"`, pick(r, ALNUM, 15), "\"}")],
  ["password in YAML", (r) => after("db_password: \"", pick(r, `${ALNUM}#%`, 15), "\"")],
  ["bearer header", (r) => after("Authorization: Bearer ", url64(r, 40))],
  ["basic header", (r) => after("Authorization: Basic ", Buffer.from(`${word(r)}:${pick(r, ALNUM, 12)}`).toString("base64"))],
  ["cookie", (r) => after("Cookie: theme=dark; sessionid=", pick(r, LOWER + DIGITS, 32))],
  ["API key in a query", (r) => after(`GET /v1/${word(r)}?api_key=`, pick(r, ALNUM, 32), "&page=2")],
  ["Kubernetes secret", (r) => after("kind: Secret data: {token: ", Buffer.from(pick(r, ALNUM, 24)).toString("base64"), "}")],
  ["password hash", (r) => plain(`$2b$${"12"}$${pick(r, `${ALNUM}./`, 53)}`)],
  ["e-mail", (r) => plain(`${word(r)}.${pick(r, LOWER, 5)}@${pick(r, LOWER, 7)}.com`)],
  ["card", (r) => plain(luhn(`4${pick(r, DIGITS, 14)}`))],
  ["IBAN", (r) => plain(iban("DE", pick(r, DIGITS, 18)))]
]

/** What an engineer needs to see: none of it may be hidden. */
export const KEPT: ReadonlyArray<readonly [kind: string, make: (r: Random) => string]> = [
  ["git SHA", (r) => `commit ${hex(r, 40)}`],
  ["short SHA", (r) => `revision=${hex(r, 8)}`],
  ["UUID", (r) => `request_id=${hex(r, 8)}-${hex(r, 4)}-4${hex(r, 3)}-a${hex(r, 3)}-${hex(r, 12)}`],
  ["trace id", (r) => `trace_id=${hex(r, 32)} span_id=${hex(r, 16)}`],
  ["private IP", (r) => `upstream 10.${r(256)}.${r(256)}.${1 + r(250)}:8080`],
  ["image digest", (r) => `image=registry/app@sha256:${hex(r, 64)}`],
  ["pod name", (r) => `pod/${word(r)}-${hex(r, 9)}-${pick(r, LOWER + DIGITS, 5)}`],
  ["time in ns", (r) => `ts=17${pick(r, DIGITS, 17)}`]
]
