/** Typed, stable, reversible pseudonyms of one case. */
import { KINDS } from "./kinds.js"
import type { Kind } from "./kinds.js"
import { scan } from "./scan.js"
import type { SecretSpan } from "./scan.js"

/**
 * What makes pseudonyms stable and reversible. JSON-serialisable; holds the hidden values in clear, so it is stored
 * with the case and never leaves the server.
 */
export interface PseudonymState {
  readonly version: 1
  /** name without angle brackets (`EMAIL_1`) → hidden value */
  readonly values: { readonly [name: string]: string }
}

export interface Redaction {
  readonly text: string
  /** passages hidden, by kind; kinds that did not occur are 0 */
  readonly counts: Readonly<Record<Kind, number>>
  /** passages hidden, as UTF-16 offsets into the input, with the pseudonym that replaced each */
  readonly spans: ReadonlyArray<SecretSpan & { readonly pseudonym: string }>
}

export interface RedactOptions {
  /** kinds that stay readable */
  readonly keep?: ReadonlyArray<Kind>
  /** leave pseudonyms that this case has issued as they are (for text that was redacted before) */
  readonly keepPseudonyms?: boolean
}

const PSEUDONYM = /<([A-Z][A-Z0-9_]{1,40}_\d{1,9})>/g

export const emptyState: PseudonymState = { version: 1, values: {} }

const noCounts = (): Record<Kind, number> => Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Kind, number>

/**
 * Hides secrets and personal data of one case. The same value has the same pseudonym in every text of the case.
 * `restore(redact(text).text) === text` for every text.
 */
export class Redactor {
  private readonly values = new Map<string, string>()
  private readonly names = new Map<string, string>()
  private readonly next = new Map<string, number>()

  /** @param state what `state()` of an earlier Redactor of the same case returned; throws RangeError on another version */
  constructor(state: PseudonymState = emptyState) {
    if (state.version !== 1) throw new RangeError(`unknown pseudonym state version ${String(state.version)}`)
    for (const [name, value] of Object.entries(state.values)) this.remember(name, value)
  }

  /** Replaces what must not be seen; linear in the length of the text. */
  redact(text: string, options: RedactOptions = {}): Redaction {
    return this.apply(text, scan(text), options)
  }

  /** Replaces the given passages (from `scan`, ordered, inside the text); others stay. */
  apply(text: string, found: ReadonlyArray<SecretSpan>, options: RedactOptions = {}): Redaction {
    const counts = noCounts()
    const spans: Array<SecretSpan & { pseudonym: string }> = []
    const parts: Array<string> = []
    let at = 0
    for (const span of found) {
      const value = text.slice(span.start, span.end)
      if (options.keep?.includes(span.kind) === true) continue
      if (span.kind === "LITERAL" && options.keepPseudonyms === true && this.values.has(value.slice(1, -1))) continue
      const pseudonym = `<${this.nameOf(value, span.kind)}>`
      parts.push(text.slice(at, span.start), pseudonym)
      at = span.end
      counts[span.kind]++
      spans.push({ ...span, pseudonym })
    }
    parts.push(text.slice(at))
    return { text: parts.join(""), counts, spans }
  }

  /** Puts the hidden values back; unknown pseudonyms stay as they are. */
  restore(text: string): string {
    return text.replace(PSEUDONYM, (whole, name: string) => this.values.get(name) ?? whole)
  }

  state(): PseudonymState {
    return { version: 1, values: Object.fromEntries(this.values) }
  }

  private nameOf(value: string, kind: Kind): string {
    const known = this.names.get(value)
    if (known !== undefined) return known
    const name = `${kind}_${(this.next.get(kind) ?? 0) + 1}`
    this.remember(name, value)
    return name
  }

  private remember(name: string, value: string): void {
    const cut = name.lastIndexOf("_")
    const kind = name.slice(0, cut)
    this.values.set(name, value)
    this.names.set(value, name)
    this.next.set(kind, Math.max(this.next.get(kind) ?? 0, Number(name.slice(cut + 1))))
  }
}
