/** Decides from the name of a key what its value is. */
import { codeAt, isDigit, isLower, isUpper } from "./chars.js"
import type { KeyMeaning, Kind, Memo } from "./kinds.js"


/** Literals that make a key worth parsing; all lower case. */
export const KEY_LITERALS: ReadonlyArray<string> = [
  "pass", "pwd", "secret", "token", "key", "cred", "auth", "cookie", "sess", "sid", "jwt", "bearer", "sig", "salt",
  "mnemonic", "otp", "cvv", "cvc", "pin", "pw", "psk", "psw", "sas", "webhook", "accesskey", "passcode", "mot_de_passe", "kennwort", "contrase", "_pat", "device_code", "devicecode",
  "code_verifier", "codeverifier", "dockercfg", "dockerconfigjson", "senha", "wachtwoord", "heslo", "haslo", "losenord", "adgangskode", "parola", "salasana", "sifre",
  "jelszo", "sandi", "geslo", "lozink", "zapork", "parool", "parole", "slaptaz", "laluan", "lykilord", "clave", "_sk", "sonar.login", "pepper", "p12", "pfx"
]

/** Words behind which the key names a property of the secret, not the secret. */
const ABOUT = new Set((
  "policy length len file files filename path dir name names field fields count counts size type types expiry expires expired expiration exp ttl age days " +
  "timeout reset changed change attempts attempt retries min max hint required enabled disabled version versions url uri endpoint host alias aliases " +
  "ref refs reference arn status state error errors failed failure valid invalid prompt manager provider store storage class format encoding encoder rotation interval " +
  "source engine mode ring usage usages limit limits used id ids index space bytes per serializer deserializer prefix suffix column columns method methods " +
  "issuer audience algorithm alg factory service controller server handler module plugin config configuration params mount mounts volume budget lookup map set list generated created updated last verified"
).split(" "))
/** `secret_id`, `key_id`: an identifier, except that AppRole and OAuth use secret_id as a credential. */
const NOT_TOKENS = new Set("next page continue continuation cancellation cancel sync start end unexpected syntax prompt completion input output total max lexer parser reserved delegation resume scroll fencing ack shard".split(" "))
const KEY_QUALIFIERS = new Set((
  "api access private secret encryption decryption encrypt signing sign master account storage shared auth client license licence deploy ssh app application " +
  "subscription admin root write read ingest integration routing function functions host hmac crypto cipher aes rsa jwt session webhook server service " +
  "user developer dev consumer customer security sas tls ssl pgp gpg bot project org organization publishable live test prod production pre preshared psk wpa apikey accesskey " +
  "data recovery backup seed wallet kms vault root unseal cookie validation cryptsetup luks volume ingestion ingest activation product instrumentation gossip mesh fernet hmac symmetric wrapping"
).split(" "))
const PASSWORDS = /^(?:.*(?:password|passwd|passphrase|passcode|passwort|kennwort|wachtwoord|adgangskode|losenord|salasana|passord|jelszo|lykilord|slaptazodis|kata_?sandi|kata_?laluan)|sandi|geslo|lozinka|zaporka|parool|parole|clave|senha|heslo|haslo|parola|sifre|pass|pwd|pw|psw|pswd|(?:store|key|ssh|vnc|rpc|http|proxy|service|become|db|my|sql|pg|user|root|admin|ldap|bind|smtp|mail|ftp|redis|auth|login|rds|keystore|truststore|sudo|wifi)(?:pass|pwd|pw)|contrasena|contraseña|userpass|authtok|rootpw|bindpw|adminpw|sshpass|requirepass|masterauth)$/
const VENDORS: ReadonlyArray<readonly [RegExp, Kind]> = [
  [/aws.*(session|security).*token|x_amz_security_token/, "SECRET_AWS_SESSION_TOKEN"], [/(aws|s3|amazon).*(secret|key)|secret_access_key/, "SECRET_AWS_SECRET_KEY"],
  [/azure.*client|client.*azure|arm_client/, "SECRET_AZURE_CLIENT_SECRET"], [/account_key|azure.*storage|storage_key|shared_access_key/, "SECRET_AZURE_STORAGE_KEY"], [/azure.*sas|sas_token/, "SECRET_AZURE_SAS"],
  [/gcp|google/, "SECRET_GCP_API_KEY"], [/heroku/, "SECRET_HEROKU_KEY"], [/digitalocean|spaces/, "SECRET_DIGITALOCEAN_TOKEN"], [/cloudflare|^cf_/, "SECRET_CLOUDFLARE_TOKEN"],
  [/alibaba|aliyun/, "SECRET_ALIBABA_KEY"], [/vercel/, "SECRET_VERCEL_TOKEN"], [/github|^gh_/, "SECRET_GITHUB_TOKEN"], [/gitlab|private_token/, "SECRET_GITLAB_TOKEN"], [/bitbucket/, "SECRET_BITBUCKET_TOKEN"],
  [/npm/, "SECRET_NPM_TOKEN"], [/pypi|twine/, "SECRET_PYPI_TOKEN"], [/docker/, "SECRET_DOCKER_TOKEN"], [/artifactory|jfrog/, "SECRET_ARTIFACTORY_TOKEN"],
  [/circle|travis|drone|jenkins|buildkite|codecov/, "SECRET_CI_TOKEN"], [/sonar/, "SECRET_SONAR_TOKEN"], [/terraform|^tf_|tfe/, "SECRET_TERRAFORM_TOKEN"], [/pulumi/, "SECRET_PULUMI_TOKEN"], [/vault/, "SECRET_VAULT_TOKEN"], [/doppler/, "SECRET_DOPPLER_TOKEN"],
  [/slack/, "SECRET_SLACK_TOKEN"], [/discord/, "SECRET_DISCORD_TOKEN"], [/telegram/, "SECRET_TELEGRAM_TOKEN"], [/twilio/, "SECRET_TWILIO_KEY"], [/sendgrid/, "SECRET_SENDGRID_KEY"], [/mailgun/, "SECRET_MAILGUN_KEY"], [/mailchimp|mandrill/, "SECRET_MAILCHIMP_KEY"],
  [/stripe/, "SECRET_STRIPE_KEY"], [/square/, "SECRET_SQUARE_TOKEN"], [/paypal|braintree/, "SECRET_PAYPAL_TOKEN"], [/shopify/, "SECRET_SHOPIFY_TOKEN"], [/linear/, "SECRET_LINEAR_KEY"], [/atlassian|jira|confluence/, "SECRET_ATLASSIAN_TOKEN"], [/okta/, "SECRET_OKTA_TOKEN"],
  [/notion/, "SECRET_NOTION_TOKEN"], [/airtable/, "SECRET_AIRTABLE_TOKEN"], [/facebook|^fb_/, "SECRET_FACEBOOK_TOKEN"], [/openai/, "SECRET_OPENAI_KEY"], [/anthropic|claude/, "SECRET_ANTHROPIC_KEY"], [/hugging_?face|^hf_/, "SECRET_HUGGINGFACE_TOKEN"], [/cohere|mistral|groq|replicate/, "SECRET_MODEL_KEY"],
  [/datadog|^dd_/, "SECRET_DATADOG_KEY"], [/new_?relic/, "SECRET_NEWRELIC_KEY"], [/sentry/, "SECRET_SENTRY_TOKEN"], [/grafana/, "SECRET_GRAFANA_TOKEN"], [/databricks/, "SECRET_DATABRICKS_TOKEN"], [/pagerduty|opsgenie/, "SECRET_PAGERDUTY_KEY"], [/splunk|hec_/, "SECRET_SPLUNK_TOKEN"]
]

/** `dbPassword` and `db-password.old` become `db_password_old`. */
export const normaliseKey = (key: string): string => {
  let name = ""
  for (let i = 0; i < key.length; i++) {
    const code = codeAt(key, i)
    if (isUpper(code)) {
      const before = codeAt(key, i - 1)
      // a word begins where the case changes, or at the last capital of several
      if (isDigit(before) || isLower(before) || (isUpper(before) && isUpper(codeAt(key, i - 2)) && isLower(codeAt(key, i + 1)))) name += "_"
    }
    name += key[i] ?? ""
  }
  return name.toLowerCase().replace(/[^a-zà-ÿ0-9]+/g, "_").replace(/^_+|_+$/g, "")
}

const ANY_VENDOR = new RegExp(VENDORS.map(([pattern]) => pattern.source).join("|"))

const vendorKind = (key: string, otherwise: Kind): Kind => !ANY_VENDOR.test(key) ? otherwise : VENDORS.find(([pattern]) => pattern.test(key))?.[1] ?? otherwise

const MAX_REMEMBERED = 2_000
const remembered = new Map<string, KeyMeaning | null>()

/** Judging a name that the text has not had yet, whether or not another text had it: what is hidden must not depend on that. */
const JUDGE_COST = 2_000
const COUNTED_COST = 300
/** A number that is a word of its own says nothing: names that are counted through are judged once. */
const NUMBER = /(?<![A-Za-z0-9])\d+(?![A-Za-z0-9])/g

/** Meaning of a key, or null when its value is no secret. Keys longer than 80 characters are judged by their end. */
export const keyMeaning = (raw: string, memo: Memo): KeyMeaning | null => {
  const met = memo.keys.get(raw)
  if (met !== undefined) return met
  memo.spent += COUNTED_COST
  const name = raw.slice(-80).replace(NUMBER, "0")
  let meaning = memo.keys.get(name)
  if (meaning === undefined) {
    memo.spent += JUDGE_COST
    meaning = remembered.get(name)
    if (meaning === undefined) {
      if (remembered.size >= MAX_REMEMBERED) remembered.clear()
      remembered.set(name, meaning = judge(name))
    }
    memo.keys.set(name, meaning)
  }
  memo.keys.set(raw, meaning)
  return meaning
}

const judge = (raw: string): KeyMeaning | null => {
  const key = normaliseKey(raw)
  const words = key.split("_").filter((word) => word !== "" && !/^\d+$/.test(word))
  let last = words.at(-1) ?? ""
  if (/^(?:value|val|base64|b64|hex|encoded|plain|plaintext|raw|text|old|new|current|previous|prev|backup|data|primary|secondary|base|v\d)$/.test(last) && words.length > 1) last = words.at(-2) ?? ""
  const before = words.slice(0, words.lastIndexOf(last))
  // `passwords`, `pwd1`
  last = last.replace(/(?<=[a-z]{3})\d{1,2}$/, "").replace(/(?<=password|passwd|passphrase|passcode|token|credential)s$/, "")
  const has = (word: string): boolean => words.includes(word)

  if (/(?:^|_)(?:secret_id|vault_secret_id)$/.test(key)) return { kind: "SECRET_VAULT_TOKEN", demand: "weak" }
  if (key === "client_key_data" || key === "client_key") return { kind: "SECRET_KUBECONFIG", demand: "random" }
  if (/(?:password|passwd|pass|pw)_?(?:hash|digest|salt)$/.test(key)) return { kind: "SECRET_PASSWORD_HASH", demand: "weak" }
  if (/(?:sess(?:ion)?_?id|^sid|_sid|sess(?:ion)?_?(?:cookie|key|hash))$|^(?:jsessionid(?:sso)?|phpsessid|aspsessionid\w*|connect_sid|asp_net_session_id)$|_session$/.test(key)) return { kind: "SECRET_SESSION", demand: "random" }
  if (/sonar_login$/.test(key)) return { kind: "SECRET_SONAR_TOKEN", demand: "weak" }
  if (/(?:secret|security)_?answer$/.test(key)) return { kind: "SECRET_PASSWORD", demand: "strong" }
  if (/azure_account_key/.test(key)) return { kind: "SECRET_AZURE_STORAGE_KEY", demand: "weak" }
  if (/^(?:keystore|keytab|pkcs12|p12|pfx|jks)$/.test(last) && (words.at(-1) !== last || words.length === 1)) return { kind: "SECRET_PRIVATE_KEY", demand: "random" }
  if (ABOUT.has(last) || /^(?:ch|ht|mk|smb)passwd$/.test(key)) return null
  if (/(?:^|_)(?:device_?code|code_?verifier)$/.test(key)) return { kind: "SECRET_TOKEN", demand: "weak" }
  if (/docker_?(?:cfg|config_?json)$/.test(key)) return { kind: "SECRET_DOCKER_AUTH", demand: "weak" }
  if (PASSWORDS.test(last) || /pass_?(?:word|phrase)$|mot_de_passe$/.test(key)) return { kind: vendorKind(key, "SECRET_PASSWORD") === "SECRET_VAULT_TOKEN" ? "SECRET_VAULT_TOKEN" : "SECRET_PASSWORD", demand: last === "pass" || last === "pw" || last === "pwd" ? "weak" : "strong" }
  if (/^(?:otp|totp|cvv\d?|cvc\d?|pin|pincode|passcode)$/.test(last) || /^(?:mfa|otp|totp|verification|security|auth|2fa|sms|login)_(?:code|pin)$/.test(key)) return { kind: "SECRET_OTP", demand: "weak" }
  if (/^(?:mnemonic|seed_phrase|recovery_phrase|seed_words)$/.test(key)) return { kind: "SECRET_SEED_PHRASE", demand: "strong" }
  if (/(?:^|_)(?:x_amz_)?(?:signature|sig)$/.test(key)) return { kind: "SECRET_SIGNED_URL", demand: "random" }
  if (/^(?:set_)?cookies?$/.test(last)) return { kind: "SECRET_COOKIE", demand: "random" }
  if (last === "secret" || last === "secrets" || /secret$/.test(last)) return { kind: vendorKind(key, "SECRET_VALUE"), demand: "weak" }
  if (/^(?:creds?|credentials?)$/.test(last)) return { kind: vendorKind(key, "SECRET_VALUE"), demand: "weak" }
  if (/token$/.test(last) || last === "jwt" || last === "bearer" || last === "pat") return before.some((word) => NOT_TOKENS.has(word)) ? null : { kind: vendorKind(key, "SECRET_TOKEN"), demand: "weak" }
  if (/^(?:authkey|authcode|sk)$/.test(last)) return { kind: "SECRET_API_KEY", demand: "weak" }
  if (/^(?:auth|authtoken|authorization)$/.test(last) || (last === "basic" && has("auth"))) return { kind: "SECRET_AUTH_HEADER", demand: "random" }
  if (last === "psk") return { kind: "SECRET_PASSWORD", demand: "weak" }
  if (/^(?:salt|pepper|hmac|sas|webhook)$/.test(last)) return { kind: vendorKind(key, "SECRET_VALUE"), demand: "random" }
  if (/keys?$/.test(last)) {
    if (/^pub(?:lic)?_?keys?$/.test(last) || has("public") || has("pub")) return null
    const glued = last.replace(/_?keys?$/, "")
    const qualified = has("secret") || (glued !== "" && KEY_QUALIFIERS.has(glued)) || before.some((word) => KEY_QUALIFIERS.has(word)) || vendorKind(key, "SECRET_VALUE") !== "SECRET_VALUE"
    return { kind: vendorKind(key, qualified ? "SECRET_API_KEY" : "SECRET_VALUE"), demand: qualified ? "weak" : "random" }
  }
  return has("secret") || has("password") ? { kind: vendorKind(key, "SECRET_VALUE"), demand: "random" } : null
}
