/** Check digits of cards, bank accounts and national identity numbers. */

const digitsOf = (text: string): ReadonlyArray<number> => {
  const digits: Array<number> = []
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit >= 0 && digit <= 9) digits.push(digit)
  }
  return digits
}

const weighted = (digits: ReadonlyArray<number>, weights: ReadonlyArray<number>): number => {
  let sum = 0
  for (let i = 0; i < weights.length; i++) sum += (weights[i] ?? 0) * (digits[i] ?? 0)
  return sum
}

/** Luhn's checksum over the digits of `text` in [from, to), whatever stands between them. */
export const luhnAt = (text: string, from: number, to: number): boolean => {
  let sum = 0
  let count = 0
  for (let i = to - 1; i >= from; i--) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) continue
    sum += count % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2
    count++
  }
  return count > 1 && sum % 10 === 0
}

export const luhn = (text: string): boolean => luhnAt(text, 0, text.length)

const mod97 = (digits: string): number => {
  let rest = 0
  for (let i = 0; i < digits.length; i++) rest = (rest * 10 + digits.charCodeAt(i) - 48) % 97
  return rest
}

/** What an account number has left of its checksum when the characters of `text` in [from, to) are read behind those that left `rest`; blanks do not count. */
const readOn = (rest: number, text: string, from: number, to: number): number => {
  let left = rest
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i)
    if (code >= 48 && code <= 57) left = left * 10 + code - 48
    else if (code >= 65 && code <= 90) left = left * 100 + code - 55
    // seldom enough to be cheap, often enough to stay exact
    if (left > 10_000_000) left %= 97
  }
  return left % 97
}

/** The IBAN in capital letters at [from, to), with or without blanks. */
export const iban = (text: string, from: number, to: number): boolean => readOn(readOn(0, text, from + 4, to), text, from, from + 4) === 1

export const spanish = (value: string): boolean => {
  const clean = value.replace(/[ -]/g, "").toUpperCase()
  const number = Number(clean.slice(0, -1).replace(/^[XYZ]/, (letter) => String("XYZ".indexOf(letter))))
  return "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23] === clean.at(-1)
}

export const french = (value: string): boolean => {
  const clean = value.replace(/[ .-]/g, "").toUpperCase().replace("2A", "19").replace("2B", "18")
  return /^\d{15}$/.test(clean) && 97 - mod97(clean.slice(0, 13)) === Number(clean.slice(13))
}

const ODD_LETTERS = "1,0,5,7,9,13,15,17,19,21,2,4,18,20,11,3,6,8,12,14,16,10,22,25,24,23".split(",").map(Number)

export const italian = (value: string): boolean => {
  const code = value.toUpperCase()
  let sum = 0
  for (let i = 0; i < 15; i++) {
    const ch = code.charCodeAt(i)
    const ordinal = ch >= 65 ? ch - 65 : ch - 48
    sum += i % 2 === 0 ? (ODD_LETTERS[ordinal] ?? 0) : ordinal
  }
  return code.charCodeAt(15) - 65 === sum % 26
}

export const chinese = (value: string): boolean => {
  const sum = weighted(digitsOf(value.slice(0, 17)), [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
  return "10X98765432"[sum % 11] === value.at(-1)?.toUpperCase()
}

export const swiss = (value: string): boolean => {
  const digits = digitsOf(value)
  return digits.length === 13 && (10 - (weighted(digits, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]) % 10)) % 10 === digits[12]
}

export const finnish = (value: string): boolean =>
  "0123456789ABCDEFHJKLMNPRSTUVWXY"[Number(value.slice(0, 6) + value.slice(7, 10)) % 31] === value.at(-1)?.toUpperCase()

export const belgian = (value: string): boolean => {
  const digits = value.replace(/\D/g, "")
  const body = digits.slice(0, 9)
  const check = Number(digits.slice(9))
  return digits.length === 11 && (97 - (Number(body) % 97) === check || 97 - (Number(`2${body}`) % 97) === check)
}

/** Swedish personnummer: Luhn over the last ten digits. */
export const swedish = (value: string): boolean => luhn(value.replace(/\D/g, "").slice(-10))

/** Area, group and serial that the US administration can have issued. */
export const american = (value: string): boolean => /^(?!000|666|9\d\d)\d{3}[- ](?!00)\d{2}[- ](?!0000)\d{4}$/.test(value)

/** Singapore's NRIC and FIN. */
export const singaporean = (value: string): boolean => {
  const sum = weighted(digitsOf(value), [2, 7, 6, 5, 4, 3, 2]) + (/^[TG]/.test(value) ? 4 : 0)
  return (/^[ST]/.test(value) ? "JZIHGFEDCBA" : "XWUTRQPNMLK")[sum % 11] === value.at(-1)
}

export const thai = (value: string): boolean => {
  const digits = digitsOf(value)
  return digits.length === 13 && (11 - (weighted(digits, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 10 === digits[12]
}
