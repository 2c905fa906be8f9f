import { Option, Schema } from "effect"

/** What a person put on the timeline, kept in the case's metadata under `timeline_notes`; `incident` makes it part of the reports. */
const Note = Schema.Struct({ id: Schema.String, at: Schema.Number.pipe(Schema.between(0, 8.64e15)), text: Schema.String.pipe(Schema.maxLength(500)), incident: Schema.Boolean })
export type Note = typeof Note.Type

const decode = Schema.decodeUnknownOption(Note)

/** Notes that can be read; clients write the metadata, so anything may be there. */
export const notesOf = (metadata: Record<string, unknown>): ReadonlyArray<Note> => {
  const raw = metadata["timeline_notes"]
  return Array.isArray(raw) ? raw.slice(0, 200).flatMap((note) => Option.toArray(decode(note))) : []
}
