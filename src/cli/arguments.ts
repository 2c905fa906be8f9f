import { parseArgs, type ParseArgsConfig } from "node:util"

type Options = NonNullable<ParseArgsConfig["options"]>
type Parsed<O extends Options> = ReturnType<typeof parseArgs<{ options: O & { help: { type: "boolean"; short: "h" } }; allowPositionals: true }>>

/**
 * The arguments of a command, or the exit code of a call that ends here: 0
 * where help was asked for, 2 where they are wrong or `refuse` finds them so.
 */
export const argumentsOf = <const O extends Options>(command: string, help: string, args: ReadonlyArray<string>, options: O, refuse: (positionals: ReadonlyArray<string>) => string | null): Parsed<O> | number => {
  const wrong = (reason: string): number => {
    process.stderr.write(`faultmaven ${command}: ${reason}\n\n${help}`)
    return 2
  }
  let parsed: Parsed<O>
  try {
    parsed = parseArgs({ args: [...args], allowPositionals: true, options: { ...options, help: { type: "boolean", short: "h" } } }) as Parsed<O>
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error))
  }
  if ((parsed.values as { help?: boolean }).help === true) {
    process.stdout.write(help)
    return 0
  }
  const reason = refuse(parsed.positionals)
  return reason === null ? parsed : wrong(reason)
}

export const oneFile = (positionals: ReadonlyArray<string>): string | null => (positionals.length === 1 ? null : "name one file")
