import { type Phrase, sight, type Sighting } from "../findings/phrases/index.js"
import { Counted, type Spread } from "./counted.js"
import { type Known, tempered } from "./knownTrouble.js"
import type { Level } from "./levels.js"
import type { LineRecord } from "./record.js"

/** A phrase of which some lines of a template hold the word. */
interface Spot {
  readonly phrase: Phrase
  readonly place: number
  readonly word: string
  level: Level | null
  /** the lines that say it */
  counted: Counted | null
}

/** What the lines of one template say of trouble. */
export interface Trouble {
  /** of its first line, which stands for all lines of its wording */
  readonly first: Sighting | null
  /** its lines say different things, or the same with different values: each is looked at */
  watched: boolean
  /** its message holds no word: what its lines say stands before it */
  readonly bare: boolean
  /** lines that say what the first one does; null: all do */
  own: Own | null
  readonly spots: Array<Spot>
  /** what lines were found to say, by their word and what follows it */
  readonly verdicts: Map<string, Phrase | null>
}

interface Own extends Spread {
  count: number
  lastLine: number
  lastAt: number | null
}

interface Seen extends Spread { readonly level: Level | null }

/** Of lines that are offered so many are asked at once, and of the others one of so many. */
class Allowance {
  private offered = 0
  private asked = 0

  constructor(private readonly atOnce: number, private readonly share: number) {}

  get grants(): boolean {
    this.offered++
    if (this.asked >= this.atOnce + this.offered / this.share) return false
    this.asked++
    return true
  }
}

const MAX_SPOTS = 4
const MAX_VERDICTS = 64
const FOLLOWS = 16
const valued = (text: string, word: string): string => {
  const at = text.indexOf(word)
  return text.slice(at, at + word.length + FOLLOWS)
}
const WORD = /[A-Za-z]{3}/

/**
 * Phrases of the field in the lines as they were written: in the first line of
 * a template, in the first line of every further wording that it stands for,
 * and, where the word is there but denied, in those with other values.
 */
export class Troubles {
  /** a line of another wording costs more than to be asked */
  private readonly wordings = new Allowance(20_000, 4)
  private readonly others = new Allowance(2_000, 32)

  /** `message`: what is left of the line behind its header. */
  begin(text: string, message: string): Trouble {
    const bare = !WORD.test(message)
    const first = sight(text)
    const denied = first !== null && !first.said
    // what a value can deny is looked at again
    return { first, watched: denied || bare || first?.phrase.not !== undefined, bare, own: null, spots: denied ? [{ phrase: first.phrase, place: first.place, word: first.word, level: null, counted: null }] : [], verdicts: new Map() }
  }

  /** A further line of a template: one of another wording (`fresh`), or any where the template is watched. */
  take(trouble: Trouble, seen: Seen, text: string, record: LineRecord, fresh: boolean): void {
    const first = trouble.first?.said === true ? trouble.first : null
    const word = trouble.spots.find((spot) => text.includes(spot.word))?.word ?? (first !== null && text.includes(first.word) ? first.word : null)
    if (!fresh && !trouble.bare && word === null) return
    const key = word === null ? null : valued(text, word)
    if (!(fresh ? this.wordings : this.others).grants) {
      // what was found before with the same value is found again
      const said = key === null ? null : trouble.verdicts.get(key) ?? null
      if (said === null) return
      if (said === first?.phrase) this.again(trouble, record)
      else trouble.spots.find(({ phrase }) => phrase === said)?.counted?.add(record)
      return
    }
    const found = sight(text)
    if (key !== null && trouble.verdicts.size < MAX_VERDICTS) trouble.verdicts.set(key, found?.said === true ? found.phrase : null)
    const same = first !== null && found?.said === true && found.phrase === first.phrase
    if (first !== null && trouble.own === null) {
      if (same) return
      // what the first line says is not what all say
      const { count, firstAt, firstLine, lastAt, lastLine, quote } = seen
      trouble.own = { count, firstAt, firstLine, lastAt, lastLine, quote }
      trouble.watched = true
    }
    if (same) this.again(trouble, record)
    else if (found !== null) this.note(trouble, found, record)
  }

  /** One more line says what the first one does. */
  private again({ own }: Trouble, { at, number }: LineRecord): void {
    if (own === null) return
    own.count++
    own.lastLine = number
    own.lastAt = at ?? own.lastAt
  }

  private note(trouble: Trouble, found: Sighting, record: LineRecord): void {
    let spot = trouble.spots.find(({ phrase }) => phrase === found.phrase)
    if (spot === undefined) {
      if (trouble.spots.length >= MAX_SPOTS) return
      trouble.spots.push(spot = { phrase: found.phrase, place: found.place, word: found.word, level: null, counted: null })
      trouble.watched = true
    }
    if (!found.said) return
    if (spot.counted === null) {
      spot.counted = new Counted(record)
      spot.level = record.level
    }
    spot.counted.add(record)
  }

  /** What is known of a template when all is read. */
  of({ first, own, spots }: Trouble, seen: Seen, template: string): ReadonlyArray<Known> {
    const known = (one: Pick<Spot, "phrase" | "place" | "level">, { count, firstAt, firstLine, lastAt, lastLine, quote }: Spread): Known =>
      ({ phrase: one.phrase, place: one.place, severity: tempered(one.phrase.severity, one.level), count, firstAt, firstLine, lastAt, lastLine, quote, template: count === seen.count ? template : null })
    return [
      ...(first?.said === true ? [known({ ...first, level: seen.level }, own ?? seen)] : []),
      ...spots.flatMap((spot) => (spot.counted === null ? [] : [known(spot, spot.counted)]))
    ]
  }
}
