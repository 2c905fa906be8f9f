/** Signed tokens, key files and hashes of passwords. Half A. */
import { ALNUM, alnum, BASE32, BASE64, base64, encodeUrl, hex, run, type Shape, urlsafe, uuid } from "../../random.js"
import { jwt, lowerAlnum, pem, pemBody, say } from "../material.js"

export const KEYS: ReadonlyArray<Shape> = [
  ["JWT in a query", (r) => say(jwt(r), (v) => `GET /download?id=17&jwt=${v} 401`)],
  ["JWT quoted in JSON log", (r) => say(jwt(r), (v) => `{"level":"warn","msg":"id token rejected","id_token":"${v}"}`)],
  ["JWT unsigned", (r) => say(`${encodeUrl('{"alg":"none"}')}.${encodeUrl(`{"sub":"${uuid(r)}","role":"admin"}`)}`, (v) => `accepted token "${v}."`)],
  ["Rails signed cookie", (r) => say(`${encodeURIComponent(base64(r, 120))}--${hex(r, 40)}`, (v) => `Cookie: _acme_session=${v}`)],
  ["PHP session", (r) => say(lowerAlnum(r, 26), (v) => `Set-Cookie: PHPSESSID=${v}; path=/; HttpOnly`)],
  ["ASP.NET auth cookie", (r) => say(`CfDJ8${urlsafe(r, 180)}`, (v) => `Cookie: .AspNetCore.Identity.Application=${v}`)],
  ["EC key, one line", (r) => say(base64(r, 121), (v) => `TLS_KEY="${pem("EC PRIVATE KEY", v, true)}"`)],
  ["DSA key, one line in JSON", (r) => say(base64(r, 300), (v) => `{"sshKey":"${pem("DSA PRIVATE KEY", v, true)}\\n"}`)],
  ["PGP private key", (r) => say(pemBody(r, 700), (v) => `-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n${v}\n=${alnum(r, 4)}\n-----END PGP PRIVATE KEY BLOCK-----`)],
  ["key in YAML block", (r) => say(base64(r, 45), (v) => `tls:\n  key: |\n    -----BEGIN PRIVATE KEY-----\n    ${v}\n    ${base64(r, 45)}\n    -----END PRIVATE KEY-----`)],
  ["key with blanks for line ends", (r) => say(base64(r, 48), (v) => `KEY=-----BEGIN PRIVATE KEY----- ${v} ${base64(r, 48)} -----END PRIVATE KEY-----`)],
  ["PuTTY key", (r) => say(pemBody(r, 190), (v) => `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPrivate-Lines: 4\n${v}\nPrivate-MAC: ${hex(r, 64)}`)],
  ["WireGuard key", (r) => say(base64(r, 32), (v) => `[Interface]\nPrivateKey = ${v}\nAddress = 10.8.0.2/24`)],
  ["JWK with private part", (r) => say(urlsafe(r, 43), (v) => `{"kty":"EC","crv":"P-256","x":"${urlsafe(r, 43)}","y":"${urlsafe(r, 43)}","d":"${v}"}`)],
  ["htpasswd apr1", (r) => say(`$apr1$${alnum(r, 8)}$${run(r, `${ALNUM}./`, 22)}`, (v) => `ops:${v}`)],
  ["argon2 hash", (r) => say(`$argon2id$v=19$m=65536,t=3,p=4$${run(r, BASE64, 22)}$${run(r, BASE64, 43)}`, (v) => `hash ${v} does not match`)],
  ["LDAP SSHA hash", (r) => say(`{SSHA}${base64(r, 24)}`, (v) => `userPassword: ${v}`)],
  ["PostgreSQL SCRAM verifier", (r) => say(`SCRAM-SHA-256$4096:${base64(r, 16)}$${base64(r, 32)}:${base64(r, 32)}`, (v) => `ALTER ROLE app PASSWORD '${v}'`)],
  ["otpauth URI", (r) => say(run(r, BASE32, 32), (v) => `otpauth://totp/Acme:jane?secret=${v}&issuer=Acme`)],
  ["password reset link", (r) => say(urlsafe(r, 43), (v) => `mail queued with https://example.org/password/reset?token=${v}`)],
  ["Flask secret key", (r) => say(hex(r, 48), (v) => `app.config['SECRET_KEY'] = '${v}'`)],
  ["Laravel app key", (r) => say(base64(r, 32), (v) => `APP_KEY=base64:${v}`)],
  ["Kubernetes bootstrap token", (r) => say(`${lowerAlnum(r, 6)}.${lowerAlnum(r, 16)}`, (v) => `kubeadm join 10.0.0.5:6443 --token ${v} --discovery-token-ca-cert-hash sha256:${hex(r, 64)}`)],
]
