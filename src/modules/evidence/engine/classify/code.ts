import type { Opinion } from "./opinion.js"
import { type Sample, share } from "./sample.js"

/** Lines as programs have them, in any of the usual languages. */
export const CODE_LINE = /^\s*(import |from \S+ import |package |use [\w\\:{]|#include|using [\w.]+;|namespace |(async )?defp? \w|defmodule \w|use [A-Z][\w.]*$|print\(|(abstract |data |sealed |final )?(class|interface|enum|trait|struct|impl|module|record) \w+|(public|private|protected|internal|static|export|async|abstract|pub|override|suspend)\b.*[({;=]|func \(?\w|fun \w|fn \w|(local )?function\b|(const|let|var|val|local) [\w{[(]|return\b|if ?[([]|if .*(then|:)$|fi$|then$|.* do$|done$|end\b|elif |elsif |else\b|for ?\(|for .*(in|do|:)|while\b.*|try\b|(\} )?catch\b|except\b|rescue\b|raise |throw |\}|@\w+|#!\/|<\?php|attr_\w+ |require[ (]|echo |set -|\$\w+ ?=|param\()|[{};]\s*$/

const SQL_LINE = /^\s*(SELECT|FROM|WHERE|AND|OR|(LEFT |RIGHT |INNER |OUTER |FULL |CROSS )*JOIN|ON|GROUP BY|ORDER BY|HAVING|LIMIT|UNION|INSERT INTO|UPDATE|DELETE FROM|SET|VALUES|CREATE|ALTER|DROP|WITH|BEGIN|COMMIT|RETURNING|EXPLAIN)\b/i
const SQL_START = /^\s*(SELECT\b.*|INSERT INTO \S+|UPDATE \S+ SET\b.*|DELETE FROM \S+|CREATE (OR REPLACE )?(TABLE|INDEX|UNIQUE INDEX|VIEW|FUNCTION|PROCEDURE|TRIGGER|DATABASE|TYPE) .*|ALTER TABLE \S+.*|WITH \w+ AS \(.*)$/i

/** Statements that only programs hold. */
const STRONG = /^\s*((async )?def \w+[ (].*|(export )?(default )?(abstract |data |sealed |final |public |static )*(class|interface|enum|trait|struct|impl|module)(<[^>]{1,60}>)? \w+.*|defmodule [A-Z][\w.]* do|defp? \w+.* do|module [A-Z]\w*|import [\w.{*"', ]+( from .*)?;?|import \(|from \S+ import .+|package [\w.]+;?|func (\([^)]{1,80}\) )?\w+\(.*|(pub )?(async )?fn \w+.*|(public|private|protected|internal) .*[({;]|(export )?(async )?(local )?function \w[\w-]*.*|(suspend )?fun \w+\(.*|#include\s*[<"].*|using [\w.]+;|namespace [\w.\\]+.*|use [\w\\]+(::[\w{}:*, ]+)*;|(export )?(const|let|var|val) \w+(: ?[\w<>[\]|]+)? ?=.*|local \w+ ?=.*|<\?php|require ["'(].*|set -[eux]+.*|param\(.*|\$\w+ ?= ?.+|type \w+ (struct|interface|=).*|for \w+ in .*; do|if \[\[? .*; then|if ! .*; then)$/

/** A script, a patch, SQL, or statements of a programming language. */
export const sourceCode = ({ lines, text }: Sample): Opinion | null => {
  const opinion = (confidence: number, reason: string): Opinion => ({ type: "source_code", confidence, reason })
  if (/^#!\s*\/\S+/.test(text)) return opinion(0.92, "a script with an interpreter line")
  if (/^<\?php\b/.test(text)) return opinion(0.92, "a PHP file")
  if (/^(diff --git |--- a\/|Index: )/m.test(text) && /^@@ -\d+/m.test(text)) return opinion(0.88, "a patch")
  if (/^\s*[{[]/.test(text)) return null
  if (lines.some((line) => SQL_START.test(line)) && share(lines, SQL_LINE) >= (lines.filter((line) => SQL_START.test(line)).length >= 2 ? 0.3 : 0.5) && /;\s*$|\bFROM\b/im.test(text)) return opinion(0.86, "SQL statements")
  const looks = share(lines, CODE_LINE)
  const strong = lines.filter((line) => STRONG.test(line.slice(0, 400))).length
  if (strong >= 2 && looks >= 0.6) return opinion(0.88, "statements of a programming language")
  return strong >= 2 && looks >= 0.45 ? opinion(0.84, "statements of a programming language") : null
}
