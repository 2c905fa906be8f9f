/** Names and places of persons where a field, a card or a header says that it is one. */
import { codeAt, isAlnum, isDigit } from "./chars.js"
import { RANK } from "./kinds.js"
import type { Claimant, Kind, Rule } from "./kinds.js"
import { begins } from "./named-people.js"

/** A part of a name: a capital letter and more, or all of it in capitals. */
const PART = "(?:[A-ZÀ-Þ][\\wÀ-ÿ'’-]{0,24}\\.?|(?:van|von|de|der|den|da|dos|del|la|bin|al|el|y|e)(?= ))"
const PERSON = `${PART}(?:,? ${PART}){0,4}`
const BIND = "[\"'\\\\]{0,4}[ \\t]{0,3}(?:\\)=\\(|\\] ?(?:[-=]>|[:=])? ?\\[|[-=]>|[:=>：])[ \\t]{0,3}[\"'\\\\]{0,4}"
/** Values that look like a name and are none. */
const NOBODY = /^(?:null|none|true|false|undefined|unknown|n\/a|required|optional|string|anonymous|test|admin|root|system|default)$/i

const hide = (kind: Kind, start: number, value: string, text: string, from: number, claim: Claimant): number => {
  const at = text.indexOf(value, from)
  if (at < start || value === "") return 0
  claim(at, at + value.length, kind, RANK.personal)
  return at + value.length
}

const fielded = (literals: string, pattern: string, value = PERSON, bind = BIND): Rule => {
  // the name of the field in any case, the person by its capitals
  const field = new RegExp(`(?:${pattern})${bind}`, "iy")
  const person = new RegExp(value, "y")
  return {
    literals: literals.split(","),
    cost: 400,
    gate: begins,
    match: (text, start, _end, claim) => {
      field.lastIndex = start
      const found = field.exec(text)
      if (found === null) return 0
      const from = start + found[0].length
      person.lastIndex = from
      const name = person.exec(text)?.[0] ?? ""
      const behind = codeAt(text, from + name.length)
      if (name.length < 2 || NOBODY.test(name) || isAlnum(behind) || behind === 95 || behind === 40) return 0
      return hide("PERSON", start, name, text, from, claim)
    }
  }
}

/** Alone a part may be written small, where the field is of a person without doubt. */
const SINGLE = "[A-Za-zÀ-ÿ][\\wÀ-ÿ'’-]{1,30}(?: [A-ZÀ-Þ][\\wÀ-ÿ'’-]{1,30}){0,2}"

const BEFORE_ADDRESS = new RegExp(`(?:^|[\\s"'>:=,;(\\[])("?)(${PERSON})\\1 $`)
/** `Jane Doe <jane@example.org>` and `"Doe, Jane" <…>`: what stands before an address in angle brackets. */
const displayed: Rule = {
  literals: ["<"],
  cost: 600,
  gate: (text, start, end) => {
    const before = codeAt(text, start - 1)
    if (!(before === 32 && (isAlnum(codeAt(text, start - 2)) || codeAt(text, start - 2) === 34 || codeAt(text, start - 2) > 127)) || !isAlnum(codeAt(text, end))) return false
    for (let i = end; i < end + 64; i++) {
      const code = codeAt(text, i)
      if (code === 64) return true
      if (code <= 32 || code === 62) return false
    }
    return false
  },
  match: (text, start, _end, claim) => {
    if (!/^[\w.%+-]{1,64}@[\w.-]{3,80}>/.test(text.slice(start + 1, start + 150))) return 0
    const from = Math.max(0, start - 70)
    const found = BEFORE_ADDRESS.exec(text.slice(from, start))
    const name = found?.[2] ?? ""
    if (found === null || !name.includes(" ")) return 0
    const at = start - 1 - (found[1] ?? "").length - name.length
    claim(at, at + name.length, "PERSON", RANK.personal)
    return 0
  }
}

/** The user's full name in a line of /etc/passwd, with room and phones. */
const GECOS = /:x?:\d{1,7}:\d{1,7}:([^:\n]{3,120}):\/(?:[\w.-]{1,40}\/){0,4}[\w.-]{0,40}:\//y
const TWO_PARTS = new RegExp(`^${PART} ${PART}`)
const gecos: Rule = {
  literals: [":x:", "::"],
  gate: (text, start, end) => isDigit(codeAt(text, end)) && isAlnum(codeAt(text, start - 1)),
  match: (text, start, _end, claim) => {
    GECOS.lastIndex = start
    const found = GECOS.exec(text)
    const value = found?.[1] ?? ""
    // services are described in one word or in small letters
    if (found === null || !TWO_PARTS.test(value) || /daemon|service|user|account|server|system|manager|resolver|sync/i.test(value)) return 0
    return hide("PERSON", start, value, text, start + 5, claim)
  }
}

/** A card of an address book (RFC 6350): its names, its address. */
const vcard: Rule = {
  literals: ["begin:vcard"],
  cost: 2_000,
  wide: true,
  match: (text, start, end, claim, memo) => {
    const body = text.slice(end, end + 4096)
    const close = body.search(/END:VCARD/i)
    const card = close < 0 ? body : body.slice(0, close)
    memo.spent += 4 * card.length
    for (const line of card.matchAll(/(?:^|\n|\\n)(FN|N|NICKNAME|ADR|LABEL|GEO|BDAY|ORG)(?:;[^:\n]{0,80})?:([^\r\n\\]{2,300})/g)) {
      const value = line[2] ?? ""
      const at = end + line.index + line[0].length - value.length
      claim(at, at + value.length, line[1] === "ADR" || line[1] === "GEO" || line[1] === "LABEL" ? "ADDRESS" : line[1] === "BDAY" ? "BIRTH_DATE" : "PERSON", RANK.personal)
    }
    return end + card.length
  }
}

/** A line of a card or of a directory alone. */
const line = (literals: ReadonlyArray<string>, pattern: RegExp, kind: Kind): Rule => ({
  literals,
  gate: (text, start) => start === 0 || codeAt(text, start - 1) === 10 || (codeAt(text, start - 1) === 32 && text.charCodeAt(start) < 91),
  match: (text, start, _end, claim) => {
    pattern.lastIndex = start
    const found = pattern.exec(text)
    return found === null ? 0 : hide(kind, start, found[1] ?? "", text, start + found[0].length - (found[1] ?? "").length, claim)
  }
})

const PID_KINDS: ReadonlyMap<number, Kind> = new Map([[2, "NATIONAL_ID"], [3, "NATIONAL_ID"], [4, "NATIONAL_ID"], [5, "PERSON"], [6, "PERSON"], [7, "BIRTH_DATE"], [9, "PERSON"], [11, "ADDRESS"], [13, "PHONE"], [14, "PHONE"], [18, "NATIONAL_ID"], [19, "NATIONAL_ID"]])

/** The patient of an HL7 version 2 message, whose fields are told by their place. */
const patient: Rule = {
  literals: ["pid|"],
  gate: (text, start) => !isAlnum(codeAt(text, start - 1)),
  cost: 2_000,
  match: (text, start, end, claim, memo) => {
    const body = /^[^\r\n]{0,600}/.exec(text.slice(end, end + 600))?.[0] ?? ""
    memo.spent += 10 * body.length
    const fields = body.split("|")
    if (fields.length < 6 || !/^\d{0,4}$/.test(fields[0] ?? "")) return 0
    let at = end
    for (const [index, field] of fields.entries()) {
      const kind = PID_KINDS.get(index + 1)
      const value = /^[^^~]+(?:\^[^^~]+){0,1}/.exec(field)?.[0] ?? ""
      const whole = kind === "ADDRESS" ? field : value
      if (kind !== undefined && whole.length > 2) claim(at, at + whole.length, kind, RANK.personal)
      at += field.length + 1
    }
    return start + 4 + body.length
  }
}

const NUMBER = "-?\\d{1,3}\\.\\d{4,12}"
const POSITION = new RegExp(`(?:(?:latitude|lat)["'\\\\]{0,4}[ \\t]{0,2}[:=>][ \\t]{0,2}["'\\\\]{0,4}(${NUMBER})["'\\\\]{0,4}(?:</\\w{3,9}>)?[,;&\\s]{1,8}(?:and )?[<"'\\\\]{0,4}(?:longitude|long|lng|lon)["'\\\\]{0,4}[ \\t]{0,2}[:=>][ \\t]{0,2}["'\\\\]{0,4}(${NUMBER})` +
  `|(?:geo(?:location)?|gps|coordinates?|coords|position|location|latlng|lat/lon)(?: (?:position|coordinates?|location|fix))?["'\\\\]{0,4}[ \\t]{0,2}(?:[:=]|at|is)?[ \\t]{0,2}["'\\\\(\\[]{0,4}((?:${NUMBER})°?(?: ?[NS])?(?:,|;| |, |; )(?:${NUMBER})°?(?: ?[EW](?![A-Za-z]))?))`, "iy")
const position: Rule = {
  literals: ["lat", "geo", "gps", "coord", "position", "location"],
  cost: 600,
  look: 80,
  gate: (text, start, end) => {
    if (!begins(text, start)) return false
    for (let i = end; i < end + 28; i++) if (isDigit(codeAt(text, i))) return true
    return false
  },
  match: (text, start, _end, claim) => {
    POSITION.lastIndex = start
    const found = POSITION.exec(text)
    if (found === null) return 0
    const to = start + found[0].length
    const last = found[2] ?? found[3] ?? ""
    claim(to - last.length, to, "ADDRESS", RANK.personal)
    const first = found[1] ?? ""
    if (first !== "") hide("ADDRESS", start, first, text, start, claim)
    return to
  }
}

export const personRules: ReadonlyArray<Rule> = [
  fielded("first_name,first name,firstname,first-name,last_name,last name,lastname,last-name,given_name,given name,givenname,given-name,family_name,family name,familyname,family-name,surname,middle_name,middle name,middlename,maiden,forename,vorname,nachname,familienname,apellido,cognome,sobrenome,prenom,achternaam,voornaam,nazwisko,imie,prijmeni,efternamn,etternavn,sukunimi",
    "(?:first|last|given|family|middle)[ _-]?name|surname|maiden[ _-]?name|forename|vorname|(?:nach|familien)name|apellidos?|cognome|sobrenome|prenom|achternaam|voornaam|nazwisko|imie|prijmeni|efternamn|etternavn|sukunimi", SINGLE),
  fielded("full_name,full name,fullname,full-name,patient,customer,cardholder,card holder,account holder,accountholder,account_holder,beneficiary,employee,contact,nom,name on card,legal name,legal_name,payee,payer,recipient,passenger,guest,tenant name,student,next of kin,realname,real name,real_name,gecos,emergency contact,claimant,policyholder,subscriber name,insured,displayname,display_name",
    "full[ _-]?name|(?:patient|customer|card[ _-]?holder|account[ _-]?holder|beneficiary|employee|payee|payer|recipient|passenger|guest|student|contact|claimant|policyholder|insured|subscriber)(?:[ _-]?(?:full)?[ _-]?(?:name|person))?|contact person|nom|name on card|legal[ _-]?name|next of kin|real[ _-]?name|emergency contact|display[ _-]?name",
    `${PART}(?:,? ${PART}){1,4}`),
  fielded("full name,account holder,cardholder,legal name", "(?:full|legal) name|(?:account |card)holder", `${PART}(?: ${PART}){1,3}`, " (?:is )?"),
  displayed, gecos, vcard, patient, position,
  line(["fn:", "fn;"], /FN(?:;[^:\n]{0,60})?:([^\r\n]{2,120})/y, "PERSON"),
  line(["n:", "n;"], /N(?:;[^:\n;]{0,60})?:([^\r\n;:]{1,60};[^\r\n;:]{0,60};[^\r\n:]{0,80})/y, "PERSON"),
  line(["adr:", "adr;"], /ADR(?:;[^:\n]{0,80})?:([^\r\n]{5,240})/y, "ADDRESS"),
  line(["cn:", "sn:", "givenname:", "gn:", "gecos:"], new RegExp(`(?:cn|sn|givenName|gn|gecos): (${PERSON})(?=\\r?\\n|$)`, "y"), "PERSON"),
  fielded("name=\"given,name=\"surn,name=\"sn\",name=\"display,name=\"family,name=\"first,name=\"last,name=\"full,/givenname\",/surname\",/name\"", "name=\"(?:(?:given|sur|display|family|first|last|full)_?name|sn)\"[^<>]{0,160}>\\s{0,40}<[\\w:]{1,40}(?: [^<>]{0,120})?|/(?:givenname|surname|name)\"[^<>]{0,160}>\\s{0,40}<[\\w:]{1,40}(?: [^<>]{0,120})?")
]
