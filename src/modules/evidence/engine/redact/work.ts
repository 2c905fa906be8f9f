/**
 * Bounds what a text can cost. Every rule is linear, but a text that consists of nothing but hits would still cost
 * many times what real text does; where hits stay that dense they are not judged one by one: the passage is hidden.
 */
import { RANK } from "./kinds.js"
import type { Claimant } from "./kinds.js"

/** Work that may be done at once, about a nanosecond each: thousands of judged hits in a row. */
const CAPACITY = 4_000_000
/** Work that may be done beyond it by what finds secrets that are longer than what a flood hides. */
const OVERDRAFT = 2_000_000
/** A flood has secrets that begin before its first hit and end behind its last. */
const BEFORE = 320
const BEHIND = 4096
/** The longest of all secrets. */
const LONGEST = 65_536
/** A flood is over when a block has fewer hits than could be judged in it. */
const BLOCK = 4096
const JUDGEABLE = 180
/** Nor is it over where so much work was done to find nothing: something is looked at every sixth character. */
const LOOKABLE = 16_000

/** Three quarters of what is allowed come with the ends of lines, as if each had so many characters: one line without end is no text that people or programs write. */
const USUAL_LINE = 160
/** Small numbers only: others would be kept as objects. */
const NONE = 0x3fffffff

/** What may still be done at once; kept between the pieces of one text, so that cutting it up allows no more. */
export class Purse {
  left = CAPACITY
}

export class Work {
  private seen = 0
  private floodFrom = -1
  private floodTo = 0
  private unsearched = false
  private blockEnd = 0
  private hits = 0
  private looks = 0
  private lineEnd: number
  private readonly byCharacter: number
  private readonly byLine: number

  /** @param refill units allowed for each character of a text of usual lines */
  constructor(private readonly text: string, refill: number, private readonly claim: Claimant, private readonly purse: Purse = new Purse()) {
    this.byCharacter = refill >> 2
    this.byLine = (refill - this.byCharacter) * USUAL_LINE
    this.lineEnd = this.endOfLine(0)
  }

  spend(units: number): void {
    this.purse.left -= units
  }

  /** Whether a hit at [start, end) is not judged, because it lies in a flood and is hidden with it. */
  floods(start: number, end: number): boolean {
    if (!this.flooded(start)) return false
    this.hits++
    this.floodTo = end
    return true
  }

  /** Charges `units` for a look at `start` that finds nothing to judge; as far as it is told already that it lies in a flood, 0 where it is not. */
  look(start: number, units: number): number {
    this.purse.left -= units
    if ((this.purse.left > 0 && this.floodFrom < 0) || !this.flooded(start)) return 0
    this.looks += units
    return this.looks >= LOOKABLE ? Math.min(this.blockEnd, this.lineEnd) : 0
  }

  /** Whether `start` lies in a flood, which ends or begins here. */
  private flooded(start: number): boolean {
    this.reach(start)
    if (this.floodFrom < 0) {
      if (this.purse.left > 0) return false
      this.floodFrom = Math.max(0, start - BEFORE)
      this.floodTo = start
      this.nextBlock(start)
    } else if (start >= this.blockEnd) {
      const over = (this.hits < JUDGEABLE && this.looks < LOOKABLE) || start >= this.blockEnd + BLOCK
      this.nextBlock(start)
      if (over && this.purse.left > 0) {
        this.hide()
        return false
      }
    }
    return true
  }

  private nextBlock(start: number): void {
    this.blockEnd = start + BLOCK
    this.hits = 0
    this.looks = 0
  }

  /** As far as it is told already, in this line, that the flood of the last hit goes on; 0 where it is not. */
  settled(): number {
    return this.hits >= JUDGEABLE ? Math.min(this.blockEnd, this.lineEnd) : 0
  }

  /** Whether even what runs in floods has used up what it may: then as much is hidden behind the flood as it could have found. */
  overdrawn(): boolean {
    const over = this.purse.left < -OVERDRAFT
    if (over) this.unsearched = true
    return over
  }

  /** A flood was not looked at as far as `at`, behind the last that was found in it. */
  passed(at: number): void {
    this.floodTo = Math.max(this.floodTo, at)
  }

  /** To be called at the end of the text: hides the flood that has not ended. */
  close(): void {
    this.hide()
    this.reach(this.text.length)
  }

  private endOfLine(from: number): number {
    const at = this.text.indexOf("\n", from)
    return at < 0 ? NONE : at
  }

  /** Fills up what the text up to `at` allows. */
  private reach(at: number): void {
    if (at <= this.seen) return
    let allowed = (at - this.seen) * this.byCharacter
    while (this.lineEnd < at) {
      allowed += this.byLine
      // more cannot be had: further lines are not counted
      this.lineEnd = this.endOfLine(this.purse.left + allowed < CAPACITY ? this.lineEnd + 1 : at)
    }
    this.purse.left = Math.min(CAPACITY, this.purse.left + allowed)
    this.seen = at
  }

  private hide(): void {
    if (this.floodFrom < 0) return
    this.claim(this.floodFrom, this.behind(this.floodTo), "SECRET_VALUE", RANK.guess)
    this.floodFrom = -1
    this.unsearched = false
  }

  /** Begins again at the start of the text, with what is left. */
  rewind(): void {
    this.hide()
    this.seen = 0
  }

  /** The end of the next line, or as far as a value may go. */
  private behind(at: number): number {
    if (this.unsearched) return Math.min(this.text.length, at + LONGEST)
    const near = this.text.slice(at, at + BEHIND)
    const line = near.indexOf("\n")
    const next = line < 0 ? -1 : near.indexOf("\n", line + 1)
    return at + (next < 0 ? near.length : next)
  }
}
