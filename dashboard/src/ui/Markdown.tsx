import type { ReactNode } from "react"
import ReactMarkdown from "react-markdown"
import remarkGfm from "remark-gfm"

/** Markdown without HTML and without remote images: text of a model or a document loads nothing and runs nothing. */
export const Markdown = ({ link, text }: { readonly text: string; readonly link?: (href: string, children: ReactNode) => ReactNode }) => (
  <div className="markdown">
    <ReactMarkdown
      remarkPlugins={[remarkGfm]}
      skipHtml
      components={{
        img: ({ alt }) => <em>[image{alt ? `: ${alt}` : ""}]</em>,
        pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
        a: ({ children, href }) => link?.(href ?? "", children) ?? <a href={href} target="_blank" rel="noreferrer noopener">{children}</a>
      }}
    >
      {text}
    </ReactMarkdown>
  </div>
)
