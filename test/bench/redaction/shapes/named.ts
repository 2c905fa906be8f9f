/** Keys that look like any other string: the name, header or address beside them tells. */
import { assigned, header, named } from "./contexts.js"
import { alnum, base64, digits, encode, hex, host, LOWER, only, password, pick, run, type Shape, urlsafe, user, uuid } from "./random.js"

const bearer = (r: Parameters<Shape[1]>[0]) => pick(r, [() => alnum(r, 32), () => urlsafe(r, 43), () => hex(r, 40), () => base64(r, 30), () => uuid(r)])()

export const NAMED: ReadonlyArray<Shape> = [
  named("aws secret key", ["aws_secret_access_key", "AWS_SECRET_ACCESS_KEY", "SecretAccessKey", "secretAccessKey", "aws.secretKey", "s3_secret_key", "fs.s3a.secret.key"], (r) => base64(r, 30)),
  named("aws session token", ["aws_session_token", "AWS_SESSION_TOKEN", "SessionToken", "sessionToken"], (r) => `IQoJb3JpZ2lu${base64(r, 240)}`),
  ["signed s3 url", (r) => {
    const signature = hex(r, 64)
    return only(`GET https://b.s3.amazonaws.com/k.gz?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261101T000000Z&X-Amz-Expires=900&X-Amz-Signature=${signature} 200`, signature)
  }],
  ["azure storage connection", (r) => {
    const key = base64(r, 64)
    return only(pick(r, [`DefaultEndpointsProtocol=https;AccountName=st${digits(r, 5)};AccountKey=${key};EndpointSuffix=core.windows.net`, `AccountEndpoint=https://c.documents.azure.com:443/;AccountKey=${key};`, `--account-name st1 --account-key ${key}`, `AZURE_STORAGE_KEY=${key}`]), key)
  }],
  ["azure service bus", (r) => {
    const key = base64(r, 32)
    return only(pick(r, [`Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=${key}`, `HostName=hub.azure-devices.net;DeviceId=d1;SharedAccessKey=${key}`]), key)
  }],
  ["azure sas", (r) => {
    const sig = encodeURIComponent(base64(r, 32))
    return only(`PUT https://st.blob.core.windows.net/c/b?sv=2022-11-02&ss=b&srt=sco&sp=rwdlac&se=2026-12-01T00:00:00Z&spr=https&sig=${sig} 201`, sig)
  }],
  named("azure devops pat", ["AZURE_DEVOPS_EXT_PAT", "azdo_pat", "SYSTEM_ACCESSTOKEN"], (r) => run(r, `${LOWER}234567`, 52)),
  named("datadog", ["DD_API_KEY", "DATADOG_API_KEY", "dd_app_key", "datadog.apiKey", "DD_APPLICATION_KEY"], (r) => hex(r, pick(r, [32, 40]))),
  ["datadog header", (r) => header(r, pick(r, ["DD-API-KEY", "DD-APPLICATION-KEY"]), "", hex(r, 32))],
  named("twilio auth token", ["TWILIO_AUTH_TOKEN", "twilio.authToken", "twilio_auth_token"], (r) => hex(r, 32)),
  named("heroku api key", ["HEROKU_API_KEY", "heroku_api_key"], uuid),
  named("cloudflare", ["CLOUDFLARE_API_TOKEN", "CF_API_KEY", "cloudflare_api_key"], (r) => pick(r, [urlsafe(r, 40), hex(r, 37)])),
  named("pagerduty", ["PAGERDUTY_API_KEY", "pagerduty_routing_key", "routing_key", "integration_key"], (r) => hex(r, 32)),
  named("oauth client secret", ["client_secret", "clientSecret", "AUTH0_CLIENT_SECRET", "spring.security.oauth2.client.registration.okta.client-secret", "OIDC_CLIENT_SECRET"], (r) => urlsafe(r, pick(r, [32, 64]))),
  ["okta token", (r) => header(r, "Authorization", "SSWS", `00${urlsafe(r, 40)}`)],
  ["opsgenie and splunk", (r) => header(r, "Authorization", pick(r, ["GenieKey", "Splunk"]), uuid(r))],
  ["elastic api key", (r) => header(r, "Authorization", "ApiKey", encode(`${urlsafe(r, 20)}:${urlsafe(r, 22)}`))],
  ["bearer", (r) => header(r, "Authorization", "Bearer", bearer(r))],
  ["token scheme", (r) => header(r, "Authorization", pick(r, ["token", "Token"]), hex(r, 40))],
  ["basic", (r) => header(r, pick(r, ["Authorization", "Proxy-Authorization"]), "Basic", encode(`${user(r)}:${password(r)}`))],
  ["api key header", (r) => header(r, pick(r, ["X-API-Key", "X-Auth-Token", "PRIVATE-TOKEN", "X-Vault-Token", "apikey", "Ocp-Apim-Subscription-Key", "X-Access-Token", "X-Goog-Api-Key", "X-Shopify-Access-Token", "Api-Key", "Circle-Token"]), "", pick(r, [alnum(r, 32), hex(r, 40), urlsafe(r, 24)]))],
  ["key in a query", (r) => {
    const value = pick(r, [alnum(r, 24), hex(r, 32), urlsafe(r, 40)])
    return only(`"GET /v2/items?page=2&${pick(r, ["api_key", "apikey", "access_token", "token", "auth_token", "key", "apiKey", "refresh_token", "client_secret", "password", "secret"])}=${value}&sort=asc HTTP/1.1" 403 118`, value)
  }],
  named("oauth tokens in bodies", ["access_token", "refresh_token", "id_token", "accessToken", "refreshToken", "device_code", "oauth_token_secret"], (r) => urlsafe(r, 48)),
  named("application secrets", ["SECRET_KEY_BASE", "SECRET_KEY", "JWT_SECRET", "jwt.signing.key", "SESSION_SECRET", "COOKIE_SECRET", "ENCRYPTION_KEY", "APP_KEY", "signing_secret", "webhook_secret", "HMAC_KEY", "master_key", "MASTER_KEY", "encryptionKey"], (r) => pick(r, [hex(r, 64), alnum(r, 50), base64(r, 32), hex(r, 128)])),
  named("generic tokens", ["API_TOKEN", "apiToken", "auth-token", "GITHUB_TOKEN", "CI_JOB_TOKEN", "NPM_AUTH_TOKEN", "bot_token", "deploy_token", "x-access-token", "personal_access_token", "csrf_token", "SLACK_SIGNING_SECRET"], (r) => alnum(r, 30)),
  named("api keys of any vendor", ["WEATHER_API_KEY", "maps.api.key", "ALGOLIA_ADMIN_KEY", "segment_write_key", "fastly-api-key", "access_key", "private_key", "FASTLY_API_TOKEN", "licenseKey", "subscription_key", "storage_key", "apikey"], (r) => pick(r, [hex(r, 32), alnum(r, 36)])),
  named("alibaba secret", ["ALIBABA_CLOUD_ACCESS_KEY_SECRET", "accessKeySecret", "aliyun.oss.secret"], (r) => alnum(r, 30)),
  ["session cookies", (r) => {
    const id = pick(r, [() => run(r, "0123456789ABCDEF", 32), () => run(r, LOWER + "0123456789", 26), () => `s%3A${urlsafe(r, 32)}.${alnum(r, 43)}`, () => urlsafe(r, 44)])()
    const name = pick(r, ["JSESSIONID", "PHPSESSID", "connect.sid", "sessionid", "ASP.NET_SessionId", "_session_id", "laravel_session", ".AspNetCore.Cookies", "SESSION", "sid"])
    return only(pick(r, [`Cookie: ${name}=${id}; theme=dark`, `Set-Cookie: ${name}=${id}; Path=/; HttpOnly; Secure`, `cookie="${name}=${id}"`, `"set-cookie":["${name}=${id}; Path=/"]`]), id)
  }],
  ["session ids", (r) => assigned(r, pick(r, ["session_id", "sessionId", "PHPSESSID", "JSESSIONID"]), alnum(r, 32))],
  ["vault unseal", (r) => {
    const key = base64(r, 33)
    return only(`${pick(r, ["Unseal Key 1", "Recovery Key 3", "Initial Root Token"])}: ${key}`, key)
  }],
  ["joining keys", (r) => {
    const [text, secret] = pick(r, [
      () => [(s: string) => `kubeadm join ${host(r)}:6443 --token ${s} --discovery-token-unsafe-skip-ca-verification`, `${run(r, LOWER + "0123456789", 6)}.${run(r, LOWER + "0123456789", 16)}`] as const,
      () => [(s: string) => `docker swarm join --token ${s} ${host(r)}:2377`, `SWMTKN-1-${run(r, LOWER + "0123456789", 50)}-${run(r, LOWER + "0123456789", 25)}`] as const,
      () => [(s: string) => `K3S_TOKEN=${s}`, `K10${hex(r, 64)}::server:${hex(r, 32)}`] as const,
    ])()
    return only(text(secret), secret)
  }],
  ["one-time secrets", (r) => {
    const seed = run(r, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 32)
    return only(pick(r, [`otpauth://totp/Acme:j.smith?secret=${seed}&issuer=Acme`, `totp_secret=${seed}`, `mfa_secret: ${seed}`]), seed)
  }],
]
