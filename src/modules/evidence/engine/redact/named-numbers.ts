/** Phones and identity numbers that the name before them tells, whatever their form: `ssn=123456789`, `phone: 0151 234 5678`. */
import { codeAt, isAlnum, isDigit, isLetter, isLower, nextDigitOrBlank } from "./chars.js"
import { luhn } from "./checksums.js"
import { RANK } from "./kinds.js"
import type { Claimant, Kind, Rule } from "./kinds.js"
import { runEnd } from "./number-runs.js"
import { DATE } from "./number-shapes.js"
import { wordsFrom } from "./number-words.js"

/** Number of digits and form of a value that has a name. */
type Form = (value: string, digits: number) => boolean
const PHONE: Form = (_, digits) => digits >= 7 && digits <= 15
// checksums are often wrong in what people type
const IDENTITY: Form = (value, digits) => digits >= 8 && digits <= 15 && /^\d(?:[ ./-]?\d){7,14}[A-Z]?$/i.test(value)
/** The name of any id: South Africa's begins with a day of birth and ends in a check digit. */
const BIRTHDAY: Form = (value, digits) => digits === 13 && /^\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ \d]{7,9}$/.test(value) && luhn(value)

/** Claims the longest number of whole words at `at`; its end, or 0. */
const claimNumber = (text: string, at: number, form: Form, kind: Kind, claim: Claimant): number => {
  const from = isDigit(codeAt(text, at)) ? at : at + 1
  if (!isDigit(codeAt(text, from))) return 0
  // as far as a number of a person can be
  const near = text.slice(at, at + 64)
  const end = runEnd(near, from - at)
  const to = at + end + (isLetter(codeAt(near, end)) ? 1 : 0)
  const { digits, ends } = wordsFrom(text, at, to)
  for (let last = ends.length - 1; last >= 0; last--) {
    const value = text.slice(at, ends[last]).replace(/[^\dA-Za-z]{1,8}$/, "")
    const numeric = value.replace(/[A-Za-z]$/, "")
    if (isAlnum(codeAt(text, at + value.length)) || text[at + value.length] === "_" || DATE.test(value)) continue
    const found = form(value, digits[last] as number) ? value : form(numeric, digits[last] as number) ? numeric : ""
    if (found === "") continue
    claim(at, at + (kind === "PHONE" ? numeric : found).length, kind, RANK.personal)
    return at + found.length
  }
  return 0
}

/** Work of taking apart what stands behind a name, and of looking for its end in a word that goes on. */
const NUMBER_COST = 600
const WORD_COST = 1_500
/** A name goes on so far only in other words. */
const GOES_ON = 12

/** @param whole the name is one only where no letter stands around it */
const named = (literals: string, pattern: string, kind: Kind, form: Form, whole: boolean): Rule => {
  const sticky = new RegExp(pattern, "iy")
  return {
    literals: literals.split(","),
    cost: 250,
    gate: (text, start, end) => !whole || !((start > 0 && isLetter(codeAt(text, start - 1))) || isLower(codeAt(text, end))),
    match: (text, start, end, claim, memo) => {
      sticky.lastIndex = start
      const found = sticky.exec(text)
      if (found !== null) {
        memo.spent += NUMBER_COST
        return claimNumber(text, start + found[0].length, form, kind, claim)
      }
      if (isAlnum(codeAt(text, end)) && isAlnum(codeAt(text, end + GOES_ON))) memo.spent += WORD_COST
      return 0
    }
  }
}

/** How errors and dumps bind a value to its name: `(ssn)=(1)`, `[ssn] -> [1]`, `"ssn" => "1"`, `ssn '1'`. */
const BOUND = "\\)=\\(|\\] ?(?:[-=]>|[:=])? ?\\[|[\"'\\\\]{0,4} ?[-=]> ?[\"'\\\\]{0,4}| [\"']|[\"']?>"
const PHONE_TAIL = `(?:[ _-]?(?:no|num|number|nr))?(?:${BOUND}|["'\\\\]{0,4}\\s{0,3}[.:=#]\\s{0,3}["'\\\\]{0,4}|\\s)(?=[+(]?\\d)`
const IDENTITY_TAIL = `(?:[\\w.-]{0,12}(?:${BOUND})|[\\w .-]{0,12}["'\\\\]{0,4}\\s{0,3}[:=#]\\s{0,3}["'\\\\]{0,4}|[ _-]?(?:no|num|number|nr|id|nummer|numero|code)?\\.?\\s)(?=\\d)`

/** A phone in groups that needs no country code, where somebody is called: the words are of several languages. */
const CALLED = new RegExp("(?:call(?:ed|er|ing|s)?|dial(?:l?ed|ing)?|ring|rang|anruf|angerufen|r(?:ü|ue)ckruf|ruf|llamada|llamar|appel|chiamat[ao]|gebeld|sms|text(?:ed)?|kontakt|contact|customer|cliente?|kunde|numer|number|reach)(?:[ :][a-zà-ÿ]{1,10}){0,3}[ :=\"']{1,3}" +
  "(\\(0?\\d{2,4}\\) ?\\d{3,5}[ -]?\\d{3,4}|\\(0\\d{1,4}\\) ?\\d{6,9}|0\\d{1,4}(?:[ ./-]\\d{2,8}){1,4}|\\d{2,5}(?:[ -]\\d{2,5}){1,4}|00[1-9]\\d{8,12})(?![\\w:./-])", "iy")
const called: Rule = {
  literals: ["call", "dial", "ring ", "rang ", "anruf", "angerufen", "ckruf", "ruf", "llama", "appel", "chiamat", "gebeld", "sms", "text", "kontakt", "contact", "customer", "client", "kunde", "numer", "number", "reach"],
  cost: 400,
  look: 150,
  gate: (text, start, end) => {
    if (isLetter(codeAt(text, start - 1))) return false
    // words go on behind a blank or a colon only
    let behind = end
    while (behind < end + 6 && isLetter(codeAt(text, behind))) behind++
    const next = codeAt(text, behind)
    const to = next === 32 || next === 58 ? end + 28 : Math.min(end + 28, behind + 5)
    for (let at = nextDigitOrBlank(text, end, to); at < to; at = nextDigitOrBlank(text, at + 1, to)) {
      const code = codeAt(text, at)
      if (isDigit(code)) return isLower(codeAt(text, at - 2)) || codeAt(text, at - 1) === 40 || codeAt(text, at - 1) === 32 || codeAt(text, at - 1) === 61
      if (code !== 32) return false
    }
    return false
  },
  match: (text, start, _end, claim) => {
    CALLED.lastIndex = start
    const found = CALLED.exec(text)
    const value = found?.[1] ?? ""
    const digits = value.replace(/\D/g, "")
    if (found === null || digits.length < 9 || digits.length > (digits.startsWith("011") ? 16 : 14) || DATE.test(value) || /^(?:19|20)\d\d[-/. ]/.test(value) || !/[ ./()-]|^00/.test(value)) return 0
    const to = start + found[0].length
    claim(to - value.length, to, "PHONE", RANK.personal)
    return to
  }
}

export const namedNumberRules: ReadonlyArray<Rule> = [
  named("phone,mobile,msisdn,whatsapp,caller,callee", `(?:phone|mobile|msisdn|whatsapp|caller|callee)${PHONE_TAIL}`, "PHONE", PHONE, false),
  named("tel,cell,fax,handy", `(?:tel|cell|fax|handy)${PHONE_TAIL}`, "PHONE", PHONE, true),
  named("ssn,social,national,tax,steuer,pesel,aadha,uidai,insee,passport,identity,id card,id-card,id_card,idcard,personnummer,nhs,curp,nino,driver",
    `(?:ssn|social.?security|national.?(?:id|ins)|tax.?(?:id|no|number|file)|steuer[a-z_]{0,24}|pesel|aadhaa?r|uidai|insee|passport|identity[ _-]?(?:card|no|num|number)|id[ _-]?card|personnummer|nhs|curp|nino|driver.?licen[cs]e)${IDENTITY_TAIL}`, "NATIONAL_ID", IDENTITY, false),
  named("kimlik,tckn,cuit,cuil,cpr,snils,jmbg,emso,ppsn,mykad,hkid,isikukood,kennitala,fodselsnummer,svnr,niss,rijksregister,sozialversicherung,cedula,personal code,personal number",
    `(?:kimlik|tckn|cuit|cuil|cpr|snils|jmbg|emso|ppsn|mykad|hkid|isikukood|kennitala|fodselsnummer|svnr|niss|rijksregister[a-z_]{0,12}|sozialversicherung[a-z_]{0,12}|cedula|personal (?:code|number))${IDENTITY_TAIL}`, "NATIONAL_ID", IDENTITY, true),
  named("id_number,id number,idnumber,id_no,id no", `id[ _]?(?:number|no)${IDENTITY_TAIL}`, "NATIONAL_ID", BIRTHDAY, true),
  named("tin,tfn,sin,bsn,cpf,dni,nie,nif,nir,rrn,hetu,cnp,oib,egn,ahv", `(?:tin|tfn|sin|bsn|cpf|dni|nie|nif|nir|rrn|hetu|cnp|oib|egn|ahv)${IDENTITY_TAIL}`, "NATIONAL_ID", IDENTITY, true),
  called
]
