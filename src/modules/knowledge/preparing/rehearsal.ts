import { prepare } from "../engine/prepare.js"
import { parseFile } from "../parsing.js"

/** A little of everything that documents hold: what is met first after the code was compiled makes the engine compile it again. */
const MARKDOWN = `---
title: Rehearsal
---
A line before the first heading.

# Certificates

Renewed certificates and KubePodNotReady, https://host.example/path/to/file_name-1.2.3, HTTP2Server, naïve café, “quotes”.
One line that is so long that it is cut: its first sentence is here and long enough to stand alone. A second sentence follows it; and a third one! Is there a fourth? Yes, and it goes on until the line has more than two hundred characters.
${"word".repeat(80)}, ${"another/part".repeat(40)}

Underlined
----------

1. First step:
   - a nested item with \`code\`
   - another (v1.2)
2) Second step

\`\`\`sh
kubectl get pods -n kube-system --field-selector=status.phase!=Running

  indented
\`\`\`

| a | b |
|---|---|
| 1 | ERR_CONNECTION_REFUSED |

~~~
plain = block
~~~

中文文本没有空格。 Ещё один абзац с текстом. 日本語のテキスト。

### Deep ###

${"Nodes that are not ready are drained first. ".repeat(40)}
`
const SETTINGS = "service:\n  name: a\n  ports:\n    - 80\n    - 443\n\n# comment\nend\n\tkey = value\x01\0\n"
const CODE = `\`\`\`\n${"restart the service --now\n".repeat(20)}\`\`\`\n`
const ascii = (text: string): string => text.replace(/[^\0-\x7f]/g, "e")
const latin = (text: string): string => text.replace(/[^\0-\xff]/g, "é")

const DOCUMENTS: ReadonlyArray<readonly [path: string, title: string, text: string]> = [
  ["a.md", "Renewing certificates", ascii(MARKDOWN)], ["b.md", "Ünïcode 中文", MARKDOWN], ["c.txt", "latin", latin(MARKDOWN).slice(0, 300)],
  ["d.yaml", "service", SETTINGS], ["e.md", "commands", CODE]
]
/** After so many the code is compiled; about 60 ms. */
const TIMES = 20

/** Reads and cuts what nobody asked for, until somebody asks for something: an import waits for its archive meanwhile. */
export const rehearse = async (asked: () => boolean): Promise<void> => {
  for (let i = 0; i < TIMES && !asked(); i++) {
    for (const [path, title, text] of DOCUMENTS) prepare({ documentId: path, title, filename: path }, await parseFile(Buffer.from(text), path))
    // what is asked comes between two turns
    await new Promise((resolve) => setImmediate(resolve))
  }
}
