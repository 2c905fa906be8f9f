import { createHash } from "node:crypto"
import { Effect, Stream } from "effect"
import { intentProblem } from "../modules/agent/index.js"
import type { SourceType, Upload } from "../modules/evidence/index.js"
import { BadRequest, InvalidInput } from "../modules/kernel/errors.js"
import { limited, multipartProblem, type Parts, type Spooled, spool, walkParts } from "./multipart.js"

/** The form of a turn: what the user wrote, pasted, captured and attached. */
const FIELDS = new Set(["query", "pasted_content", "intent_type", "intent_data", "input_type", "source_url"])
const INPUT_TYPES: Record<string, SourceType> = { file: "file_upload", page_capture: "page_capture", paste: "paste" }
export const MAX_TURN_FILES = 10
/** what both extensions allow in their input field */
export const MAX_QUERY = 200_000
/** a longer question becomes a file of its own */
const MAX_SPOKEN = 10_000
const SPOKEN_HEAD = 2_000

export interface TurnFile {
  readonly upload: Omit<Upload, "caseId">
  readonly body: Stream.Stream<Uint8Array>
  readonly sha256: string
}

export interface TurnForm {
  readonly message: string
  readonly intent: { readonly type: string; readonly data: Record<string, unknown> } | null
  readonly files: ReadonlyArray<TurnFile>
  /** equal for equal forms, whatever their boundaries */
  readonly content: unknown
}

const invalid = (field: string, type: string, reason: string) => new InvalidInput({ loc: ["body", field], type, reason })

const textFile = (filename: string, text: string, sourceType: SourceType, sourceUrl: string | null): TurnFile => {
  const bytes = new TextEncoder().encode(text)
  return { upload: { filename, sourceType, sourceUrl }, body: Stream.make(bytes), sha256: createHash("sha256").update(bytes).digest("hex") }
}

const nameOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 8)

const hostOf = (url: string | null): string => {
  try {
    return url === null ? "page" : new URL(url).hostname || "page"
  } catch {
    return "page"
  }
}

const intentOf = (fields: ReadonlyMap<string, string>): Effect.Effect<TurnForm["intent"], InvalidInput> => Effect.gen(function*() {
  const type = fields.get("intent_type")
  const raw = fields.get("intent_data")
  if (type === undefined || type === "") return raw === undefined || raw === "" ? null : yield* invalid("intent_type", "missing", "intent_data without intent_type")
  const data: unknown = raw === undefined || raw === "" ? {} : yield* Effect.try({ try: () => JSON.parse(raw) as unknown, catch: () => invalid("intent_data", "json_invalid", "intent_data is not valid JSON") })
  if (typeof data !== "object" || data === null || Array.isArray(data)) return yield* invalid("intent_data", "type_error", "intent_data must be an object")
  const intent = { type, data: data as Record<string, unknown> }
  const problem = intentProblem(intent)
  if (problem !== null) return yield* invalid(problem.startsWith("intent_type") ? "intent_type" : "intent_data", "value_error", problem)
  return intent
})

const added = (files: ReadonlyArray<TurnFile>): string => `I have added ${files.map((file) => file.upload.filename).join(", ")}. What does it show?`

/** Reads the whole form; files wait in a temporary place until the scope closes. */
export const readTurnForm = (parts: Parts, limitBytes: number) => Effect.gen(function*() {
  const attached: Array<{ readonly name: string; readonly spooled: Spooled }> = []
  const fields = yield* walkParts(limited(parts), (file) => Effect.gen(function*() {
    if (file.key !== "files" && file.key !== "file") return yield* invalid(file.key, "unexpected_file", "attach files in the field 'files'")
    if (attached.length >= MAX_TURN_FILES) return yield* invalid("files", "too_many", `at most ${MAX_TURN_FILES} files in one turn`)
    attached.push({ name: file.name, spooled: yield* spool(file.content, limitBytes) })
  }))
  for (const name of fields.keys()) if (!FIELDS.has(name)) return yield* invalid(name, "extra_forbidden", `unknown field '${name}'`)
  const query = (fields.get("query") ?? "").trim()
  const pasted = fields.get("pasted_content") ?? ""
  const sourceUrl = fields.get("source_url")?.trim() || null
  const inputType = fields.get("input_type") || null
  if (inputType !== null && INPUT_TYPES[inputType] === undefined) return yield* invalid("input_type", "enum", "input_type must be one of file, page_capture, paste")
  if (query.length > MAX_QUERY) return yield* invalid("query", "string_too_long", `query may have at most ${MAX_QUERY} characters`)
  if (sourceUrl !== null && sourceUrl.length > 2_000) return yield* invalid("source_url", "string_too_long", "source_url may have at most 2000 characters")
  const intent = yield* intentOf(fields)

  const captured = inputType === "page_capture"
  const files: Array<TurnFile> = attached.map(({ name, spooled }) => ({
    upload: { filename: name, sourceType: captured ? "page_capture" : "file_upload", sourceUrl }, body: spooled.body, sha256: spooled.sha256
  }))
  if (pasted.trim() !== "") {
    files.push(captured
      ? textFile(`page-${hostOf(sourceUrl)}-${nameOf(pasted)}.txt`, pasted, "page_capture", sourceUrl)
      : textFile(`pasted-${nameOf(pasted)}.txt`, pasted, "paste", sourceUrl))
  }
  const long = query.length > MAX_SPOKEN
  if (long) files.push(textFile(`question-${nameOf(query)}.txt`, query, "paste", null))
  if (query === "" && files.length === 0) {
    if (intent === null || intent.type === "conversation") return yield* new BadRequest({ reason: "the turn is empty: send a query, pasted_content, files or an intent" })
  }
  const spoken = long ? `${query.slice(0, SPOKEN_HEAD)}…\n\n(the whole text is attached as a file)` : query
  const message = spoken !== "" ? spoken : files.length > 0 ? added(files) : "Please carry out what I chose."
  return {
    message, intent, files,
    content: { fields: [...fields].sort(([a], [b]) => (a < b ? -1 : 1)), files: attached.map(({ name, spooled }) => [name, spooled.sha256]) }
  } satisfies TurnForm
}).pipe(Effect.catchTag("MultipartError", (error) => Effect.fail(multipartProblem(error))))
