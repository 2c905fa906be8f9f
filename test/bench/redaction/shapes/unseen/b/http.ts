/** Secrets in requests, responses and their logs. Half B. */
import { alnum, BASE64, base64, DIGITS, encode, hex, password, run, type Shape, UPPER, urlsafe, user } from "../../random.js"
import { both, say } from "../material.js"

export const HTTP: ReadonlyArray<Shape> = [
  ["Basic header", (r) => say(encode(`${user(r)}:${password(r)}`), (v) => `Authorization: Basic ${v}`)],
  ["Proxy-Authorization", (r) => say(encode(`${user(r)}:${password(r)}`), (v) => `Proxy-Authorization: Basic ${v}`)],
  ["Bearer opaque", (r) => say(urlsafe(r, 43), (v) => `--> GET /v2/orders Authorization: Bearer ${v}`)],
  ["Bearer, header in Python repr", (r) => say(urlsafe(r, 36), (v) => `{'Authorization': 'Bearer ${v}', 'User-Agent': 'requests/2.31'}`)],
  ["Digest response", (r) => say(hex(r, 32), (v) => `Authorization: Digest username="jane", realm="r", nonce="${hex(r, 16)}", uri="/", response="${v}"`)],
  ["OAuth 1 header", (r) => both(encodeURIComponent(base64(r, 20)), alnum(r, 32), (a, b) => `Authorization: OAuth oauth_consumer_key="web", oauth_token="${b}", oauth_signature="${a}"`)],
  ["Negotiate header", (r) => say(`YII${run(r, BASE64, 201)}`, (v) => `Authorization: Negotiate ${v}`)],
  ["X-CSRF-Token", (r) => say(base64(r, 32), (v) => `X-CSRF-Token: ${v}`)],
  ["Cookie auth token", (r) => say(hex(r, 64), (v) => `Cookie: lang=de; auth_token=${v}; theme=dark`)],
  ["query access_token", (r) => say(urlsafe(r, 60), (v) => `GET /me?access_token=${v} HTTP/1.1`)],
  ["fragment token", (r) => say(urlsafe(r, 80), (v) => `redirect to https://app.example.org/cb#access_token=${v}&token_type=bearer&expires_in=3600`)],
  ["form body", (r) => say(password(r), (v) => `body: grant_type=password&username=jane&password=${v}&scope=read`)],
  ["form refresh_token", (r) => say(urlsafe(r, 90), (v) => `refresh_token=${v}&grant_type=refresh_token`)],
  ["nested form names", (r) => say(password(r), (v) => `user[email]=jane%40example.org&user[password]=${v}&commit=Go`)],
  ["token response", (r) => both(urlsafe(r, 60), urlsafe(r, 60), (a, b) => `{"access_token":"${a}","token_type":"Bearer","expires_in":3600,"refresh_token":"${b}"}`)],
  ["GraphQL inline", (r) => say(password(r), (v) => `mutation { login(user: "jane", password: "${v}") { token } }`)],
  ["SAML response", (r) => say(encodeURIComponent(base64(r, 240)), (v) => `POST /acs SAMLResponse=${v}`)],
  ["gRPC metadata", (r) => say(urlsafe(r, 48), (v) => `metadata: Metadata(authorization=Bearer ${v},user-agent=grpc-java/1.50)`)],
  ["signed CDN URL", (r) => say(urlsafe(r, 120), (v) => `https://d111.cloudfront.net/a.mp4?Expires=1767225600&Signature=${v}&Key-Pair-Id=K${run(r, UPPER + DIGITS, 13)}`)],
]
