import { Data, Effect } from "effect"

/** The file holds no text that can be read; `reason` is for the user. */
export class Unparsable extends Data.TaggedError("Unparsable")<{ readonly reason: string }> {}

const MAX_CHARACTERS = 20_000_000

const decode = (bytes: Buffer): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString("utf16le")
  return new TextDecoder("utf-8").decode(bytes)
}

const attempt = (what: string, f: () => Promise<string>): Effect.Effect<string, Unparsable> =>
  Effect.tryPromise({ try: f, catch: (error) => new Unparsable({ reason: `${what} cannot be read: ${/password|encrypt/i.test(String(error)) ? "it is encrypted" : "it is damaged"}` }) })

const htmlToMarkdown = async (html: string): Promise<string> => {
  const { load } = await import("cheerio")
  const { default: Turndown } = await import("turndown")
  const page = load(html)
  page("script, style, nav, noscript, iframe, svg").remove()
  return new Turndown({ headingStyle: "atx", codeBlockStyle: "fenced" }).turndown(page("body").html() ?? "")
}

/** Plain text (Markdown where there is structure) of a document file; libraries are loaded when first needed. */
export const parseFile = (file: { readonly bytes: Buffer; readonly name: string }): Effect.Effect<string, Unparsable> => Effect.gen(function*() {
  const { bytes, name } = file
  const lower = name.toLowerCase()
  const text = yield* Effect.suspend(() => {
    if (bytes.subarray(0, 4).toString("latin1") === "%PDF") {
      return attempt("the PDF", async () => {
        const { extractText } = await import("unpdf")
        const { text: pages } = await extractText(new Uint8Array(bytes), { mergePages: false })
        return pages.map((page) => page.trim()).join("\n\n")
      })
    }
    if (bytes[0] === 0x50 && bytes[1] === 0x4b && lower.endsWith(".docx")) {
      return attempt("the Word document", async () => {
        const mammoth = await import("mammoth")
        return htmlToMarkdown((await mammoth.convertToHtml({ buffer: bytes })).value)
      })
    }
    if (/\.html?$/.test(lower) || /^\s*<(!doctype html|html)/i.test(bytes.subarray(0, 200).toString("latin1"))) {
      return attempt("the HTML page", () => htmlToMarkdown(decode(bytes)))
    }
    if (bytes.subarray(0, 8_192).includes(0) && !(bytes[0] === 0xff && bytes[1] === 0xfe)) return Effect.fail(new Unparsable({ reason: "the file is binary and of no supported kind (Markdown, text, HTML, PDF, DOCX, CSV, JSON, YAML, source code)" }))
    return Effect.succeed(decode(bytes))
  })
  if (text.trim() === "") return yield* new Unparsable({ reason: "the file holds no text" })
  if (text.length > MAX_CHARACTERS) return yield* new Unparsable({ reason: `the text is longer than ${MAX_CHARACTERS} characters` })
  return text
})
