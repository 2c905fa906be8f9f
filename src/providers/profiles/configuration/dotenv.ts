const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" }

/**
 * Reads a `.env` file as Compose does: `#` begins a comment at the start of a
 * line or after white space only, so a password may hold one; single quotes
 * keep everything, double quotes know escapes, both may span lines.
 */
export const parseDotenv = (content: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  const line = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*(?:'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|([^\r\n]*))/gm
  for (const [, name, single, double, bare] of content.replace(/^\ufeff/, "").matchAll(line)) {
    const value = single ?? double?.replace(/\\([\s\S])/g, (whole, letter: string) => ESCAPES[letter] ?? whole) ?? bare!.replace(/(^|\s)#.*$/, "").trim()
    found.set(name!, value)
  }
  return found
}
