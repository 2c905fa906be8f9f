import { readFileSync } from "node:fs"
import { join } from "node:path"
import { normalised, wrongWith } from "./check.js"
import { parseDotenv } from "./dotenv.js"
import { droppedNamed, variableNamed, variableOfAlias, variables } from "./table.js"
import type { Dropped, Look, Variable } from "./Variable.js"

/** A variable that is set: under which name, where, and what it holds. */
export interface Setting {
  readonly variable: Variable
  /** as it was written: the name, an older name, or `<NAME>_FILE` */
  readonly as: string
  readonly from: "environment" | ".env"
  /** normalised */
  readonly value: string
}

export interface Problem {
  readonly name: string
  readonly detail: string
}

export interface Environment {
  /** by the variable's present name */
  readonly settings: ReadonlyMap<string, Setting>
  /** what is set, else what follows from other settings, else the default */
  readonly look: Look
  /** names that are set without effect, because another name of the same variable is set too */
  readonly overridden: ReadonlyArray<{ readonly name: string; readonly by: string }>
  readonly dropped: ReadonlyArray<{ readonly name: string; readonly dropped: Dropped }>
  /** names of the `.env` file that nobody knows */
  readonly unknown: ReadonlyArray<string>
  /** files that cannot be read, values that cannot be meant */
  readonly problems: ReadonlyArray<Problem>
}

const FILE = "_FILE"

const contentOf = (path: string): string | null => {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return null
  }
}

/** Every name under which a variable may be set, the present one first. */
const namesOf = (variable: Variable): ReadonlyArray<string> => [variable.name, ...(variable.aliases ?? [])].flatMap((name) => (variable.secret ? [name, `${name}${FILE}`] : [name]))

const known = (name: string): boolean => {
  const bare = name.endsWith(FILE) ? name.slice(0, -FILE.length) : null
  const secret = bare === null ? undefined : variableNamed(bare) ?? variableOfAlias(bare)
  return variableNamed(name) !== undefined || variableOfAlias(name) !== undefined || secret?.secret === true
}

/**
 * The configuration of this process: its environment over the `.env` file of
 * the working directory; older names, `<NAME>_FILE` and derived values resolved.
 */
export const readEnvironment = (options: { readonly variables: Readonly<Record<string, string | undefined>>; readonly folder: string }): Environment => {
  const dotenv = parseDotenv(contentOf(join(options.folder, ".env")) ?? "")
  const own = new Map(Object.entries(options.variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])))
  const rawOf = (name: string) => own.get(name) ?? dotenv.get(name)
  const isSet = (name: string, variable: Variable): boolean => {
    const raw = rawOf(name)
    return raw !== undefined && (raw.trim() !== "" || (variable.mayBeEmpty === true && !name.endsWith(FILE)))
  }

  const problems: Array<Problem> = []
  const overridden: Array<{ name: string; by: string }> = []
  const settings = new Map<string, Setting>()
  for (const variable of variables) {
    const [as, ...others] = namesOf(variable).filter((name) => isSet(name, variable))
    if (as === undefined) continue
    overridden.push(...others.map((name) => ({ name, by: as })))
    const raw = rawOf(as)!
    const content = as.endsWith(FILE) && variable.secret ? contentOf(raw.trim()) : raw
    if (content === null) {
      problems.push({ name: as, detail: "names a file that cannot be read" })
      continue
    }
    const value = as.endsWith(FILE) ? normalised(variable.kind, content.replace(/\r?\n$/, "")) : normalised(variable.kind, content)
    const wrong = value === "" ? null : wrongWith(variable.kind, value)
    if (wrong !== null) problems.push({ name: as, detail: wrong })
    else if (value !== "" || variable.mayBeEmpty) settings.set(variable.name, { variable, as, from: own.has(as) ? "environment" : ".env", value })
  }

  const look: Look = (name) => {
    const variable = variableNamed(name)
    return settings.get(name)?.value ?? variable?.derived?.(look) ?? variable?.default
  }
  const given = [...new Set([...own.keys(), ...dotenv.keys()])].filter((name) => !known(name) && (rawOf(name) ?? "").trim() !== "")
  return {
    settings, look, overridden, problems,
    dropped: given.flatMap((name) => {
      const found = droppedNamed(name)
      return found === undefined ? [] : [{ name, dropped: found }]
    }),
    unknown: given.filter((name) => dotenv.has(name) && !own.has(name) && droppedNamed(name) === undefined)
  }
}

/** Present names and normalised values, as the product's parts read them. */
export const valuesOf = (environment: Environment): ReadonlyMap<string, string> => new Map(variables.flatMap((variable) => {
  const value = environment.settings.get(variable.name)?.value ?? (variable.handedOver ? variable.derived?.(environment.look) : undefined)
  return value === undefined ? [] : [[variable.name, value] as const]
}))
