import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const DIMENSION = 32
const FLOAT = 1
const INT64 = 7

const varint = (value: number): Buffer => {
  const bytes: Array<number> = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest])
    bytes.push((rest % 128) + 128)
  }
}
const number = (field: number, value: number): Buffer => Buffer.concat([varint(field * 8), varint(value)])
const bytes = (field: number, value: Uint8Array | string): Buffer => {
  const content = Buffer.from(value as string)
  return Buffer.concat([varint(field * 8 + 2), varint(content.length), content])
}
const message = (field: number, ...parts: ReadonlyArray<Buffer>): Buffer => bytes(field, Buffer.concat(parts))

const shape = (dimensions: ReadonlyArray<string | number>): Buffer =>
  message(2, ...dimensions.map((d) => message(1, typeof d === "number" ? number(1, d) : bytes(2, d))))
const value = (field: number, name: string, type: number, dimensions: ReadonlyArray<string | number>): Buffer =>
  message(field, bytes(1, name), message(2, message(1, number(1, type), shape(dimensions))))

/** One table of vectors, one look-up: the smallest graph with a sentence model's inputs and output (ONNX's protocol buffers by hand). */
const graph = (words: number): Buffer => {
  const weights = Float32Array.from({ length: words * DIMENSION }, (_, i) => Math.sin((i + 1) * 12.9898) * 0.5)
  const table = message(5, number(1, words), number(1, DIMENSION), number(2, FLOAT), bytes(8, "table"), bytes(9, new Uint8Array(weights.buffer)))
  const node = message(1, bytes(1, "table"), bytes(1, "input_ids"), bytes(2, "last_hidden_state"), bytes(3, "look-up"), bytes(4, "Gather"))
  return Buffer.concat([
    number(1, 8), bytes(2, "test"),
    message(7, node, bytes(2, "tiny"), table,
      value(11, "input_ids", INT64, ["batch", "length"]), value(11, "attention_mask", INT64, ["batch", "length"]),
      value(12, "last_hidden_state", FLOAT, ["batch", "length", DIMENSION])),
    message(8, bytes(1, ""), number(2, 13))
  ])
}

/** Writes a model of a few kilobytes, with its tokenizer (single characters), as `<folder>/<name>`. */
export const writeTinyModel = (folder: string, name: string): { readonly dimension: number } => {
  const letters = [..."abcdefghijklmnopqrstuvwxyz0123456789(),._-"]
  const vocabulary = Object.fromEntries(["[PAD]", "[UNK]", "[CLS]", "[SEP]", ...letters, ...letters.map((c) => `##${c}`)].map((word, i) => [word, i]))
  const special = (content: string) => ({ id: vocabulary[content], content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true })
  const framed = [{ SpecialToken: { id: "[CLS]", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }, { SpecialToken: { id: "[SEP]", type_id: 0 } }]
  const files = {
    "config.json": { model_type: "bert", architectures: ["BertModel"], hidden_size: DIMENSION, vocab_size: Object.keys(vocabulary).length },
    "tokenizer_config.json": { tokenizer_class: "BertTokenizer", model_max_length: 256, do_lower_case: true, pad_token: "[PAD]", unk_token: "[UNK]", cls_token: "[CLS]", sep_token: "[SEP]" },
    "tokenizer.json": {
      version: "1.0", truncation: null, padding: null, added_tokens: ["[PAD]", "[UNK]", "[CLS]", "[SEP]"].map(special),
      normalizer: { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
      pre_tokenizer: { type: "BertPreTokenizer" },
      post_processor: { type: "TemplateProcessing", single: framed, pair: framed, special_tokens: { "[CLS]": { id: "[CLS]", ids: [2], tokens: ["[CLS]"] }, "[SEP]": { id: "[SEP]", ids: [3], tokens: ["[SEP]"] } } },
      decoder: { type: "WordPiece", prefix: "##", cleanup: true },
      model: { type: "WordPiece", unk_token: "[UNK]", continuing_subword_prefix: "##", max_input_chars_per_word: 100, vocab: vocabulary }
    }
  }
  const place = join(folder, name)
  mkdirSync(join(place, "onnx"), { recursive: true })
  for (const [file, content] of Object.entries(files)) writeFileSync(join(place, file), JSON.stringify(content))
  writeFileSync(join(place, "onnx", "model.onnx"), graph(Object.keys(vocabulary).length))
  return { dimension: DIMENSION }
}
