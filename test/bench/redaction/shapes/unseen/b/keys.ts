/** Signed tokens, key files and hashes of passwords. Half B. */
import { ALNUM, alnum, base64, digits, encode, encodeUrl, hex, pick, run, type Shape, urlsafe } from "../../random.js"
import { both, jwt, lowerAlnum, pem, pemBody, say } from "../material.js"

export const KEYS: ReadonlyArray<Shape> = [
  ["JWT behind Bearer", (r) => say(jwt(r), (v) => `authorization: Bearer ${v}`)],
  ["JWT bare in prose", (r) => say(jwt(r), (v) => `could not verify ${v}: signature mismatch`)],
  ["JWE compact", (r) => say(`${encodeUrl('{"alg":"RSA-OAEP-256","enc":"A256GCM"}')}.${urlsafe(r, 342)}.${urlsafe(r, 16)}.${urlsafe(r, 200)}.${urlsafe(r, 22)}`, (v) => `session=${v}`)],
  ["PASETO", (r) => say(`v4.local.${urlsafe(r, 150)}`, (v) => `paseto ${v} expired`)],
  ["Django session and csrf", (r) => both(lowerAlnum(r, 32), alnum(r, 64), (a, b) => `Cookie: sessionid=${a}; csrftoken=${b}`)],
  ["Java session", (r) => say(hex(r, 32).toUpperCase(), (v) => `GET /shop/cart.jsp;jsessionid=${v}?item=4`)],
  ["RSA key, lines", (r) => say(pemBody(r, 600), (v) => pem("RSA PRIVATE KEY", v, false))],
  ["OpenSSH key, lines", (r) => say(`b3BlbnNzaC1rZXktdjEAAAAA${pemBody(r, 300)}`, (v) => pem("OPENSSH PRIVATE KEY", v, false))],
  ["encrypted PKCS#8 key", (r) => say(pemBody(r, 500), (v) => pem("ENCRYPTED PRIVATE KEY", v, false))],
  ["RSA key with DEK-Info", (r) => say(pemBody(r, 400), (v) => pem("RSA PRIVATE KEY", `Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,${hex(r, 32).toUpperCase()}\n\n${v}`, false))],
  ["key without its end", (r) => say(base64(r, 48), (v) => `-----BEGIN RSA PRIVATE KEY-----\n${v}`)],
  ["SSH2 private key", (r) => say(pemBody(r, 200), (v) => `---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: "ops"\n${v}\n---- END SSH2 ENCRYPTED PRIVATE KEY ----`)],
  ["age key", (r) => say(`AGE-SECRET-KEY-1${run(r, "023456789ACDEFGHJKLMNPQRSTUVWXYZ", 58)}`, (v) => `sops: decrypting with ${v}`)],
  ["base64 of a PEM key", (r) => say(encode(pem("RSA PRIVATE KEY", pemBody(r, 120), false)), (v) => `client-key-data: ${v}`)],
  ["shadow line", (r) => say(`$6$${alnum(r, 16)}$${run(r, `${ALNUM}./`, 86)}`, (v) => `root:${v}:19700:0:99999:7:::`)],
  ["bcrypt hash", (r) => say(`$2${pick(r, ["a", "b", "y"])}$1${r(3)}$${run(r, `${ALNUM}./`, 53)}`, (v) => `user row (17, 'jane', '${v}')`)],
  ["Django hash", (r) => say(`pbkdf2_sha256$600000$${alnum(r, 22)}$${base64(r, 32)}`, (v) => `UPDATE auth_user SET password = '${v}' WHERE id = 4`)],
  ["MySQL native hash", (r) => say(`*${hex(r, 40).toUpperCase()}`, (v) => `CREATE USER 'app'@'%' IDENTIFIED WITH mysql_native_password AS '${v}'`)],
  ["NTLM hash dump", (r) => say(hex(r, 32), (v) => `Administrator:500:aad3b435b51404eeaad3b435b51404ee:${v}:::`)],
  ["one-time code", (r) => say(digits(r, 6), (v) => `sms sent: Your verification code is ${v}`)],
  ["recovery codes", (r) => both(`${lowerAlnum(r, 5)}-${lowerAlnum(r, 5)}`, `${lowerAlnum(r, 5)}-${lowerAlnum(r, 5)}`, (a, b) => `recovery_codes: ["${a}", "${b}"]`)],
  ["Rails master key", (r) => say(hex(r, 32), (v) => `RAILS_MASTER_KEY=${v} bin/rails server`)],
  ["Fernet key", (r) => say(`${urlsafe(r, 43)}=`, (v) => `AIRFLOW__CORE__FERNET_KEY=${v}`)],
]
