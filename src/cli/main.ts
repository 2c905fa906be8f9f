#!/usr/bin/env node
/** The `faultmaven` command: one file per subcommand, loaded only when it is called. */

/** A subcommand answers its exit code; a wrong call is 2. */
export interface Command {
  readonly summary: string
  readonly load: () => Promise<{ readonly run: (args: ReadonlyArray<string>) => Promise<number> }>
}

const commands: Record<string, Command> = {
  analyze: { summary: "analyse files offline: findings, templates and a timeline", load: () => import("./analyze.js") },
  backup: { summary: "save everything of a running server (SQLite) as one archive", load: () => import("./backup.js") },
  config: { summary: "print the effective configuration, secrets masked, and check it", load: () => import("./config.js") },
  ingest: { summary: "take folders, files and archives into the knowledge base of a running server", load: () => import("./ingest.js") },
  restore: { summary: "put a saved archive into an empty data folder", load: () => import("./restore.js") }
}

const usage = (): string => [
  "Usage: faultmaven <command> [options]",
  "",
  "Commands:",
  ...Object.entries(commands).map(([name, command]) => `  ${name.padEnd(10)} ${command.summary}`),
  "",
  "faultmaven <command> --help tells more."
].join("\n") + "\n"

// a reader that goes away (`| head`) is no error
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0)
  throw error
})
process.on("SIGINT", () => process.exit(130))
process.on("SIGTERM", () => process.exit(143))

const main = async (args: ReadonlyArray<string>): Promise<number> => {
  const [name, ...rest] = args
  if (name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(usage())
    return 0
  }
  if (name === undefined) {
    process.stderr.write(usage())
    return 2
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) {
    process.stderr.write(`faultmaven: unknown command '${name}'\n\n${usage()}`)
    return 2
  }
  return (await command.load()).run(rest)
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    process.stderr.write(`faultmaven: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
)
