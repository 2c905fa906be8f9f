import { Copy } from "lucide-react"
import { type ReactNode, useRef } from "react"
import ReactMarkdown from "react-markdown"
import remarkGfm from "remark-gfm"
import { Button } from "./Button"
import { done, failed } from "./toast"

/** A block of code, and a way to take it along. */
const Code = ({ children }: { readonly children?: ReactNode }) => {
  const ref = useRef<HTMLPreElement>(null)
  const copy = () => void navigator.clipboard.writeText(ref.current?.textContent ?? "").then(() => done("Copied."), failed)
  return <div className="code-block"><pre ref={ref} tabIndex={0}>{children}</pre><Button kind="quiet" size="small" label="Copy the code" onClick={copy}><Copy size={14} /></Button></div>
}

/** Markdown without HTML and without remote images: text of a model or a document loads nothing and runs nothing. */
export const Markdown = ({ link, text }: { readonly text: string; readonly link?: (href: string, children: ReactNode) => ReactNode }) => (
  <div className="markdown">
    <ReactMarkdown
      remarkPlugins={[remarkGfm]}
      skipHtml
      components={{
        img: ({ alt }) => <em>[image{alt ? `: ${alt}` : ""}]</em>,
        pre: ({ children }) => <Code>{children}</Code>,
        a: ({ children, href }) => link?.(href ?? "", children) ?? <a href={href} target="_blank" rel="noreferrer noopener">{children}</a>
      }}
    >
      {text}
    </ReactMarkdown>
  </div>
)
