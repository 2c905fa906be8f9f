/** Secrets in requests, responses and their logs. Half A. */
import { alnum, base64, encode, hex, password, type Shape, urlsafe, user } from "../../random.js"
import { jwt, say } from "../material.js"

export const HTTP: ReadonlyArray<Shape> = [
  ["Basic header, lower case in JSON", (r) => say(encode(`${user(r)}:${password(r)}`), (v) => `"headers":{"authorization":"Basic ${v}","accept":"*/*"}`)],
  ["Basic header as an array", (r) => say(encode(`${user(r)}:${password(r)}`), (v) => `map[Authorization:[Basic ${v}] Accept:[*/*]]`)],
  ["Bearer in JSON", (r) => say(alnum(r, 32), (v) => `{"Authorization":"Bearer ${v}"}`)],
  ["raw Authorization", (r) => say(hex(r, 40), (v) => `authorization=${v}`)],
  ["Hawk and HMAC header", (r) => say(base64(r, 32), (v) => `Authorization: Hawk id="dh37fgj492je", ts="1353832234", nonce="j4h3g2", mac="${v}"`)],
  ["NTLM header", (r) => say(`TlRMTVNTUAADAAAA${base64(r, 90)}`, (v) => `Authorization: NTLM ${v}`)],
  ["X-Auth-Token", (r) => say(hex(r, 32), (v) => `X-Auth-Token: ${v}`)],
  ["Set-Cookie session", (r) => say(urlsafe(r, 48), (v) => `Set-Cookie: connect.sid=s%3A${v}; Path=/; HttpOnly`)],
  ["query api_key", (r) => say(alnum(r, 32), (v) => `"GET /v1/rates?base=EUR&api_key=${v}&format=json HTTP/1.1" 200 512`)],
  ["query password, encoded", (r) => say(encodeURIComponent(`${password(r)}&1`), (v) => `POST /login?user=jane&password=${v}&next=%2F`)],
  ["OAuth code", (r) => say(urlsafe(r, 43), (v) => `GET /oauth/callback?code=${v}&state=xyz 302`)],
  ["form client_secret", (r) => say(alnum(r, 40), (v) => `grant_type=client_credentials&client_id=web&client_secret=${v}`)],
  ["form assertion", (r) => say(jwt(r), (v) => `grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=${v}`)],
  ["multipart field", (r) => say(password(r), (v) => `------x\r\nContent-Disposition: form-data; name="password"\r\n\r\n${v}\r\n------x--`)],
  ["GraphQL variables", (r) => say(password(r), (v) => `{"query":"mutation Login($p:String!){login(password:$p){id}}","variables":{"p":"x","newPassword":"${v}"}}`)],
  ["SOAP body", (r) => say(password(r), (v) => `<ns2:login><ns2:userName>jane</ns2:userName><ns2:passWord>${v}</ns2:passWord></ns2:login>`)],
  ["WebSocket protocol token", (r) => say(urlsafe(r, 64), (v) => `Sec-WebSocket-Protocol: base64url.bearer.authorization.k8s.io.${v}`)],
  ["HAR header", (r) => say(urlsafe(r, 48), (v) => `{"name":"Authorization","value":"Bearer ${v}"}`)],
  ["webhook signature secret", (r) => say(hex(r, 40), (v) => `computing hmac with secret "${v}"`)],
]
