/** Signs of a language, each with its weight; lines are matched. What several languages share weighs little. */
const SIGNS: ReadonlyArray<readonly [language: string, signs: ReadonlyArray<readonly [RegExp, number]>]> = [
  ["Go", [[/^package \w+$/m, 3], [/^func (\(\w+ \*?\w+\) )?\w+\(/m, 3], [/ := /, 1], [/^import \(/m, 2], [/\berr != nil\b/, 2]]],
  ["Python", [[/^[ \t]*(async )?def \w+\(.*\).*:\s*$/m, 3], [/^from [\w.]+ import /m, 3], [/^import \w+(\.\w+)*( as \w+)?$/m, 1], [/^[ \t]*(elif .*|except.*|class \w+.*):\s*$/m, 2], [/\bself\./, 1]]],
  ["Rust", [[/^[ \t]*(pub(\(\w+\))? )?(async )?fn \w+/m, 3], [/^[ \t]*use \w+(::[\w{}*, ]+)+;/m, 3], [/^[ \t]*#\[derive\(/m, 3], [/^impl\b/m, 2], [/\blet mut /, 2], [/\.unwrap\(\)/, 1]]],
  ["TypeScript", [[/^import type /m, 3], [/^[ \t]*(export )?(interface|type) \w+(<[^>]{1,80}>)? ?[={]/m, 3], [/\b(const|let) \w+: \w/, 2], [/\w\??: (string|number|boolean|unknown|void|Promise<)/, 3], [/^import .* from ["']/m, 2], [/\bexport (async )?function /, 1]]],
  ["JavaScript", [[/\brequire\(["']/, 3], [/^import .* from ["']/m, 2], [/\bmodule\.exports\b/, 3], [/^[ \t]*(export )?(async )?function \w+\(/m, 2], [/ => [{(]?/, 1], [/\b(const|let|var) \w+ = /, 1], [/\bconsole\.log\(/, 2]]],
  ["Java", [[/^package [\w.]+;/m, 3], [/^import (static )?[\w.]+\*?;/m, 3], [/\b(public|private|protected) (static |final )*[\w<>[\]]+ \w+\(/, 2], [/^[ \t]*@Override\b/m, 2], [/\bpublic (final |abstract )?(class|interface|enum|record) /, 2]]],
  ["Kotlin", [[/^package [\w.]+$/m, 1], [/^import [\w.]+(\.\*)?$/m, 1], [/\bfun (<\w+> )?[\w.]+\(/, 3], [/\b(data|sealed|companion) (class|object)\b/, 3], [/\bval \w+/, 1], [/\bsuspend fun\b/, 2]]],
  ["Scala", [[/^object \w+/m, 2], [/\bdef \w+(\[\w+\])?\(.*\): \w+.* =/, 3], [/\bcase class \w+/, 3], [/^import [\w.]+\.(_|\{)/m, 3]]],
  ["C#", [[/^using [\w.]+;/m, 3], [/^namespace [\w.]+/m, 2], [/\b(public|private|internal) (static |async |readonly |sealed |partial )*[\w<>[\]?]+ \w+/, 1], [/\basync Task\b/, 3], [/\bget; (set|init);/, 3]]],
  ["C++", [[/^#include <\w+>$/m, 2], [/\bstd::/, 3], [/^(class|namespace|template ?<)/m, 2], [/^using namespace /m, 3], [/\w::\w+\(/, 1]]],
  ["C", [[/^#include [<"][\w/.]+\.h[>"]/m, 3], [/^#define \w+/m, 1], [/^(static |const |unsigned )*(int|char|void|struct \w+|size_t|long)\b[ *]+\w+\(/m, 2], [/\b(malloc|printf|strcpy|memcpy|free)\(/, 2], [/\w->\w/, 1]]],
  ["Ruby", [[/^[ \t]*def \w+[?!]?(\(.*\))?$/m, 3], [/^[ \t]*end$/m, 2], [/^require(_relative)? ["']/m, 3], [/\battr_\w+ :/, 3], [/\.each do \|/, 2], [/^[ \t]*(class|module) [A-Z]\w*( < [\w:]+)?$/m, 2]]],
  ["PHP", [[/^<\?php/m, 9], [/\$this->/, 3], [/^use [\w\\]+;/m, 1]]],
  ["Elixir", [[/^[ \t]*defmodule [\w.]+ do/m, 6], [/^[ \t]*defp? \w+.* do$/m, 3], [/\|> /, 1]]],
  ["Swift", [[/^import (Foundation|UIKit|SwiftUI)/m, 4], [/\bfunc \w+\(.*\) (throws )?-> /, 2], [/\bguard let\b/, 3]]],
  ["shell script", [[/^#!.*\b(ba|z|k|da)?sh\b/m, 9], [/^[ \t]*(fi|done|esac)\b/m, 3], [/^set -[eux]/m, 3], [/\$\{?\w+\}?/, 1], [/^[ \t]*\w+\(\) ?\{/m, 2]]],
  ["PowerShell", [[/^param\(/im, 2], [/\b(Get|Set|New|Remove|Start|Stop)-[A-Z]\w+/, 3], [/^[ \t]*\$\w+ = /m, 2]]],
  ["SQL", [[/^[ \t]*(ALTER|CREATE|DROP) (TABLE|INDEX|VIEW|OR REPLACE)\b/im, 3], [/^[ \t]*(SELECT|INSERT INTO|DELETE FROM)\b/im, 2], [/^[ \t]*UPDATE \S+ SET\b/im, 3], [/^[ \t]*(BEGIN|COMMIT)\b;?/im, 1]]],
  ["Lua", [[/^[ \t]*local (function )?\w+/m, 3], [/\bthen$/m, 2], [/^[ \t]*end\b/m, 1]]],
  ["Groovy", [[/^pipeline \{/m, 5], [/^[ \t]*(stage|steps)\b.*\{/m, 3], [/\bdef \w+ = /, 2]]],
  ["Perl", [[/^use (strict|warnings);/m, 5], [/^[ \t]*my [$@%]\w+/m, 3], [/^sub \w+/m, 2]]]
]
const ENOUGH = 3
const MAX_LINE = 400

/** The language a text is written in, by statements that only it has; null where none stands out. */
export const languageOf = (text: string): string | null => {
  const lines = text.split("\n").map((line) => line.slice(0, MAX_LINE).trimEnd()).filter((line) => line !== "").join("\n")
  const scored = SIGNS.map(([language, signs]) => ({ language, score: signs.reduce((sum, [sign, weight]) => (sign.test(lines) ? sum + weight : sum), 0) })).sort((a, b) => b.score - a.score)
  const best = scored[0]
  return best === undefined || best.score < ENOUGH ? null : best.language
}
