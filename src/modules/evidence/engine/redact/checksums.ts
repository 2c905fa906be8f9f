/** Check digits of cards, bank accounts and national identity numbers. */

const digitsOf = (text: string): ReadonlyArray<number> => Array.from(text.replace(/\D/g, ""), Number)

const weighted = (digits: ReadonlyArray<number>, weights: ReadonlyArray<number>): number =>
  weights.reduce((sum, weight, i) => sum + weight * (digits[i] ?? 0), 0)

export const luhn = (text: string): boolean => {
  const digits = digitsOf(text)
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = digits[digits.length - 1 - i] ?? 0
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2
  }
  return digits.length > 1 && sum % 10 === 0
}

const mod97 = (digits: string): number => {
  let rest = 0
  for (let i = 0; i < digits.length; i += 7) rest = Number(`${rest}${digits.slice(i, i + 7)}`) % 97
  return rest
}

/** IBAN without blanks. */
export const iban = (value: string): boolean => {
  const moved = value.slice(4) + value.slice(0, 4)
  return mod97(moved.replace(/[A-Z]/gi, (letter) => String(letter.toUpperCase().charCodeAt(0) - 55))) === 1
}

const D: ReadonlyArray<string> = ["0123456789", "1234067895", "2340178956", "3401289567", "4012395678", "5987604321", "6598710432", "7659821043", "8765932104", "9876543210"]
const P: ReadonlyArray<string> = ["0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258"]

/** Verhoeff's scheme, used by Aadhaar. */
export const verhoeff = (text: string): boolean => {
  const digits = digitsOf(text)
  let check = 0
  for (let i = 0; i < digits.length; i++) {
    check = Number(D[check]?.[Number(P[i % 8]?.[digits[digits.length - 1 - i] ?? 0])])
  }
  return check === 0
}

export const spanish = (value: string): boolean => {
  const clean = value.replace(/[ -]/g, "").toUpperCase()
  const number = Number(clean.slice(0, -1).replace(/^[XYZ]/, (letter) => String("XYZ".indexOf(letter))))
  return "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23] === clean.at(-1)
}

export const french = (value: string): boolean => {
  const clean = value.replace(/[ .-]/g, "").toUpperCase().replace("2A", "19").replace("2B", "18")
  return clean.length === 15 && 97 - mod97(clean.slice(0, 13)) === Number(clean.slice(13))
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

export const brazilian = (value: string): boolean => {
  const digits = digitsOf(value)
  if (digits.length !== 11 || new Set(digits).size === 1) return false
  const check = (length: number): number => {
    const sum = digits.slice(0, length).reduce((total, digit, i) => total + digit * (length + 1 - i), 0)
    return ((sum * 10) % 11) % 10
  }
  return check(9) === digits[9] && check(10) === digits[10]
}

export const polish = (value: string): boolean => {
  const digits = digitsOf(value)
  return digits.length === 11 && (10 - (weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10 === digits[10]
}

export const dutch = (value: string): boolean => {
  const digits = digitsOf(value)
  return digits.length === 9 && weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0
}

export const german = (value: string): boolean => {
  const digits = digitsOf(value)
  if (digits.length !== 11 || digits[0] === 0) return false
  let product = 10
  for (const digit of digits.slice(0, 10)) {
    const sum = (digit + product) % 10 || 10
    product = (sum * 2) % 11
  }
  return (11 - product) % 10 === digits[10]
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

export const australian = (value: string): boolean => {
  const digits = digitsOf(value)
  return digits.length === 9 && weighted(digits, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0
}

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
