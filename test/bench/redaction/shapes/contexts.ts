/** The sentences, settings, headers and addresses in which a token turns up in logs. */
import { only, type Planted, pick, type Random, type Shape, user, uuid } from "./random.js"

/** A token that its own form gives away: shown in any surrounding, also a bare one. */
export const plain = (kind: string, make: (r: Random) => string): Shape => [
  kind,
  (r) => {
    const token = make(r)
    return only(
      pick(r, [
        () => `using ${token}`,
        () => token,
        () => `token=${token}`,
        () => `{"level":"debug","value":"${token}","retry":1}`,
        () => `rejected credential '${token}' (401)`,
        () => `args: [${token}, --verbose]`,
        () => `curl -H "Authorization: Bearer ${token}" https://api.example.com/v1/me`,
        () => `GET /hook?auth=${token}&v=2 HTTP/1.1`,
        () => `"msg":"{\\"body\\":\\"${token}\\"}"`,
      ])(),
      token,
    )
  },
]

/** A value without a form of its own: only its name tells. */
export const named = (kind: string, names: ReadonlyArray<string>, make: (r: Random) => string): Shape => [kind, (r) => assigned(r, pick(r, names), make(r))]

/** name and value in one of the usual notations of settings. */
export const assigned = (r: Random, name: string, value: string): Planted =>
  only(
    pick(r, [
      () => `${name}=${value}`,
      () => `${name}: ${value}`,
      () => `export ${name}="${value}"`,
      () => `{"${name}":"${value}","region":"eu-west-1"}`,
      () => `config {'${name}': '${value}', 'debug': True}`,
      () => `payload={\\"${name}\\":\\"${value}\\"}`,
      () => `env ${name}=${value} LOG_LEVEL=debug`,
      () => `set ${name} = '${value}';`,
      () => `Settings(${name}=${value}, timeout=30)`,
    ])(),
    value,
  )

/** A header with a value, as servers, clients and proxies print it. */
export const header = (r: Random, name: string, scheme: string, value: string): Planted => {
  const full = scheme === "" ? value : `${scheme} ${value}`
  return only(
    pick(r, [
      () => `${name}: ${full}`,
      () => `${name.toLowerCase()}: ${full}`,
      () => `-H '${name}: ${full}'`,
      () => `headers={${name}=[${full}], Accept=[*/*]}`,
      () => `"${name.toLowerCase()}":["${full}"]`,
      () => `{"headers":{"${name}":"${full}","user":"${user(r)}"},"id":"${uuid(r)}"}`,
      () => `> ${name}: ${full}`,
      () => `header ${name}="${full}"`,
    ])(),
    value,
  )
}
