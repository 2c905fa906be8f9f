import { dropped } from "./table/dropped.js"
import { embedding, models } from "./table/models.js"
import { accounts, identity, server } from "./table/server.js"
import { cache, data, vectors } from "./table/storage.js"
import type { Dropped, Section, Variable } from "./Variable.js"

/** Every variable that the product reads. */
export const sections: ReadonlyArray<Section> = [server, accounts, identity, data, cache, vectors, models, embedding]

export const variables: ReadonlyArray<Variable> = sections.flatMap((section) => section.variables)

const byName: ReadonlyMap<string, Variable> = new Map(variables.map((variable) => [variable.name, variable]))
const byAlias: ReadonlyMap<string, Variable> = new Map(variables.flatMap((variable) => (variable.aliases ?? []).map((alias) => [alias, variable] as const)))

export const variableNamed = (name: string): Variable | undefined => byName.get(name)
/** The variable of which this is an older name. */
export const variableOfAlias = (alias: string): Variable | undefined => byAlias.get(alias)
export const droppedNamed = (name: string): Dropped | undefined => dropped.find(({ names }) => names.test(name))
