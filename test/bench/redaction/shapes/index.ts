/** All shapes of secrets and personal data that the generalisation report plants. */
import { BLOCKS } from "./blocks.js"
import { NAMED } from "./named.js"
import { PASSWORDS } from "./passwords.js"
import { PEOPLE } from "./people.js"
import type { Shape } from "./random.js"
import { VENDORS } from "./vendors.js"

export const SHAPES: ReadonlyArray<Shape> = [...VENDORS, ...NAMED, ...PASSWORDS, ...BLOCKS, ...PEOPLE]
export { KEPT } from "./kept.js"
export { pick, type Random, seeded } from "./random.js"
