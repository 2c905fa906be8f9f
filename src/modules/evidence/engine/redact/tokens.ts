/** Tokens that carry their issuer in their shape: a literal and a bounded pattern around it. */
import { codeAt, isAlnum, isHexDigit, isWordOrDash } from "./chars.js"
import { RANK } from "./kinds.js"
import type { Kind, Rule } from "./kinds.js"
import { isUuid, profile, varied } from "./shapes.js"
import { MORE_SHAPES } from "./vendors.js"

interface TokenShape {
  readonly kind: Kind
  /** lower-case literals, at least one of which every token contains */
  readonly literals: ReadonlyArray<string>
  /** sticky pattern tried `back` characters before the literal; group 1, where present, is the secret */
  readonly pattern: RegExp
  /** fixed distance from token start to literal, or "word" for the start of the word that the literal ends or continues */
  readonly back?: number | "word"
  /** characters of the word before the literal that every token has */
  readonly least?: number
  /** the pattern asks for the boundary of a word before the literal */
  readonly boundary: boolean
  /** every token has a letter, digit, `_` or `-` that far behind the start of its literal; 0 when not told */
  readonly ahead: number
  /** a character that every token has, that far behind the start of its literal: its code */
  readonly marked?: readonly [at: number, code: number]
  /** characters of the `back` part, where its length is fixed */
  readonly inside: (code: number) => boolean
  readonly check?: (secret: string) => boolean
}

/** What ends in a letter or digit and yet is no part of a word: escapes of JSON and URLs, colours of a terminal. */
const ESCAPE = "(?<!\\\\[nrtbf]|%[0-9A-Fa-f]{2}|\\\\u[0-9A-Fa-f]{4}|\\x1b\\[[0-9;]{1,8}m)"
/** Boundary that keeps a pattern from starting inside a longer word. */
const B = `(?<![A-Za-z0-9]${ESCAPE})`
/** Boundary for patterns without a small upper length: each run is entered once, so a hostile run stays linear. */
const W = `(?<![A-Za-z0-9_-]${ESCAPE})`
/** The same where a dot continues the word. */
const D = `(?<![\\w.-]${ESCAPE})`

const anything = (): boolean => true

const t = (kind: Kind, literals: string, pattern: string, extra: Partial<TokenShape> = {}): TokenShape => ({
  kind, literals: literals.split(" "), pattern: new RegExp(pattern, "dy"), boundary: extra.back === undefined && [B, W, D].some((boundary) => pattern.startsWith(boundary)), ahead: 0, inside: anything, ...extra
})

const SHAPES: ReadonlyArray<TokenShape> = [
  t("SECRET_AWS_ACCESS_KEY", "akia asia abia acca aroa aida", `${B}(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z0-9]{16,17}(?![A-Za-z0-9])`),
  t("SECRET_AWS_SESSION_TOKEN", "fwogzxivyxdz iqojb3jpz2lu", `${W}(?:FwoGZXIvYXdz|IQoJb3JpZ2lu)[A-Za-z0-9+/=_%-]{80,4000}`),
  t("SECRET_API_KEY", "amzn.mws.", `${B}amzn\\.mws\\.[0-9a-f-]{36}`),
  t("SECRET_API_KEY", "absk", `${B}ABSK[A-Za-z0-9+/]{100,280}={0,2}`),
  t("SECRET_GCP_API_KEY", "aiza", `${B}AIza[\\w-]{35}(?![\\w-])`),
  t("SECRET_GCP_OAUTH", "ya29. gocspx- 1//0", `${B}(?:ya29\\.[\\w-]{20,500}|GOCSPX-[\\w-]{20,60}|1//0[\\w-]{35,120})`),
  t("SECRET_GCP_API_KEY", ":apa91b", "(?<![\\w-])[\\w-]{4,40}:APA91b[\\w-]{100,200}", { back: "word" }),
  t("SECRET_AZURE_CLIENT_SECRET", "q~", "(?<![\\w.~-])[\\w.~-]{3}\\dQ~[\\w.~-]{28,36}(?![\\w~-])", { back: 4 }),
  t("SECRET_ALIBABA_KEY", "ltai akid", `${B}(?:LTAI[A-Za-z0-9]{12,24}|AKID[A-Za-z0-9]{28,36})(?![A-Za-z0-9])`, { check: varied }),
  // Microsoft's keys since 2023 carry a mark of the service near their end
  t("SECRET_AZURE_STORAGE_KEY", "+ast +aba +azu acdb", "(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{76}(?:\\+ASt|\\+ABa|\\+AZu|ACDb)[A-Za-z0-9+/]{5,8}={0,2}", { back: 76 }),
  t("SECRET_AZURE_STORAGE_KEY", "+asb +aeh +arm aiot", "(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{33}(?:\\+ASb|\\+AEh|\\+ARm|AIoT)[A-Za-z0-9+/]{5,8}=", { back: 33 }),
  t("SECRET_TOKEN", "azdo", "(?<![A-Za-z0-9])[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}(?![A-Za-z0-9])", { back: 76 }),
  t("SECRET_MODEL_KEY", "jqqj99", "(?<![A-Za-z0-9])[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{26}(?![A-Za-z0-9])", { back: 52 }),
  t("SECRET_DIGITALOCEAN_TOKEN", "dop_v1_ doo_v1_ dor_v1_", `${B}do[opr]_v1_[a-f0-9]{40,64}`),
  t("SECRET_HEROKU_KEY", "hrku-", `${B}HRKU-[\\w-]{36,80}`),
  t("SECRET_CLOUDFLARE_TOKEN", "v1.0-", `${B}v1\\.0-[a-f0-9]{24}-[a-f0-9]{100,200}`),
  t("SECRET_FLY_TOKEN", "fo1_ fm1 fm2_", `${B}(?:fo1_[\\w-]{43}|fm1[ar]_[A-Za-z0-9+/]{80,4000}={0,3}|fm2_[A-Za-z0-9+/]{80,4000}={0,3})`),
  t("SECRET_GITHUB_TOKEN", "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_", `${B}(?:gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{50,255})`),
  t("SECRET_GITLAB_TOKEN", "glpat- gldt- glptt- glrt- glcbt- glsoat- glft- glimt- glagent- gloas- gr1348941 glffct-",
    `${B}(?:gl(?:pat|dt|ptt|rt|cbt|soat|ft|imt|agent|oas|ffct)-[\\w.-]{16,300}|GR1348941[\\w-]{20,50})`),
  t("SECRET_BITBUCKET_TOKEN", "atbb atctt3", `${B}(?:ATBB[A-Za-z0-9]{28,40}|ATCTT3[\\w=-]{60,300})`),
  t("SECRET_NPM_TOKEN", "npm_", `${B}npm_[A-Za-z0-9]{30,64}(?![A-Za-z0-9])`, { check: varied }),
  t("SECRET_PYPI_TOKEN", "pypi-", `${W}pypi-(?:AgE[\\w-]{40,1000}|[\\w-]{60,1000})`),
  t("SECRET_RUBYGEMS_KEY", "rubygems_", `${B}rubygems_[a-f0-9]{40,64}`),
  t("SECRET_DOCKER_TOKEN", "dckr_", `${B}dckr_(?:pat|oat)_[\\w-]{20,80}`),
  t("SECRET_ARTIFACTORY_TOKEN", "akcp cmvmd", `${B}(?:AKCp[A-Za-z0-9]{60,80}|cmVmd[A-Za-z0-9]{50,70})`),
  t("SECRET_CI_TOKEN", "cciprj_ ccipat_ bkua_ sgp_ rnd_", `${B}(?:(?:ccip|CCIP)(?:rj|at|RJ|AT)_[\\w-]{20,120}|bkua_[a-f0-9]{40}|sgp_[\\w]{40,100}|rnd_[A-Za-z0-9]{28,40})`),
  t("SECRET_SONAR_TOKEN", "squ_ sqp_ sqa_", `${B}sq[upa]_[a-f0-9]{40}`),
  t("SECRET_TERRAFORM_TOKEN", ".atlasv1.", "(?<![A-Za-z0-9])[A-Za-z0-9]{14}\\.atlasv1\\.[\\w-]{50,80}", { back: 14 }),
  t("SECRET_PULUMI_TOKEN", "pul-", `${B}pul-[a-f0-9]{40}`),
  t("SECRET_VAULT_TOKEN", "hvs. hvb. hvr. hvp. s.", `${D}(?:hv[sbrp]\\.[\\w-]{20,300}|s\\.[A-Za-z0-9]{24}(?![\\w.]))`, { ahead: 23, check: (s) => varied(s) && (/\d/.test(s) || profile(s).changes > 11) }),
  t("SECRET_DOPPLER_TOKEN", "dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit.", `${B}dp\\.(?:pt|st|ct|sa|scim|audit)\\.(?:[\\w-]{1,40}\\.)?[A-Za-z0-9]{30,60}`),
  t("SECRET_SLACK_TOKEN", "xoxa- xoxb- xoxp- xoxr- xoxs- xoxe- xoxc- xoxd- xapp- xoxe.", `${W}x(?:ox[a-e,p-s][.-]|app-)[\\w.%/+=-]{10,300}`),
  t("SECRET_SLACK_WEBHOOK", "hooks.slack.com", "hooks\\.slack(?:-gov)?\\.com\\\\{0,3}/((?:services|workflows|triggers)\\\\{0,3}/[\\w/\\\\+-]{20,200})"),
  // clients of HTTP report host and path apart
  t("SECRET_SLACK_WEBHOOK", "/services/t", "/services/(T[A-Z0-9]{6,14}/B[A-Z0-9]{6,14}/[A-Za-z0-9]{18,40})(?![\\w-])"),
  t("SECRET_TEAMS_WEBHOOK", "/webhookb2/", "/(webhookb2/[\\w-]{30,40}@[\\w@/-]{40,300})"),
  t("SECRET_TEAMS_WEBHOOK", "webhook.office.com/ .logic.azure.com", "(?:webhook\\.office\\.com/(webhookb2/[\\w@/-]{40,300})|\\.logic\\.azure\\.com(?::\\d{1,5})?/(workflows/[^\\s\"'<>]{20,400}))"),
  t("SECRET_DISCORD_WEBHOOK", "/api/webhooks/ /api\\/webhooks\\/", "/api\\\\{0,3}/webhooks\\\\{0,3}/(\\d{15,22}\\\\{0,3}/[\\w-]{30,120})"),
  t("SECRET_DISCORD_TOKEN", ".", `${D}[MNO][A-Za-z\\d_-]{23,27}\\.[\\w-]{6}\\.[\\w-]{27,45}(?![\\w.-])`, { back: "word", least: 24, marked: [7, 46] }),
  t("SECRET_TELEGRAM_TOKEN", ":a", "(?<![\\dA-Za-z])\\d{8,10}:A[\\w-]{32,36}(?![\\w-])", { back: "word", least: 8 }),
  t("SECRET_TWILIO_KEY", "sk", `${B}SK[0-9a-f]{32}(?![0-9A-Za-z])`, { ahead: 33 }),
  t("SECRET_SENDGRID_KEY", "sg.", `${B}SG\\.[\\w-]{16,32}\\.[\\w-]{30,64}`),
  t("SECRET_MAILGUN_KEY", "key- pubkey-", `${B}(?:pub)?key-[0-9a-f]{32}(?![0-9A-Za-z])`),
  t("SECRET_MAILCHIMP_KEY", "-us", "(?<![0-9A-Za-z])[0-9a-f]{32}-us\\d{1,2}(?!\\w)", { back: 32, inside: isHexDigit }),
  t("SECRET_API_KEY", "xkeysib- xsmtpsib-", `${B}x(?:key|smtp)sib-[a-f0-9]{64}-[A-Za-z0-9]{16}`),
  t("SECRET_STRIPE_KEY", "sk_live_ sk_test_ rk_live_ rk_test_ sk_prod_ rk_prod_ whsec_ pk_live_ pk_test_",
    `${B}(?:[srp]k_(?:live|test|prod)_[A-Za-z0-9]{10,250}|whsec_[A-Za-z0-9+/=]{20,100})`),
  t("SECRET_SQUARE_TOKEN", "sq0 eaaa", `${B}(?:sq0[a-z]{3}-[\\w-]{22,60}|EAAA[\\w-]{56,80}(?![\\w-]))`),
  t("SECRET_PAYPAL_TOKEN", "access_token$", "access_token\\$(?:production|sandbox)\\$[0-9a-z]{16}\\$[0-9a-f]{32}"),
  t("SECRET_SHOPIFY_TOKEN", "shpat_ shpca_ shppa_ shpss_ shptka_", `${B}shp(?:at|ca|pa|ss|tka)_[a-fA-F0-9]{32,64}`),
  t("SECRET_LINEAR_KEY", "lin_api_ lin_oauth_ lin_wh_", `${B}lin_(?:api|oauth|wh)_[A-Za-z0-9]{32,80}`),
  t("SECRET_ATLASSIAN_TOKEN", "atatt", `${W}ATATT[\\w=-]{20,400}`),
  t("SECRET_OKTA_TOKEN", "00", "(?<![\\w-])00[\\w-]{40}(?![\\w-])", { boundary: true, ahead: 41, check: (s) => /[a-z]/.test(s) && /[A-Z]/.test(s) && profile(s).changes > 12 && varied(s) }),
  t("SECRET_NOTION_TOKEN", "secret_ ntn_", `${B}(?:secret_[A-Za-z0-9]{40,50}|ntn_[A-Za-z0-9]{40,50})(?![A-Za-z0-9])`),
  t("SECRET_AIRTABLE_TOKEN", "pat", `${B}pat[A-Za-z0-9]{14}\\.[a-f0-9]{64}`, { ahead: 16 }),
  t("SECRET_FACEBOOK_TOKEN", "eaa", `${W}EAA[A-Za-z0-9]{90,400}(?![\\w-])`),
  t("SECRET_ANTHROPIC_KEY", "sk-ant-", `${W}sk-ant-[\\w-]{20,200}`),
  t("SECRET_OPENAI_KEY", "sk- sess-", `${W}(?:sk-(?!ant-)(?:(?:proj|svcacct|admin|None|live|test|or-v1)-)?[A-Za-z0-9][\\w-]{18,250}|sess-[A-Za-z0-9]{40})(?![\\w-])`, { check: (s) => /\d/.test(s) && varied(s) && profile(s).longestLetters <= 14 }),
  t("SECRET_HUGGINGFACE_TOKEN", "hf_ api_org_", `${B}(?:hf_|api_org_)[A-Za-z0-9]{30,64}(?![A-Za-z0-9])`, { check: varied }),
  t("SECRET_MODEL_KEY", "gsk_ xai- pplx- r8_ fw_ csk- tvly- jina_", `${B}(?:gsk_[A-Za-z0-9]{40,64}|xai-[A-Za-z0-9]{60,100}|pplx-[A-Za-z0-9]{40,64}|r8_[A-Za-z0-9]{36,44}|fw_[A-Za-z0-9]{22,30}|csk-[a-z0-9]{40,60}|tvly-[\\w-]{28,50}|jina_[\\w-]{50,80})(?![A-Za-z0-9])`, { check: varied }),
  t("SECRET_MODEL_KEY", "nvapi-", `${W}nvapi-[\\w-]{50,200}`, { check: varied }),
  t("SECRET_DATADOG_KEY", "ddapi_ ddapp_ ddp_", `${B}(?:ddapi_|ddapp_|ddp_)[A-Za-z0-9]{30,64}`),
  t("SECRET_NEWRELIC_KEY", "nrak- nraa- nrii- nrjs- nrra- nrsp-", `${B}(?:NR(?:AK|AA|II|JS|RA|SP)-[\\w-]{18,60})`),
  t("SECRET_NEWRELIC_KEY", "nral", "(?<![0-9A-Za-z])(?:eu01xx)?[a-f0-9]{30,36}NRAL(?![A-Za-z0-9])", { back: "word", least: 30 }),
  t("SECRET_SENTRY_TOKEN", "sntrys_ sntryu_ sntrya_", `${W}sntry[sua]_[\\w+/=-]{40,500}`),
  t("SECRET_GRAFANA_TOKEN", "glsa_ glc_", `${W}(?:glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}|glc_[A-Za-z0-9+/]{32,400}={0,2})`),
  t("SECRET_DATABRICKS_TOKEN", "dapi dkea", `${B}(?:dapi|dkea)[a-f0-9]{32}(?:-\\d{1,2})?(?![A-Za-z0-9])`),
  t("SECRET_PAGERDUTY_KEY", "pdus+ pdeu+", `${B}pd(?:us|eu)\\+[\\w+-]{20,60}`),
  t("SECRET_API_KEY", "pmak-", `${B}PMAK-[a-f0-9]{24}-[a-f0-9]{34}`),
  t("SECRET_API_KEY", "figd_ duffel_ eztk ezak fio-u- phc_ phx_ rdme_ sbp_ sb_secret_ pscale_ tskey- ops_ey a3- age-secret-key-1 xprv perm: sl.b",
    `${B}(?:figd_[\\w-]{30,60}|duffel_(?:test|live)_[\\w=-]{40,60}|EZ[AT]K[a-zA-Z0-9]{54}|fio-u-[\\w-]{60,70}|ph[cx]_[A-Za-z0-9]{40,50}|rdme_[a-z0-9]{70}|sbp_[a-f0-9]{40}|sb_secret_[\\w-]{20,60}|pscale_(?:tkn|oauth|pw)_[\\w.=-]{32,80}|tskey-[a-z]{2,10}-[\\w-]{10,80}|ops_eyJ[\\w+/=-]{100,1500}|A3-[A-Z0-9]{6}-[A-Z0-9-]{23,40}|AGE-SECRET-KEY-1[A-Z0-9]{58}|xprv[A-Za-z0-9]{100,112}|perm:[\\w=.-]{40,200}|sl\\.B[\\w-]{100,200})`),
  t("SECRET_JWT", "eyj", `${D}eyJ[\\w-]{8,4000}\\.[\\w-]{8,8000}(?:\\.[\\w-]{0,4000}){0,3}`),
  ...MORE_SHAPES.map(([kind, literals, pattern, check]) => t(kind, literals, pattern.replace("^", B), check === undefined ? {} : { check }))
]

/** Letter, digit, `+`, `/` or `_`: what stands before the literal of every token that begins before it. */
const isInside = (code: number): boolean => isAlnum(code) || code === 43 || code === 47 || code === 95

const MAX_WORD = 48

const tokenStart = (text: string, at: number, back: number | "word"): number => {
  if (back !== "word") return at - back
  let from = at
  while (from > 0 && at - from < MAX_WORD && isWordOrDash(codeAt(text, from - 1))) from--
  return from
}

const gateOf = ({ ahead, back, inside, least, marked }: TokenShape) => (text: string, start: number): boolean => {
  if (marked !== undefined && codeAt(text, start + marked[0]) !== marked[1]) return false
  const before = codeAt(text, start - 1)
  if (back === undefined) return (ahead === 0 || isWordOrDash(codeAt(text, start + ahead)))
  if (!isInside(before) || (least !== undefined && !isWordOrDash(codeAt(text, start - least)))) return false
  return typeof back !== "number" || (start >= back && inside(codeAt(text, start - 1)) && inside(codeAt(text, start - back)) && !isAlnum(codeAt(text, start - back - 1)))
}

const LONG = 32
const LONG_COST = 800
/** And each character of shorter ones. */
const READ_COST = 20

const toRule = (shape: TokenShape): Rule => ({
  literals: shape.literals,
  gate: gateOf(shape),
  ...(shape.back !== undefined ? { look: 40 } : {}),
  ...(shape.back !== undefined ? { stands: "inside" } : shape.boundary ? { stands: "apart" } : {}),
  match: (text, start, end, claim, memo) => {
    const from = tokenStart(text, start, shape.back ?? 0)
    if (from < 0) return 0
    shape.pattern.lastIndex = from
    const found = shape.pattern.exec(text)
    if (found === null) {
      // what goes on for long is read for long before it is refused
      let to = end
      while (to - end < LONG && isWordOrDash(codeAt(text, to))) to++
      memo.spent += to - end === LONG ? LONG_COST : READ_COST * (to - end)
      // a long literal overlaps itself only in a run of one character, which has been judged from its start
      return end - start >= 16 ? end : 0
    }
    const [secretStart, secretEnd] = found.indices?.slice(1).find((pair) => pair !== undefined) ?? [from, from + found[0].length]
    const secret = text.slice(secretStart, secretEnd)
    memo.spent += 8 * secret.length
    // a failed check is dear: not again at once, in a line that is full of the same literal
    if (isUuid(secret) || (shape.check !== undefined && !shape.check(secret))) return start + 16
    claim(secretStart, secretEnd, shape.kind, RANK.token)
    return from + found[0].length
  }
})

export const tokenRules: ReadonlyArray<Rule> = SHAPES.map(toRule)
