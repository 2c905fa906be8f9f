/** What the name of a field says of a person: identity numbers of further countries, documents, days of birth, addresses. */
import { codeAt, isAlnum, isDigit, isLetter, isUpper, nextDigitOrBlank } from "./chars.js"
import { RANK } from "./kinds.js"
import type { Kind, Rule } from "./kinds.js"

/** Behind a letter a name begins only as the hump of another: `customerTaxId`. */
export const begins = (text: string, start: number): boolean => {
  const before = codeAt(text, start - 1)
  return !isLetter(before) || (isUpper(codeAt(text, start)) && !isUpper(before))
}

/** What may stand between a name and its value. */
const TAIL = "(?:[ _-]{0,2}(?:no|num|number|nr|nummer|numero|n[uú]mero|id|code|#|n°|nº|n\\.º|n(?=\\.)))?\\.?(?: \\((?=[^()\\n]{0,15}[a-z])[^()\\n]{1,16}\\))?[\"'\\\\]{0,4}[ \\t]{0,3}(?:\\)=\\(|\\] ?(?:[-=]>|[:=])? ?\\[|[-=]>|[:=#：>]|is)?[ \\t]{0,3}[\"'\\\\]{0,4}"
const END = "(?![\\w-]|[.:/]\\w)"


/** Work of looking for the end of a name in a word that goes on so far behind its beginning. */
const WORD_COST = 1_200
const GOES_ON = 12

export const rule = (literals: string, names: string, value: string, kind: Kind = "NATIONAL_ID", valid: (value: string) => boolean = () => true): Rule => {
  // the words of a name may be joined by anything
  const joined = names.replace(/(?<=[a-z)]) (?=\??[a-z(])/gi, "[ _-]")
  const sticky = new RegExp(`(?:${joined})${TAIL}(${value})${END}`, "iy")
  return {
    literals: literals.split(","),
    cost: 800,
    gate: (text, start, end) => begins(text, start) && (text[end] ?? "") !== "/",
    match: (text, start, end, claim, memo) => {
      sticky.lastIndex = start
      const found = sticky.exec(text)
      if (found === null && isAlnum(codeAt(text, end)) && isAlnum(codeAt(text, end + GOES_ON))) memo.spent += WORD_COST
      const all = found?.[1] ?? ""
      // the sentence goes on
      const person = kind === "NATIONAL_ID" ? all.split(/ (?=[^ ]{0,24}[a-z])/)[0] ?? "" : all
      if (found === null || !valid(person)) return 0
      const from = start + found[0].length - all.length
      claim(from, from + person.length, kind, RANK.personal)
      return from + person.length
    }
  }
}

export const digits = (value: string): number => value.replace(/\D/g, "").length
export const capitals = (value: string): boolean => digits(value) >= 4 && !/[a-z]/.test(value)
export const between = (low: number, high: number) => (value: string): boolean => digits(value) >= low && digits(value) <= high
/** A day or a version is no number of a person. */
export const numbered = (low: number, high: number) => (value: string): boolean => between(low, high)(value) && !/^(?:\d{4}[-/.]\d\d[-/.]\d\d|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?:\D|$)|^\d{1,3}(?:\.\d{1,3}){3}$|\d{2}:\d{2}/.test(value)
/** A number in groups. */
export const GROUPS = "\\d(?:[ ./-]{0,2}\\d){5,17}(?:-?[A-Z]{1,2})?"
export const DOCUMENT = "[A-Z0-9]{1,24}(?:[ -][A-Z0-9]{1,24}){0,4}"

const MONTH = "(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]|ene|abr|ago|dic|gen|mag|giu|lug|set|ott|f[eé]v|avr|juin|juil|ao[uû]|d[eé]c)[a-zé]{0,8}"
const DATE = `(?:\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}|\\d{1,2}[-/. ]{1,2}\\d{1,2}[-/. ]{1,2}(?:19|20)?\\d{2}|(?:19|20)\\d{6}|\\d{1,2}(?:st|nd|rd|th|\\.)?[ -](?:de )?${MONTH}\\.?,?[ -](?:de )?\\d{2,4}|${MONTH}\\.? \\d{1,2}(?:st|nd|rd|th)?,? \\d{4})`

const STREET = "(?:street|st|road|rd|avenue|ave|av|lane|ln|drive|dr|boulevard|blvd|way|court|ct|place|pl|square|sq|terrace|close|crescent|parkway|pkwy|highway|hwy|row|hill|gardens|apt)"
const FOREIGN_STREET = "(?:rue|avenue|boulevard|place|chemin|via|viale|piazza|corso|calle|avenida|av\\.?|plaza|paseo|rua|travessa|ulica|ul\\.?|ulitsa|prospekt)"
const COMPOUND = "[\\wÀ-ÿ.-]{0,24}(?:stra(?:ß|ss)e|str\\.|weg|allee|platz|gasse|ring|ufer|damm|laan|straat|plein|gracht|gata|gatan|vägen|vej|veien|gade|katu|tie|utca)"
const PART = "[\\wÀ-ÿ.'’-]{1,24}"
const TOWN = `(?:(?:,? {1,2}|\\$ ?)[A-ZÀ-Þ0-9]${"[\\wÀ-ÿ.'’-]{0,24}"}){0,8}`
const ADDRESS = new RegExp(`(?:(?<![a-z])(?:(?:home|postal|mailing|billing|shipping|delivery|residential|street|customer|user|contact)[ _-]?)?(?:address|addr)(?:[ _-]?(?:line)?[ _-]?1)?|anschrift|adresse|wohnhaft in|direccion|direcci[oó]n|domicilio|indirizzo|endere[cç]o|adres|osoite|street|(?:lives|living|resides|residing|resident) (?:at|in)|(?:deliver|ship|mail|send|delivered|shipped|mailed|sent) (?:it )?to|residence)["'\\\\]{0,4}[ \\t]{0,3}[:=]?[ \\t]{0,3}["'\\\\]{0,4}` +
  `((?:(?:flat|apt|apartment|unit|suite|room|house) [\\w-]{1,6},? )?(?:\\d{1,5}[A-Za-z]?,? (?:${PART} ){1,4}${STREET}\\b\\.?|\\d{1,5}[a-z]?,? (?:bis |ter )?${FOREIGN_STREET} ${PART}(?: ${PART}){0,3}|${FOREIGN_STREET} ${PART}(?: ${PART}){0,3},? \\d{1,5}|(?:${PART} ){0,2}${COMPOUND} \\d{1,4} ?[a-z]?\\b)${TOWN})`, "iy")

const address: Rule = {
  literals: ["address", "addr", "anschrift", "adres", "wohnhaft", "direcci", "domicilio", "indirizzo", "endere", "osoite", "street", "lives at", "resides at", "residence", "deliver", "ship to", "shipped to", "living at", "mail to"],
  cost: 1_500,
  look: 80,
  gate: (text, _start, end) => {
    // words, quotes and blanks up to the house or the street
    if (isLetter(codeAt(text, end)) && codeAt(text, end - 1) === 32) return true
    for (let at = nextDigitOrBlank(text, end, end + 32); at < end + 32; at = nextDigitOrBlank(text, at + 1, end + 32)) {
      const code = codeAt(text, at)
      if (isDigit(code)) return true
      if (code !== 32) return false
      if (at + 1 < end + 32 && isLetter(codeAt(text, at + 1))) return true
    }
    return false
  },
  match: (text, start, _end, claim) => {
    ADDRESS.lastIndex = start
    let found = ADDRESS.exec(text)
    if (found === null) {
      const from = Math.max(0, start - 12)
      const word = /[A-Za-z]{1,11}[ _-]?$/.exec(text.slice(from, start))
      if (word === null) return 0
      ADDRESS.lastIndex = from + word.index
      found = ADDRESS.exec(text)
      if (found === null) return 0
    }
    const value = found[1] ?? ""
    const to = found.index + found[0].length
    claim(to - value.length, to, "ADDRESS", RANK.personal)
    return to
  }
}

export const namedPeopleRules: ReadonlyArray<Rule> = [
  rule("medicare,abn,acn,ird,cnpj,rut,amka,afm,itin,ein,nik,egn,oib,inn,ogrn,edrpou,rnokpp,ipn,cuil,nuit,nuip,ruc,vkn,cui,siren,siret,npi,krs,regon,nip,nino,matricule,bsn,svnr,iin",
    "medicare|abn|acn|ird|cnpj|rut|amka|afm|itin|ein|nik|egn|oib|inn|ogrn|edrpou|rnokpp|ipn|cuil|nuip|ruc|vkn|cui|siren|siret|npi|krs|regon|nip|matricule|bsn|svnr|iin", GROUPS, "NATIONAL_ID", numbered(7, 16)),
  rule("rfc", "rfc", "[A-Z]{3,4}\\d{6}[A-Z0-9]{3}", "NATIONAL_ID", capitals),
  rule("rut,run,rol unico", "rut|run|rol unico", "\\d{1,2}\\.?\\d{3}\\.?\\d{3}-[\\dK]"),
  rule("ppsn,pps", "ppsn?", "\\d{7}[A-W][A-IW]?"),
  rule("my number,mynumber,individual number,thai,sa id,south african id,teudat,zehut,mispar,rodne,personas kods,asmens kodas,szemelyi,burgerservice,jmbg,matriculation,identidade,dni,nie,cedula,kad pengenalan,ic no,ic number,resident,citizen,fodselsn,personnr,henkilotunnus,hetu,pesel,identifikacni,tax id,tax file,tax number,vat,ust-id,ustid,steuernummer,steuer-id,codice fiscale,partita iva,uid,kvnr,krankenvers,health ins,health card,insurance,sozialvers,social ins,versicherten,ssnit,emirates id,iqama,civil id,national id",
    "my ?number|individual number|thai(?:land)?(?: national| citizen)?(?: id)?|(?:sa|south african) id|teudat(?: zehut)?|zehut|mispar zehut|rodne ?(?:cislo)?|personas kods|asmens kodas|szemelyi (?:szam|azonosito)|burgerservicenummer|jmbg|identidade|dni|nie|cedula(?: de ciudadania)?|kad pengenalan|ic n(?:o|umber)|(?:resident|citizen)[ _-]?(?:id|card|registration)|fodselsnummer|personnr|henkilotunnus|hetu|pesel|identifikacni cislo|tax[ _-]?(?:id|file|number)|vat(?:[ _-]?(?:id|reg\\w{0,10}))?|ust-?id(?:nr)?|steuernummer|steuer-id|codice fiscale|partita iva|kvnr|krankenversiche\\w{0,20}|health (?:insurance|card)|insurance[ _-]?(?:id|no|number|policy)|sozialversicherungs\\w{0,10}|social insurance|versicherten\\w{0,8}|emirates id|iqama|civil id|national id",
    `(?:[A-Z]{1,3} ?)?${GROUPS}`, "NATIONAL_ID", numbered(7, 18)),
  rule("passport,passeport,pasaporte,passaporto,passaporte,paspoort,paszport,reisepass,pasaport,pas ", "passport|passeport|pasaporte|passaporto|passaporte|paspoort|paszport|reisepass(?:nummer)?|pasaport", DOCUMENT, "NATIONAL_ID", capitals),
  rule("driver,driving,fuhrerschein,fuehrerschein,permis de conduire,patente,rijbewijs,licencia de conducir,carta de condu,licence,license",
    "driv(?:er|ing)'?s?[ _-]?(?:licen[cs]e|permit)|f(?:u|ue)hrerschein(?:nummer)?|permis de conduire|patente(?: di guida)?|rijbewijs|licencia de conducir|carta de condu[cç][aã]o|(?:licen[cs]e|registration) plate", DOCUMENT, "NATIONAL_ID", capitals),
  rule("id card,id-card,id_card,idcard,identity card,personalausweis,ausweis,carte d'identit,carta d'identit,carte nationale,tarjeta de ident,dowod,dow,identity document,id document,kennzeichen,number plate,nummernschild,plaque d'immat,immigration,visa number,visa no,residence permit,green card,alien",
    "id[ _-]?card|identity (?:card|document)|id document|(?:personal)?ausweis(?:nummer)?|cart[ea] d'identit.|carte nationale d'identit.|tarjeta de identidad|dow[oó]d(?: osobisty)?|kennzeichen|number plate|nummernschild|plaque d'immatriculation|visa (?:no|number)|residence permit|green card|alien(?: registration)?", DOCUMENT, "NATIONAL_ID", capitals),
  rule("date of birth,dob,d.o.b,birth,born,geburts,geboren,date de naissance,fecha de nac,data di nascita,data de nascimento,geboorte,data urodzenia,datum narozeni,dogum,tanggal lahir,fodsels,fodelse,syntyma,date_of_birth,dateofbirth,bday,geb.",
    "date[ _-]?of[ _-]?birth|d\\.?o\\.?b|bday|geb\\.?(?= ?[.:\\d])|birth[ _-]?(?:date|day)|born on|born(?= \\d{1,2} [a-z]| [a-z])|geburts(?:datum|tag)|geboren(?: am)?|date de naissance|fecha[ _]de[ _]nac\\w{0,8}|data di nascita|data de nascimento|geboortedatum|data urodzenia|datum narozeni|dogum tarihi|tanggal lahir|fodselsdato|fodelsedatum|syntymaaika", DATE, "BIRTH_DATE"),
  rule("phone,telefon,telefono,telefone,cellulare,celular,movil,gsm,mob,sms to,sms from,handynummer,rufnummer,tel ,tel.,tel:,portable,puhelin,tlf,kontakt", "(?:tele)?phone|telefon[oe]?|cellulare|celular|movil|gsm|mob(?:ile)?|sms (?:to|from)|handynummer|rufnummer|tel|portable|puhelin|tlf", "\\+?\\(?\\d(?:[ ./()-]{0,2}\\d){6,14}", "PHONE", (value) => between(7, 15)(value) && /[ ./()-]|^\+|\d{9}/.test(value) && !/^\d{4}[-/.]\d\d[-/.]\d\d|\.\d{1,3}\.\d{1,3}\.|^\d+\.\d+$/.test(value)),
  rule("mac,hwaddr,ether,bssid", "mac(?:[ _-]?addr(?:ess)?)?|hwaddr|ether|bssid", "[0-9a-f]{12}|[0-9a-f]{4}(?:\\.[0-9a-f]{4}){2}|[0-9a-f]{6}-[0-9a-f]{6}", "MAC", (value) => /\d/.test(value) && (/[a-f]/i.test(value) || value.includes("."))),
  rule("konto,bsb,swift,bic,clabe,ifsc,transit,cuenta,compte,conto,rekening,bank code,blz", "kontonummer|konto|bsb(?: \\d{3}-?\\d{3})? account|(?:swift|bic)\\S{0,8} [A-Z0-9]{8,11} account|clabe|cuenta|compte|conto corrente|rekening(?:nummer)?", "\\d(?:[ -]?\\d){7,19}", "BANK_ACCOUNT", between(8, 20)),
  address
]
