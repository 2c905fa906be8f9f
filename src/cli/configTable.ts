import { sections } from "../providers/profiles/configuration/index.js"

const cell = (text: string): string => text.replaceAll("|", "\\|")

/** All variables as Markdown: what `docs/configuration.md` holds. */
export const configTable = (): string => [
  "# Configuration",
  "",
  "Read from the environment, then from `.env` in the working directory. A secret (🔒) can also come from the file that `<NAME>_FILE` names. `faultmaven config` prints what holds, and checks it. This page is made by `faultmaven config --markdown`.",
  ...sections.flatMap(({ title, variables }) => [
    "",
    `## ${title}`,
    "| variable | default | meaning |",
    "|---|---|---|",
    ...variables.map(({ aliases, default: own, deprecated, meaning, name, secret }) =>
      `| \`${name}\`${secret === true ? " 🔒" : ""} | ${own === undefined ? "" : `\`${own}\``} | ${cell(meaning)}${aliases === undefined ? "" : ` (older: ${aliases.map((alias) => `\`${alias}\``).join(", ")})`}${deprecated === undefined ? "" : `; deprecated: ${cell(deprecated)}`} |`)
  ]),
  ""
].join("\n")
