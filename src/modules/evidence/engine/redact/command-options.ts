/** Passwords as options of commands: `-u user:password`, `mysql -px`. */
import { RANK } from "./kinds.js"
import type { Rule } from "./kinds.js"
import { isPlaceholder } from "./shapes.js"

const USER_OPTION = /(?:-u|--user|--proxy-user|-U)[ =]{0,2}["']?([\w.@\\-]{1,64})[:%]([^\s"']{1,128})/y

const userOption: Rule = {
  literals: ["-u", "--user", "--proxy-user"],
  gate: (text, start) => start === 0 || /[\s"'[,]/.test(text[start - 1] as string),
  match: (text, start, _end, claim) => {
    USER_OPTION.lastIndex = start
    const found = USER_OPTION.exec(text)
    const password = found?.[2] ?? ""
    if (found === null || isPlaceholder(password) || /^\d{1,5}$/.test(password) || /^\d+$/.test(found[1] ?? "")) return 0
    const to = start + found[0].length
    claim(to - password.length, to, "SECRET_PASSWORD", RANK.structure)
    return to
  }
}

/** Not `-password x`, which is an option of its own. */
const SHORT_OPTION = /-[pawPAX](?!ass(?:word|wd|phrase|in|out)?[ =]|ort[ =]|rotocol[ =]|rofile[ =]|ath[ =])["',]{0,3}[ =]?["']?([^\s"'-][^\s"']{2,4000})/y
const TAKES: ReadonlyArray<readonly [string, RegExp]> = [
  ["-p", /\b(?:mysql\w{0,12}|mariadb[\w-]{0,12}|sshpass|mongo\w{0,10}|(?:docker|podman|buildah|helm registry|az|oc|skopeo) login|7z\w?|unzip|zip|rar|useradd|usermod|cqlsh|influx|smbclient)\b[^|;\n]*$/],
  ["-a", /\bredis-cli\b[^|;\n]*$/], ["-w", /\bldap\w{2,10}\b[^|;\n]*$/], ["-P", /\b(?:sqlcmd|bcp|zip|unzip|ipmitool)\b[^|;\n]*$/],
  ["-A", /\bsnmp\w{2,9}\b[^|;\n]*$/], ["-X", /\bsnmp\w{2,9}\b[^|;\n]*$/]
]

const shortOption: Rule = {
  literals: [" -p", " -a", " -w", " -x", "\"-p", "'-p"],
  cost: 1_500,
  match: (text, start, end, claim) => {
    const command = text.slice(Math.max(0, start - 200), start + 1)
    const option = text.slice(start + 1, end)
    if (!TAKES.some(([name, pattern]) => name === option && pattern.test(command))) return 0
    SHORT_OPTION.lastIndex = start + 1
    const found = SHORT_OPTION.exec(text)
    const value = found?.[1] ?? ""
    if (found === null || isPlaceholder(value)) return 0
    const to = start + 1 + found[0].length
    claim(to - value.length, to, "SECRET_PASSWORD", RANK.structure)
    return to
  }
}

export const optionRules: ReadonlyArray<Rule> = [userOption, shortOption]
