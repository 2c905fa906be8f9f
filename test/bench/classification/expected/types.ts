import type { DataType } from "../../../../src/modules/evidence/engine/index.js"

/** Something one finding has to state: its title and detail match every pattern. */
export type Fact = ReadonlyArray<RegExp>

export interface Expected {
  /** in the folder samples */
  readonly file: string
  /** the name it is uploaded under, where that is another one */
  readonly name?: string
  /** the class; several where people would not agree */
  readonly is: DataType | ReadonlyArray<DataType>
  readonly says: ReadonlyArray<Fact>
  /** what no finding above `info` may say in its title */
  readonly never?: ReadonlyArray<RegExp>
  /** nothing is wrong in it: no finding above `info` */
  readonly quiet?: true
}
