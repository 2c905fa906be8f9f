/** Tokens whose form is published by the vendor who issues them. */
import { plain } from "./contexts.js"
import { alnum, ALNUM, base64, BASE32, digits, encode, encodeUrl, hex, LOWER, only, pick, run, type Shape, UPPER, urlsafe, uuid } from "./random.js"

const b32 = LOWER + "234567"

export const VENDORS: ReadonlyArray<Shape> = [
  plain("aws access key id", (r) => pick(r, ["AKIA", "ASIA"]) + run(r, BASE32, 16)),
  plain("google api key", (r) => `AIza${urlsafe(r, 35)}`),
  plain("google oauth", (r) => pick(r, [() => `GOCSPX-${urlsafe(r, 28)}`, () => `ya29.a0${urlsafe(r, 160)}`, () => `1//0${urlsafe(r, 60)}`])()),
  plain("azure client secret", (r) => `${alnum(r, 3)}${digits(r, 1)}Q~${urlsafe(r, 34)}`),
  plain("github classic", (r) => pick(r, ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"]) + alnum(r, 36)),
  plain("github fine-grained", (r) => `github_pat_${alnum(r, 22)}_${alnum(r, 59)}`),
  plain("gitlab", (r) => pick(r, ["glpat-", "glrt-", "gldt-", "glcbt-64_", "glsoat-", "glagent-"]) + urlsafe(r, 20)),
  plain("slack token", (r) => pick(r, [() => `xoxb-${digits(r, 12)}-${digits(r, 13)}-${alnum(r, 24)}`, () => `xoxp-${digits(r, 11)}-${digits(r, 11)}-${digits(r, 12)}-${hex(r, 32)}`, () => `xapp-1-A${run(r, UPPER, 10)}-${digits(r, 13)}-${hex(r, 64)}`])()),
  ["slack webhook", (r) => {
    const path = `T${run(r, UPPER + "0123456789", 10)}/B${run(r, UPPER + "0123456789", 10)}/${alnum(r, 24)}`
    return only(`POST https://hooks.slack.com/services/${path} 403`, path.slice(24))
  }],
  ["chat webhooks", (r) => {
    const token = pick(r, [() => urlsafe(r, 68), () => hex(r, 32)])()
    return only(token.length === 68 ? `notify https://discord.com/api/webhooks/${digits(r, 18)}/${token} failed` : `https://contoso.webhook.office.com/webhookb2/${uuid(r)}@${uuid(r)}/IncomingWebhook/${token}/${uuid(r)}`, token)
  }],
  plain("discord bot", (r) => `${encodeUrl(digits(r, 18))}.G${urlsafe(r, 5)}.${urlsafe(r, 38)}`),
  ["telegram bot", (r) => {
    const token = `${digits(r, 10)}:AA${urlsafe(r, 33)}`
    return only(pick(r, [`POST https://api.telegram.org/bot${token}/sendMessage`, `telegram token ${token}`]), token)
  }],
  plain("twilio api key", (r) => `SK${hex(r, 32)}`),
  plain("sendgrid", (r) => `SG.${urlsafe(r, 22)}.${urlsafe(r, 43)}`),
  plain("mailgun", (r) => pick(r, [() => `key-${hex(r, 32)}`, () => `${hex(r, 32)}-${hex(r, 8)}-${hex(r, 8)}`])()),
  plain("mailchimp", (r) => `${hex(r, 32)}-us${1 + r(21)}`),
  plain("brevo", (r) => `xkeysib-${hex(r, 64)}-${alnum(r, 16)}`),
  plain("stripe", (r) => pick(r, [() => `sk_live_${alnum(r, 24)}`, () => `rk_live_${alnum(r, 99)}`, () => `sk_test_51${alnum(r, 97)}`, () => `whsec_${alnum(r, 32)}`])()),
  plain("square", (r) => pick(r, [() => `EAAAE${urlsafe(r, 59)}`, () => `sq0atp-${urlsafe(r, 22)}`, () => `sq0csp-${urlsafe(r, 43)}`])()),
  plain("paypal", (r) => `access_token$production$${run(r, LOWER + "0123456789", 16)}$${hex(r, 32)}`),
  plain("npm", (r) => `npm_${alnum(r, 36)}`),
  plain("pypi", (r) => `pypi-AgEIcHlwaS5vcmc${urlsafe(r, 140)}`),
  plain("rubygems", (r) => `rubygems_${hex(r, 48)}`),
  plain("nuget", (r) => `oy2${run(r, b32, 43)}`),
  plain("docker hub", (r) => pick(r, ["dckr_pat_", "dckr_oat_"]) + urlsafe(r, 27)),
  plain("digitalocean", (r) => pick(r, ["dop_v1_", "doo_v1_", "dor_v1_"]) + hex(r, 64)),
  plain("heroku", (r) => pick(r, [`HRKU-${uuid(r)}`, `HRKU-AA${urlsafe(r, 58)}`])),
  plain("new relic", (r) => pick(r, [() => `NRAK-${run(r, UPPER + "0123456789", 27)}`, () => `NRII-${urlsafe(r, 32)}`, () => `${hex(r, 36)}NRAL`])()),
  ["sentry dsn", (r) => {
    const key = hex(r, 32)
    return only(pick(r, [`SENTRY_DSN=https://${key}@o${digits(r, 6)}.ingest.sentry.io/${digits(r, 7)}`, `raven: https://${key}@sentry.example.org/4 unreachable`]), key)
  }],
  plain("sentry token", (r) => pick(r, [() => `sntrys_${encode(`{"iat":${digits(r, 10)},"url":"https://sentry.io"}`).replace(/=+$/, "")}_${alnum(r, 43)}`, () => `sntryu_${hex(r, 64)}`])()),
  plain("openai", (r) => pick(r, [() => `sk-${alnum(r, 20)}T3BlbkFJ${alnum(r, 20)}`, () => `sk-proj-${urlsafe(r, 74)}T3BlbkFJ${urlsafe(r, 74)}`, () => `sk-svcacct-${urlsafe(r, 58)}T3BlbkFJ${urlsafe(r, 58)}`])()),
  plain("anthropic", (r) => `sk-ant-${pick(r, ["api03", "admin01"])}-${urlsafe(r, 93)}AA`),
  plain("huggingface", (r) => `hf_${run(r, UPPER + LOWER, 34)}`),
  plain("other model vendors", (r) => pick(r, [() => `gsk_${alnum(r, 52)}`, () => `r8_${alnum(r, 37)}`, () => `pplx-${alnum(r, 48)}`, () => `xai-${alnum(r, 80)}`, () => `lsv2_pt_${hex(r, 32)}_${hex(r, 10)}`, () => `sk-or-v1-${hex(r, 64)}`])()),
  plain("vault", (r) => pick(r, [() => `hvs.${urlsafe(r, 24)}`, () => `hvs.CAES${urlsafe(r, 90)}`, () => `hvb.${urlsafe(r, 140)}`, () => `s.${alnum(r, 24)}`])()),
  plain("terraform cloud", (r) => `${alnum(r, 14)}.atlasv1.${urlsafe(r, 67)}`),
  plain("databricks", (r) => `dapi${hex(r, 32)}${pick(r, ["", "-2"])}`),
  plain("shopify", (r) => pick(r, ["shpat_", "shpss_", "shpca_", "shppa_"]) + hex(r, 32)),
  plain("atlassian", (r) => pick(r, [() => `ATATT3xFfGF0${urlsafe(r, 174)}=${run(r, "0123456789ABCDEF", 8)}`, () => `ATBB${alnum(r, 24)}${run(r, "0123456789ABCDEF", 8)}`, () => `ATCTT3xFfGN0${urlsafe(r, 160)}=${run(r, "0123456789ABCDEF", 8)}`])()),
  plain("linear", (r) => `lin_api_${alnum(r, 40)}`),
  plain("grafana", (r) => pick(r, [() => `glsa_${alnum(r, 32)}_${hex(r, 8)}`, () => `glc_${encode(`{"o":"${digits(r, 6)}","n":"ci","k":"${alnum(r, 24)}","m":{"r":"eu"}}`)}`, () => encode(`{"k":"${alnum(r, 32)}","n":"ci","id":1}`)])()),
  plain("notion", (r) => pick(r, [`ntn_${alnum(r, 46)}`, `secret_${alnum(r, 43)}`])),
  plain("developer tools", (r) => pick(r, [() => `PMAK-${hex(r, 24)}-${hex(r, 34)}`, () => `figd_${urlsafe(r, 40)}`, () => `pul-${hex(r, 40)}`, () => `squ_${hex(r, 40)}`, () => `sgp_${hex(r, 40)}`, () => `CFPAT-${urlsafe(r, 43)}`, () => `bkua_${hex(r, 40)}`, () => `PMAT-${run(r, UPPER + "0123456789", 26)}`])()),
  plain("secret managers", (r) => pick(r, [() => `dp.pt.${alnum(r, 43)}`, () => `dp.st.prd.${alnum(r, 43)}`, () => `ops_${encodeUrl(`{"signInAddress":"my.1password.com","deviceUuid":"${uuid(r)}","secretKey":"A3-${alnum(r, 40)}"}`)}`, () => `AGE-SECRET-KEY-1${run(r, "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58)}`])()),
  plain("data platforms", (r) => pick(r, [() => `pscale_tkn_${urlsafe(r, 43)}`, () => `pscale_pw_${urlsafe(r, 43)}`, () => `sbp_${hex(r, 40)}`, () => `sb_secret_${urlsafe(r, 31)}`, () => `pat${alnum(r, 14)}.${hex(r, 64)}`, () => `pnu_${alnum(r, 36)}`])()),
  plain("network and hosting", (r) => pick(r, [() => `tskey-auth-k${alnum(r, 10)}CNTRL-${alnum(r, 32)}`, () => `fo1_${urlsafe(r, 43)}`, () => `nfp_${alnum(r, 36)}`, () => `v1.0-${hex(r, 24)}-${hex(r, 146)}`, () => `tk-us-${urlsafe(r, 48)}`])()),
  plain("dynatrace", (r) => `dt0c01.${run(r, BASE32, 24)}.${run(r, BASE32, 64)}`),
  plain("commerce", (r) => pick(r, [() => `access-production-${uuid(r)}`, () => `FLWSECK-${hex(r, 32)}-X`, () => `EZAK${hex(r, 32)}${alnum(r, 22)}`, () => `shippo_live_${hex(r, 40)}`, () => `pat-na1-${uuid(r)}`, () => `duffel_live_${urlsafe(r, 43)}`])()),
  plain("artifactory", (r) => pick(r, [() => `AKCp8${alnum(r, 68)}`, () => encode(`reftkn:01:${digits(r, 10)}:${alnum(r, 26)}`)])()),
  plain("alibaba and tencent ids", (r) => pick(r, [`LTAI5t${alnum(r, 18)}`, `AKID${alnum(r, 32)}`])),
  plain("social networks", (r) => pick(r, [() => `EAAG${run(r, ALNUM, 150)}ZD`, () => `AAAAAAAAAAAAAAAAAAAAA${alnum(r, 30)}%3D${alnum(r, 40)}`, () => `AAAA${urlsafe(r, 7)}:APA91b${urlsafe(r, 134)}`])()),
  plain("mapbox secret", (r) => `sk.${encodeUrl(`{"u":"acme","a":"c${alnum(r, 24)}"}`)}.${urlsafe(r, 22)}`),
  plain("jwt", (r) => jwt(r)),
  ["jwt in url or cookie", (r) => {
    const token = jwt(r)
    return only(pick(r, [`GET /ws?access_token=${token}&t=1 HTTP/1.1" 101`, `Cookie: theme=dark; id=${token}; lang=en`, `https://app.example.org/#/callback/${token}`, `Set-Cookie: auth=${token}; Path=/; HttpOnly`]), token)
  }],
]

function jwt(r: Parameters<Shape[1]>[0]): string {
  const head = encodeUrl(JSON.stringify(pick(r, [{ alg: "HS256", typ: "JWT" }, { alg: "RS256", kid: hex(r, 16) }, { typ: "JWT", alg: "ES256" }])))
  return `${head}.${encodeUrl(JSON.stringify({ sub: digits(r, 8), iat: 1_760_000_000 + r(1e6), scope: "read" }))}.${base64(r, 32).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")}`
}
