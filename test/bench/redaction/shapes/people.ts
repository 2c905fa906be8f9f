/** Personal data: mail, phones, cards, accounts and the numbers of states. */
import { digits, iban, mod11, only, pick, type Random, run, DIGITS, type Shape, UPPER, withLuhn } from "./random.js"

const said = (kind: string, before: ReadonlyArray<string>, make: (r: Random) => string): Shape => [kind, (r) => {
  const value = make(r)
  return only(`${pick(r, before)}${value}`, value)
}]
const groups = (text: string, sizes: ReadonlyArray<number>, by: string): string => {
  let at = 0
  return sizes.map((size) => text.slice(at, (at += size))).join(by)
}
const phone = (r: Random): string =>
  pick(r, [
    () => `(${200 + r(700)}) ${200 + r(700)}-${digits(r, 4)}`, () => `+1 ${200 + r(700)}-${200 + r(700)}-${digits(r, 4)}`, () => `${200 + r(700)}-${200 + r(700)}-${digits(r, 4)}`,
    () => `+1${200 + r(700)}${200 + r(700)}${digits(r, 4)}`, () => `+44 20 7${digits(r, 3)} ${digits(r, 4)}`, () => `+447${digits(r, 9)}`, () => `+49 30 ${digits(r, 8)}`, () => `+49 (0)171 ${digits(r, 7)}`,
    () => `+33 6 ${groups(digits(r, 8), [2, 2, 2, 2], " ")}`, () => `+91 9${digits(r, 4)} ${digits(r, 5)}`, () => `+81-3-${digits(r, 4)}-${digits(r, 4)}`, () => `+61 4${digits(r, 2)} ${digits(r, 3)} ${digits(r, 3)}`, () => `+55 11 9${digits(r, 4)}-${digits(r, 4)}`, () => `+1.${200 + r(700)}.${200 + r(700)}.${digits(r, 4)}`,
  ])()
const national = (r: Random): string =>
  pick(r, [() => `07${digits(r, 3)} ${digits(r, 6)}`, () => `020 7${digits(r, 3)} ${digits(r, 4)}`, () => `0171 ${digits(r, 7)}`, () => `030/${digits(r, 8)}`, () => `06 ${groups(digits(r, 8), [2, 2, 2, 2], " ")}`, () => `04${digits(r, 2)} ${digits(r, 3)} ${digits(r, 3)}`, () => `03-${digits(r, 4)}-${digits(r, 4)}`, () => `9${digits(r, 9)}`, () => `${200 + r(700)}.${200 + r(700)}.${digits(r, 4)}`, () => `${200 + r(700)} ${200 + r(700)} ${digits(r, 4)}`])()
const card = (r: Random): string => pick(r, [() => withLuhn(r, "4", 16), () => withLuhn(r, pick(r, ["51", "54", "2223"]), 16), () => withLuhn(r, pick(r, ["34", "37"]), 15), () => withLuhn(r, "6011", 16), () => withLuhn(r, "3528", 16), () => withLuhn(r, "36", 14)])()
const spaced = (r: Random, by: string): string => {
  const number = card(r)
  return number.length === 15 ? groups(number, [4, 6, 5], by) : number.length === 14 ? groups(number, [4, 6, 4], by) : groups(number, [4, 4, 4, 4], by)
}
const account = (r: Random): string => pick(r, [() => iban("DE", digits(r, 18)), () => iban("FR", `${digits(r, 10)}${run(r, UPPER + DIGITS, 11)}${digits(r, 2)}`), () => iban("GB", `${run(r, UPPER, 4)}${digits(r, 14)}`), () => iban("NL", `${run(r, UPPER, 4)}${digits(r, 10)}`), () => iban("ES", digits(r, 20)), () => iban("CH", digits(r, 17)), () => iban("PL", digits(r, 24)), () => iban("NO", digits(r, 11))])()
const ssn = (r: Random): string => `${100 + r(560)}-${String(10 + r(89))}-${digits(r, 4)}`
const nino = (r: Random): string => `${run(r, "ABCEGHJKLMPRSTWXYZ", 1)}${run(r, "ABCEGHJKLMPRSTWXYZ", 1)}`.replace(/BG|GB|KN|NK|NT|TN|ZZ/, "AB")
const cpf = (r: Random): string => {
  const nine = digits(r, 9)
  const check = (text: string, from: number): number => (mod11(text, Array.from({ length: text.length }, (_, i) => from - i)) * 10) % 11 % 10
  const ten = nine + String(check(nine, 10))
  const all = ten + String(check(ten, 11))
  return `${groups(all.slice(0, 9), [3, 3, 3], ".")}-${all.slice(9)}`
}
const dni = (r: Random): string => {
  const number = digits(r, 8)
  return number + "TRWAGMYFPDXBNJZSQVHLCKE"[Number(number) % 23]!
}
const fiscal = (r: Random): string => {
  const text = `${run(r, "BCDFGLMNPRST", 6)}${digits(r, 2)}${run(r, "ABCDEHLMPRST", 1)}${String(10 + r(18))}${run(r, "ABCDEFGHIL", 1)}${digits(r, 3)}`
  const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]
  const sum = [...text].reduce((all, char, i) => {
    const at = /\d/.test(char) ? Number(char) : char.charCodeAt(0) - 65
    return all + (i % 2 === 0 ? odd[at]! : at)
  }, 0)
  return text + UPPER[sum % 26]!
}
const insee = (r: Random): string => {
  const body = `${1 + r(2)}${String(50 + r(49))}${String(1 + r(12)).padStart(2, "0")}${String(1 + r(95)).padStart(2, "0")}${String(100 + r(800))}${String(100 + r(800))}`
  return groups(`${body}${String(97 - Number(BigInt(body) % 97n)).padStart(2, "0")}`, [1, 2, 2, 2, 3, 3, 2], " ")
}

export const PEOPLE: ReadonlyArray<Shape> = [
  said("e-mail", ["from=", "user ", "mailto:", "contact: ", "<", '"email":"'], (r) => `${pick(r, ["jane.doe", "k.oneill", "maria+ops", "x_y-z", "li.wei"])}${digits(r, 2)}@${pick(r, ["example.org", "mail.acme-corp.co.uk", "uni-bonn.de", "gmail.com"])}`),
  said("phone, international", ["call ", "phone=", "tel: ", "sms to ", "customer "], phone),
  said("phone, national", ["phone: ", "mobile=", "Tel. ", "phone number ", "\"phone\":\""], national),
  said("card", ["card ", "pan=", "charge ", "", "cc: "], card),
  said("card, spaced or dashed", ["card ", "charged ", "", "number: "], (r) => spaced(r, pick(r, [" ", "-"]))),
  said("iban", ["to ", "iban=", "", "account: "], account),
  said("iban, spaced", ["to ", "IBAN ", "account "], (r) => account(r).replace(/(.{4})(?=.)/g, "$1 ")),
  said("us ssn", ["ssn ", "SSN=", "", "social security number: "], ssn),
  said("us ssn, plain", ["ssn=", "SSN: "], (r) => ssn(r).replace(/-/g, "")),
  said("uk nino", ["NINO ", "", "national insurance "], (r) => pick(r, [(p: string) => `${p}${digits(r, 6)}C`, (p: string) => `${p} ${groups(digits(r, 6), [2, 2, 2], " ")} A`])(nino(r))),
  said("uk nhs number", ["NHS number: ", "nhs_number="], (r) => {
    for (;;) {
      const nine = digits(r, 9)
      const check = 11 - mod11(nine, [10, 9, 8, 7, 6, 5, 4, 3, 2])
      if (check !== 10) return groups(`${nine}${check % 11}`, [3, 3, 4], pick(r, [" ", ""]))
    }
  }),
  said("canada sin", ["SIN: ", "sin="], (r) => groups(withLuhn(r, "4", 9), [3, 3, 3], pick(r, ["-", " "]))),
  said("brazil cpf", ["CPF ", "cpf=", ""], cpf),
  said("spain dni", ["DNI ", "dni=", "NIF: "], dni),
  said("italy codice fiscale", ["CF ", "", "codice fiscale "], fiscal),
  said("france insee", ["NIR ", "numéro de sécurité sociale ", "insee="], insee),
  said("india", ["Aadhaar ", "aadhaar="], (r) => `${2 + r(8)}${digits(r, 3)} ${digits(r, 4)} ${digits(r, 4)}`),
  said("india pan", ["PAN ", "pan_number="], (r) => `${run(r, UPPER, 3)}P${run(r, UPPER, 1)}${digits(r, 4)}${run(r, UPPER, 1)}`),
  said("sweden and finland", ["personnummer ", "hetu="], (r) => pick(r, [() => `${50 + r(49)}0${1 + r(9)}${10 + r(18)}-${digits(r, 4)}`, () => `1${r(9)}0${1 + r(9)}${50 + r(49)}-${digits(r, 3)}${run(r, "ABCDEFHJKLMNPRSTUVWXY", 1)}`])()),
  said("poland pesel", ["PESEL ", "pesel="], (r) => {
    const ten = `${50 + r(49)}0${1 + r(9)}${10 + r(18)}${digits(r, 4)}`
    return ten + String((10 - ([1, 3, 7, 9, 1, 3, 7, 9, 1, 3].reduce((sum, w, i) => sum + w * Number(ten[i]), 0) % 10)) % 10)
  }),
  said("germany tax id", ["Steuer-ID ", "steuer_id=", "tax id: "], (r) => digits(r, 11)),
  said("netherlands bsn", ["BSN ", "bsn="], (r) => digits(r, 9)),
  said("swiss ahv", ["AHV ", ""], (r) => {
    const twelve = `756${digits(r, 9)}`
    const sum = [...twelve].reduce((all, d, i) => all + Number(d) * (i % 2 === 0 ? 1 : 3), 0)
    return groups(twelve + String((10 - (sum % 10)) % 10), [3, 4, 4, 2], ".")
  }),
  said("passport", ["passport number ", "passport_no=", "Passport: ", "passportNumber="], (r) => pick(r, [() => `${run(r, UPPER, 1)}${digits(r, 8)}`, () => digits(r, 9), () => `${run(r, "CFGHJK", 1)}${run(r, "CFGHJKLMNPRTVWXYZ0123456789", 8)}`])()),
  said("driving licence", ["driver's license ", "drivers_license=", "driver license number: "], (r) => pick(r, [() => `${run(r, UPPER, 1)}${digits(r, 7)}`, () => `${run(r, UPPER, 1)}${digits(r, 3)}-${digits(r, 4)}-${digits(r, 4)}`])()),
  said("bank account", ["account_number=", "bank account ", "account no: "], (r) => digits(r, 10)),
]
