/** What of a chunk goes to the embedding model: a passage means more under its title and headings. */
export const embeddedText = (title: string, headingPath: ReadonlyArray<string>, text: string): string => [title, ...headingPath, text].join("\n")
