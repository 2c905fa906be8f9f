/** Where something stands: lines of a file, or of a text inside it (`artifact`). */
export interface Place { readonly line_start: number | null; readonly line_end: number | null; readonly artifact?: string | null }

/** What people call a text inside a file: `logs.zip › app.log`; the text of a document has the document's name. */
export const placeName = (filename: string, artifact: string | null | undefined): string => {
  const member = memberName(artifact ?? "")
  return member === "" ? filename : `${filename} › ${member}`
}

/** A member without the archive around it; empty for the text of the file itself. */
export const memberName = (artifact: string): string => artifact.replace(/#text$/, "").replaceAll("!/", " › ")

/** Search parameters of the evidence page that show the place. */
export const placeSearch = ({ artifact, line_end, line_start }: Place): Record<string, string> => ({
  ...(artifact ? { artifact } : {}), ...(line_start === null ? {} : { lines: `${line_start}-${line_end ?? line_start}` })
})
