import { clip } from "../values.js"
import type { Setting } from "./read.js"

const SECRET_KEY = /(^|_)(pass(word|wd|phrase)?|pwd|secret|api_?key|access_?key|secret_?key|private_?key|token|credentials?|auth)s?(_?\d+)?$/

/** The last word of a path, camel case taken apart: `spring.dbPassword` is `db_password`. */
export const isSecretKey = (path: string): boolean => SECRET_KEY.test(lastKey(path).replace(/([a-z\d])([A-Z])/g, "$1_$2").replace(/[-. ]/g, "_").toLowerCase())
/** Values that are no secrets: references, switches, numbers, versions. */
export const REFERENCE = /^([\^~<>=v]*\d+(\.[\dx*]+)*(-\w+)?$|\$\{?\w|\{\{|<|vault:|ssm:|arn:|\/run\/secrets|file:|env:|null$|true$|false$|\*+$|x+$)|^$/i

/** Values of settings whose key tells a secret are never shown. */
export const shownValue = (setting: Setting): string => (isSecretKey(setting.path) && !REFERENCE.test(setting.value) ? "(hidden)" : clip(setting.value, 120))

export const lastKey = (path: string): string => path.slice(Math.max(path.lastIndexOf("."), path.lastIndexOf("> ") + 1) + 1)
