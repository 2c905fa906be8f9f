import { clip } from "../values.js"
import type { Setting } from "./model.js"

const SECRET_KEY = /(^|_)(pass(word|wd|phrase)?|pwd|secret|api_?key|access_?key|secret_?key|private_?key|token|credentials?|auth)s?(_?\d+)?$/

const NAMED_VALUE = /\[name=([^[\]]*)\]\.value$/
const MAX_NAMED = 300

/** The last word of a path, camel case taken apart: `spring.dbPassword` is `db_password`. */
export const isSecretKey = (path: string): boolean => {
  // `env[name=DB_PASSWORD].value` holds what its name says
  const key = (NAMED_VALUE.exec(path.slice(-MAX_NAMED))?.[1] ?? lastKey(path)).replace(/([a-z\d])([A-Z])/g, "$1_$2").replace(/[-. ]/g, "_").toLowerCase()
  // web servers pass requests on; that is no password
  return SECRET_KEY.test(key) && !/^(proxy|fastcgi|uwsgi|scgi|grpc|memcached)_pass$/.test(key)
}
/** Values that are no secrets: references, switches, numbers, versions. */
export const REFERENCE = /^([\^~<>=v]*\d+(\.[\dx*]+)*(-\w+)?$|\$\{?\w|\{\{|<|vault:|ssm:|arn:|\/run\/secrets|file:|env:|null$|true$|false$|\*+$|x+$)|^$/i

/** A password between user and host of an address. */
const PASSWORD_IN_URL = /(\b[a-z][a-z\d+.-]{1,20}:\/\/[^\s:/@]{0,100}:)([^\s/@]{1,200})(?=@)/i

export const holdsPassword = (value: string): boolean => {
  const password = PASSWORD_IN_URL.exec(value)?.[2]
  return password !== undefined && !REFERENCE.test(password)
}

const withoutPassword = (value: string): string => (holdsPassword(value) ? value.replace(PASSWORD_IN_URL, "$1(hidden)") : value)

/** Values of settings whose key tells a secret are never shown. */
export const shownValue = (setting: Setting): string => (isSecretKey(setting.path) && !REFERENCE.test(setting.value) ? "(hidden)" : clip(withoutPassword(setting.value), 120))

export const lastKey = (path: string): string => path.slice(Math.max(path.lastIndexOf(".") + 1, path.lastIndexOf("> ") === -1 ? 0 : path.lastIndexOf("> ") + 2))
