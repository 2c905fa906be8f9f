/** Names in other scripts and with other letters, which no ASCII literal announces, and the values behind them. */
import { codeAt, END, isAlnum } from "./chars.js"
import { RANK, USUAL_COST } from "./kinds.js"
import type { Claimant, Kind } from "./kinds.js"
import { isPlaceholder } from "./shapes.js"
import { Work } from "./work.js"
import type { Purse } from "./work.js"

const NOUN = "(?:[ _-]?(?:szám|číslo|jel|účtu|number|no|nr|nº|n°|n\\.º|номер|номера|番号|号码|號碼|号|號))?\\.?(?: ?\\((?=[^()\\n]{0,15}[A-Za-zÀ-ÿ])[^()\\n]{1,16}\\))?"
const OPEN = "[\"'\\\\]{0,4}[ \\t]{0,4}"
const behind = (value: string, flags: string, noun = NOUN, separator = "[:=：№]?"): RegExp => new RegExp(`${noun}${OPEN}${separator}${OPEN}(${value})`, flags)

const SECRET = /["'\\]{0,4}(?:[ \t]{0,4}[:=：][ \t]{0,4}|[ \t]{1,2}(?=["'«]?[^\s"']{0,40}\d))["'\\]{0,4}([^\s"'\\,;]{3,128})/y
const NUMBER = behind("(?:[A-Z]{1,3} ?)?\\d(?:[ ./()-]{0,2}\\d){5,17}[A-Z]?(?![\\w-])", "iy")
const TELEPHONE = behind("\\+?\\(?\\d(?:[ ./()-]{0,2}\\d){6,14}(?![\\w-])", "iy")
const BIRTH = behind("(?:\\d{4}[-/.年]\\d{1,2}[-/.月]\\d{1,2}日?|\\d{1,2}[-/.]\\d{1,2}[-/.]\\d{2,4})(?!\\w)", "y", "")
const DOCUMENT = behind("(?=[A-Z0-9]{0,9}\\d)[A-Z0-9]{6,14}(?!\\w)", "y")
const ACCOUNT = behind("\\d(?:[ -]?\\d){5,27}(?:/\\d{4})?(?![\\w-])", "y")
/** As far as a mark or a blank; a word of places must be among it, or it is the address of a machine. */
const PLACE = behind("(?=[^\\s,;\"'|]{0,60}[市区區町村號号路街道省县縣都府동로구시])[^\\s,;\"'|]{5,80}", "y", "", "[:=：]")
const PERSON = behind("[^\\s\\d,;:\"'|/\\\\()<>]{2,30}(?: [^\\s\\d,;:\"'|/\\\\()<>]{2,30}){0,3}", "y", "", "[:=：]")

const NAMES: ReadonlyArray<readonly [Kind, RegExp, string]> = [
  ["SECRET_PASSWORD", SECRET,
    "пароль,пароля,паролю,ПАРОЛЬ,密码,密碼,口令,パスワード,비밀번호,암호,contraseña,CONTRASEÑA,hasło,lösenord,סיסמה,كلمة المرور,รหัสผ่าน,mật khẩu,κωδικός,jelszó,şifre," +
    "slaptažodis,fjalëkalim,lykilorð,गोपनीय,पासवर्ड,暗証番号,令牌,密钥,密鑰,токен,ключ доступа,ключ api,секретный ключ,秘密鍵,アクセストークン,访问令牌,비밀 키,парола"],
  ["SECRET_API_KEY", behind("[A-Z0-9]{3,8}(?:-[A-Z0-9]{3,8}){2,7}(?![\\w-])", "iy", ""), "Lizenzschlüssel,lizenzschlüssel,Produktschlüssel,clé de licence,clé de produit,лицензионный ключ,ライセンスキー,许可证密钥"],
  ["NATIONAL_ID", NUMBER,
    "cédula de ciudadanía,cédula de identidad,cédula,ИНН,СНИЛС,РНОКПП,ЄДРПОУ,ЕГН,ИИН,ІПН,ΑΦΜ,ΑΜΚΑ,rodné číslo,číslo pojištěnce,číslo OP,RČ,r.č.,osobné číslo,személyi,EMŠO,ЕМБГ,ЈМБГ,fødselsnummer,fødselsnr,henkilötunnus,adószám,adóazonosító jel,adóazonosító,TAJ szám,TAJ-szám,паспорт,серия и номер," +
    "マイナンバー,個人番号,身份证,身份證,公民身份,主民등록,주민등록번호,외국인등록번호,תעודת זהות,ת.ז.,מספר זהות,número de identidad,número de identificación,número de seguridad social,numéro de sécurité sociale,numéro de sécu,sécurité sociale,n° sécu,numéro fiscal,numéro national,numéro NISS,numéro d'assurance sociale,kişi kimlik,kimlik numarası," +
    "CMND,CCCD,căn cước,เลขประจำตัวประชาชน,บัตรประชาชน,код PESEL,numer PESEL,číslo občianskeho,número de contribuinte,número do BI,cartão de cidadão,nº contribuinte,contribuinte n.º,número de IMSS,أرقم الهوية,رقم الهوية,आधार"],
  ["NATIONAL_ID", DOCUMENT, "Führerschein-Nr,Führerschein,führerschein,护照,護照,パスポート,旅券番号,旅券,여권번호,여권,운전면허,паспорт,dowód,身分證字號,身分證,身份證號,駕照,驾照,運転免許証,carte d’identité,numéro de passeport,n° de passeport,número de pasaporte,número do passaporte,водительское удостоверение"],
  ["NATIONAL_ID", behind("(?=[A-Z -]{0,5}\\d)[A-Z0-9]{1,4}(?:[ -][A-Z0-9]{1,4}){1,2}(?![\\w-])|(?=[A-Z]{0,6}\\d)[A-Z0-9]{5,8}(?!\\w)", "y"), "matrícula,plaque minéralogique,госномер,车牌号码,车牌号,车牌,車牌,ナンバープレート,차량번호"],
  ["NATIONAL_ID", behind("\\d{2} ?\\d{2}(?:,? (?:№|номер))? ?\\d{6}(?!\\d)", "y", ""), "паспорт серия,паспорт серии,серия,серии"],
  ["PHONE", TELEPHONE, "teléfono,téléphone,tél.,tél,móvil,telemóvel,телефон,тел.,тел,мобильный,моб.,电话,電話番号,電話,手机号码,手机号,手机,手機,携帯電話,携帯,전화번호,전화,휴대폰,τηλέφωνο,κινητό,puhelinnumero,điện thoại,số ĐT,טלפון,נייד,هاتف,جوال,número de telefone,โทรศัพท์,เบอร์โทร,फ़ोन"],
  ["BIRTH_DATE", BIRTH, "дата рождения,дата народження,生年月日,出生日期,生日,생년월일,födelsedatum,fødselsdato,doğum tarihi,datum narození,dátum narodenia,születési,syntymäaika,né le,née le,ημερομηνία γέννησης,תאריך לידה,تاريخ الميلاد,ngày sinh,gimimo dată"],
  ["BANK_ACCOUNT", ACCOUNT, "口座番号,银行账号,银行卡号,银行卡,계좌번호,číslo účtu,č.ú.,számlaszám,bankszámlaszám,номер счёта,номер счета,расчётный счёт,р/счёт,número de cuenta,numéro de compte,nº de cuenta,nº de conta,agência e conta,τραπεζικός λογαριασμός,số tài khoản,חשבון בנק"],
  ["ADDRESS", PLACE, "住所,地址,收货地址,주소,お届け先"],
  ["PERSON", PERSON, "姓名,氏名,お名前,성명,ФИО,фамилия,отчество,ім'я,прізвище,prénom,ονοματεπώνυμο,שם מלא,שם משפחה,họ và tên,họ tên,příjmení,jméno,förnamn"]
]

interface Name {
  readonly word: string
  /** where its first letter that is not ASCII stands */
  readonly offset: number
  readonly kind: Kind
  readonly tail: RegExp
}

/** Names by their first letter that is not ASCII, then by the one behind it (0: any), longest first. */
const table = (): ReadonlyArray<ReadonlyMap<number, ReadonlyArray<Name>> | undefined> => {
  const found: Array<Map<number, Array<Name>> | undefined> = Array.from({ length: 0x10000 }, () => undefined)
  for (const [kind, tail, words] of NAMES) {
    for (const plain of words.split(",")) {
      for (const word of new Set([plain, plain.charAt(0).toUpperCase() + plain.slice(1)])) {
        const offset = word.search(/[^\x00-\x7f]/)
        if (offset < 0) continue
        const behind = found[word.charCodeAt(offset)] ??= new Map<number, Array<Name>>()
        const next = offset + 1 < word.length ? word.charCodeAt(offset + 1) : END
        behind.set(next, [...(behind.get(next) ?? []), { word, offset, kind, tail }])
      }
    }
  }
  for (const behind of found) for (const names of behind?.values() ?? []) names.sort((one, other) => other.word.length - one.word.length)
  return found
}
const TABLE = table()

const REFILL = 5
const LOOK_COST = 30

/** End of the value behind the name of these whose first letter that is not ASCII stands at `at`, or 0. */
const claimOne = (text: string, at: number, names: ReadonlyArray<Name>, claim: Claimant, work: Work): number => {
  work.spend(LOOK_COST * names.length)
  for (const { kind, offset, tail, word } of names) {
    const from = at - offset
    if (from < 0 || !text.startsWith(word, from) || (offset > 0 && isAlnum(codeAt(text, from - 1)))) continue
    if (work.floods(from, from + word.length)) return 0
    work.spend(USUAL_COST)
    tail.lastIndex = from + word.length
    const found = tail.exec(text)
    const value = found?.[1] ?? ""
    if (found === null || isPlaceholder(value)) continue
    const to = found.index + found[0].length
    claim(to - value.length, to, kind, kind === "SECRET_PASSWORD" || kind === "SECRET_API_KEY" ? RANK.assignment : RANK.personal)
    return to
  }
  return 0
}

/** One pass over the letters that are not ASCII; linear in the text. */
export const claimForeign = (text: string, claim: Claimant, purse?: Purse): void => {
  const first = text.search(/[^\x00-\x7f]/)
  if (first < 0) return
  const work = new Work(text, REFILL, claim, purse)
  for (let i = first; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 128) continue
    const behind = TABLE[code]
    if (behind === undefined) continue
    const named = behind.get(codeAt(text, i + 1))
    let to = named === undefined ? 0 : claimOne(text, i, named, claim, work)
    // a name may end in its only letter that is not ASCII
    const ended = to > 0 ? undefined : behind.get(END)
    if (ended !== undefined) to = claimOne(text, i, ended, claim, work)
    if (to > i) i = to - 1
  }
  work.close()
}
