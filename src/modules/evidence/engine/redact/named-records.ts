/** Numbers in the records of people: further documents, insurances, patients, vehicles, devices and accounts, told by the name of the field. */
import { codeAt, isDigit } from "./chars.js"
import { iban, luhn } from "./checksums.js"
import { RANK } from "./kinds.js"
import type { Rule } from "./kinds.js"
import { begins, between, capitals, digits, DOCUMENT, GROUPS, numbered, rule } from "./named-people.js"

/** A register's form of document: capitals and digits, at least six digits. */
const registered = (value: string): boolean => digits(value) >= 6 && !/[a-z]/.test(value)

const documents: ReadonlyArray<Rule> = [
  rule("nss,fnr,cnh,nin,bvn,cccd,cmnd,ktp,utr,sss,gsis,pis,nhif,cnic,nid,taj,idnr,cin,ine",
    "nssf?|fnr|cnh|nin|bvn|cccd|cmnd|ktp|utr|sss|gsis|pis(?:/pasep)?|nhif|cnic|nid|taj(?: szam)?|idnr|cin|ine", GROUPS, "NATIONAL_ID", numbered(8, 16)),
  rule("rg,no. kp,no kp", "rg|no\\.? kp", "\\d{1,2}\\.\\d{3}\\.\\d{3}-[\\dX]|\\d{6}-\\d{2}-\\d{4}"),
  rule("hkid,hk id", "hk ?id(?: card)?", "[A-Z]{1,2}\\d{6} ?\\(?[\\dA]\\)?", "NATIONAL_ID", capitals),
  rule("fin,nric", "fin|nric", "[STFGM]\\d{7}[A-Z]", "NATIONAL_ID", capitals),
  rule("kra", "kra(?: pin)?", "[AP]\\d{9}[A-Z]", "NATIONAL_ID", capitals),
  rule("ni no,ni number,insurance,nino,national ins", "n(?:ational )?i(?:ns(?:urance)?|no)?", "[A-Z]{2} ?\\d{2} ?\\d{2} ?\\d{2} ?[A-D]", "NATIONAL_ID", capitals),
  rule("rvnr,sozialvers,rentenvers,svnr,sv-nr,sv nr,social,health,kvnr,krankenv,insurance", "rvnr|sv-?nr|(?:sozial|renten|kranken)versich[a-z]{0,20}|(?:social|health)[ _-](?:insurance|security)|insurance", "\\d{2} ?\\d{6} ?[A-Z] ?\\d{2,3}|[A-Z]\\d{9,11}", "NATIONAL_ID", capitals),
  rule("voter,elector,epic,ration card,dl,driv,permis,carnet de,patente,rijbewijs,prawo jazdy,korkort,ajokortti",
    "voters?(?: id)?(?: card)?|elector(?:al)?(?: id)?|epic|ration card|dl|driv(?:er|ing|ers)[ _-]?(?:licen[cs]e|permit|lic)|permis|carnet de conducir|patente|rijbewijs|prawo jazdy|korkort|ajokortti", DOCUMENT, "NATIONAL_ID", registered),
  rule("documento,document no,document number,document id,id document,dni,identity card,id card,nationalid,national,personal id,personal no,personal number,personalid,isik,identidad,reisepass,passport,pass-nr,pass nr,passnummer,travel doc",
    "documento(?: (?:nacional )?de identi(?:dad|dade))?|(?:id|identity|travel) (?:document|doc|card)|nationalit?y?[ _-]?(?:id|number)|personal[ _-]?(?:id|no|number)|national[ _-]?(?:id|identity|identification)|pass-?(?:nr|nummer)|reisepass-?(?:nr|nummer)?|passport", "[A-Z]{0,3}[ -]?\\d{5,12}(?:-?[A-Z0-9])?|(?=[A-Z]{0,8}\\d)[CFGHJKLMNPRTVWXYZ][A-Z0-9]{8}", "NATIONAL_ID", (value) => !/[a-z]/.test(value) && digits(value) >= (value.length === 9 ? 2 : 4)),
  rule("vat,tva,ust-id,ustid,btw,iva,tax,fiscal,npwp", "(?:vat|tva|btw|iva|ust-?id|tax(?:payer)?|fiscal)(?:[ _-]?(?:id(?:entification)?|reg(?:istration)?|code))?(?:[ _-]of[ a-z]{1,20})?|npwp", "(?:ATU|[A-Z]{2}) ?\\d{8,12}[A-Z]?\\d{0,2}|\\d{2}[.-]?\\d{3}[.-]?\\d{3}[.-]?\\d[.-]?\\d{3}[.-]?\\d{3}|\\d{2}-\\d{7}", "NATIONAL_ID", capitals)
]

const records: ReadonlyArray<Rule> = [
  rule("mrn,medical record,medical_record,medicalrecord,patient,hospital n,chart n,health,chi number,medicare,mbi,medicaid,hicn,beneficiary,insured,insurance,policy,dea,npi",
    "mrn|medical[ _-]?records?|patient(?:[ _-]?(?:record|file|identifier))?|hospital|chart|health[ _-]?(?:record|plan|insurance)|chi|medicare(?: card)?|mbi|medicaid|hicn|beneficiary[ _-]?id|insured[ _-]?id|(?:policy|policyholder)|dea|npi|insurance[ _-]?(?:policy|member)", "(?:[A-Z]{1,4}[ -]?)?\\d(?:[ -]?\\d){5,14}[A-Z]{0,2}|\\d[A-Z][A-Z0-9]\\d-?[A-Z][A-Z0-9]\\d-?[A-Z]{2}\\d\\d", "NATIONAL_ID", (value) => !/[a-z]/.test(value) && numbered(4, 15)(value)),
  rule("member,subscriber", "(?:member|subscriber)(?:ship)?(?:[ _-]?id)?", "[A-Z]{2,4}-?\\d{8,12}", "NATIONAL_ID", capitals),
  rule("vin,chassis,fahrgestell,fin,vehicle", "vin|chassis|fahrgestell(?:nummer)?|fin|vehicle[ _-]?id(?:entification)?(?:[ _-]?number)?", "[A-HJ-NPR-Z0-9]{11}[A-HJ-NPR-Z0-9]{2}\\d{4}", "NATIONAL_ID", (value) => digits(value) >= 6 && /[A-Z]/.test(value) && !/[a-z]/.test(value)),
  rule("license plate,licence plate,license_plate,licenseplate,licence_plate,licenceplate,number plate,numberplate,number_plate,registration plate,car plate,vehicle plate,kfz,kennzeichen,matricula,immatriculation,targa,kenteken,numer rej,vehicle reg",
    "(?:licen[cs]e|number|registration|vehicle|car)[ _-]?plates?|kfz-?kennzeichen|kennzeichen|immatriculation|matricula|targa|kenteken|numer rejestracyjny|vehicle registration", "[A-ZÄÖÜ0-9]{1,4}(?:[ -][A-ZÄÖÜ0-9]{1,4}){1,2}|[A-Z0-9]{5,8}", "NATIONAL_ID", (value) => /[A-Z]/.test(value) && digits(value) >= 1 && digits(value) <= 5 && !/[a-z]/.test(value)),
  rule("imei,imsi,iccid,msisdn,sim card,simcard,sim_card,sim serial", "imei(?:sv)?|imsi|iccid|sim[ _-]?card|sim[ _-]?(?:serial|iccid)|msisdn", "\\d{2}-?\\d{6}-?\\d{6}-?\\d{1,2}|\\d{10,20}F?", "NATIONAL_ID", between(10, 20)),
  rule("meid,imei", "meid|imei", "[0-9A-F]{14}", "NATIONAL_ID"),
  rule("idfa,idfv,gaid,aaid,adid,advertising,google advertising", "idf[av]|gaid|aaid|adid|(?:google )?(?:advertising|ad)[ _-]?id(?:entifier)?", "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "NATIONAL_ID")
]

const accounts: ReadonlyArray<Rule> = [
  rule("aba,routing", "aba|routing", "\\d{9}", "BANK_ACCOUNT"),
  rule("iban", "iban", "[a-z]{2}\\d{2}[a-z0-9]{11,30}", "IBAN", (value) => iban(value.toUpperCase(), 0, value.length)),
  rule("blz,bankleitzahl", "blz|bankleitzahl", "\\d{3} ?\\d{3} ?\\d{2}", "BANK_ACCOUNT"),
  rule("bsb", "bsb", "\\d{3}[- ]?\\d{3}", "BANK_ACCOUNT"),
  rule("kto,kontonr,konto-nr,konto nr,giro", "kto\\.?-?(?: ?nr)?|konto-?(?: ?nr)|giro(?:konto)?", "\\d(?:[ -]?\\d){5,15}", "BANK_ACCOUNT"),
  rule("clabe,cbu,cvu,nuban,ccc", "clabe|cbu|cvu|nuban|ccc", "\\d(?:[ -]?\\d){9,22}", "BANK_ACCOUNT", (value) => [10, 18, 20, 22].includes(value.replace(/[ -]/g, "").length)),
  rule("rib", "rib", "\\d{5} ?\\d{5} ?[A-Z0-9]{11} ?\\d{2}", "BANK_ACCOUNT"),
  rule("conta ,conta:,conta corrente,cuenta", "conta(?: corrente)?|cuenta(?: corriente| bancaria)?", "\\d{4,12}-[\\dxX]|\\d{10,20}", "BANK_ACCOUNT"),
  rule("sort code,sortcode,sort_code,bsb,routing,aba,ifsc,swift,bic,blz,transit,bank code",
    "(?:sort[ _-]?code|bsb|routing(?:[ _-](?:no|number))?|aba|ifsc|swift|bic|blz|transit|bank[ _-]?code)(?:[ _-](?:code|no|number))?[\"':= #.]{1,4}(?:[A-Z]{4}[A-Z0-9]{4,8}|\\d{2,9}(?:[- ]\\d{2,3}){0,2})[\"' ,;/|&]{1,5}(?:and )?(?:bank[ _-]?)?(?:account|acct|acc|a/c|kto|konto)", "\\d(?:[ -]?\\d){5,16}", "BANK_ACCOUNT"),
  rule("account,acct", "(?:account|acct)", "\\d{6,17}(?=[\"' ,;/|]{1,4}(?:ifsc|swift|bic|blz|sort[ _-]?code|bsb|routing|aba))", "BANK_ACCOUNT")
]

/** What is printed on a card beside its number. */
const CVV = /(?:cvv|cvc|csc|cid|security code)[12]?(?:[ _-](?:code|no|number))?["'\\]{0,4}(?:[ \t]{0,3}(?:[:=#]|is)[ \t]{0,3}|[ \t]{1,3})["'\\]{0,4}(\d{3,4})(?![\w.:/-])/iy
const PIN = /PIN(?: (?:code|number|no\.?))?["']{0,2}(?:[ \t]{0,2}[:=][ \t]{0,2}|[ \t]{1,2}(?:is )?)["']{0,2}(\d{4}|\d{6})(?![\w.:/-])/y
const TRACK = /(?:%?B(\d{12,19}\^[^^\n]{2,26}\^[\d=]{7,60})|;?(\d{13,19}[=D]\d{7,40}F?))(?![\w^])/y

const printed = (literals: ReadonlyArray<string>, pattern: RegExp): Rule => ({
  literals,
  gate: begins,
  match: (text, start, _end, claim) => {
    pattern.lastIndex = start
    const found = pattern.exec(text)
    if (found === null) return 0
    const to = start + found[0].length
    claim(to - (found[1] ?? "").length, to, "SECRET_OTP", RANK.assignment)
    return to
  }
})

/** The magnetic stripe: what a reader of cards writes, first or second track. */
const stripe: Rule = {
  literals: ["%b3", "%b4", "%b5", "%b6", ";3", ";4", ";5", ";6", "track2=", "track2data", "track 2"],
  gate: (text, start, end) => text.charCodeAt(start) >= 97 || text.charCodeAt(start) === 84 || (isDigit(codeAt(text, end + 10)) && isDigit(codeAt(text, end + 4))),
  match: (text, start, _end, claim) => {
    const named = /^track ?2(?:data)?["' ]{0,3}[:=]["' ]{0,3}/i.exec(text.slice(start, start + 24))?.[0].length ?? 0
    TRACK.lastIndex = start + named
    const found = TRACK.exec(text)
    const track = found?.[1] ?? found?.[2] ?? ""
    if (found === null || !luhn(track.split(/[=D^]/)[0] ?? "")) return 0
    const to = start + named + found[0].length
    claim(to - track.length, to, "CARD", RANK.personal)
    return to
  }
}

export const recordRules: ReadonlyArray<Rule> = [
  ...documents, ...records, ...accounts, stripe,
  printed(["cvv", "cvc", "csc", "security code"], CVV),
  printed(["pin"], PIN)
]
