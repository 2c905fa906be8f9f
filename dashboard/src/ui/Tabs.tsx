import { Tabs as Radix } from "radix-ui"
import type { ReactNode } from "react"

export interface TabItem { readonly key: string; readonly title: string; readonly content: () => ReactNode }

/** Arrow keys move between the tabs; only the open one is rendered. */
export const Tabs = ({ items, label, onChange, value }: { readonly label: string; readonly items: ReadonlyArray<TabItem>; readonly value: string; readonly onChange: (key: string) => void }) => (
  <Radix.Root value={value} onValueChange={onChange} activationMode="manual">
    <Radix.List className="tabs" aria-label={label}>{items.map((item) => <Radix.Trigger key={item.key} className="tab" value={item.key}>{item.title}</Radix.Trigger>)}</Radix.List>
    {items.map((item) => <Radix.Content key={item.key} value={item.key} tabIndex={-1}>{item.key === value ? item.content() : null}</Radix.Content>)}
  </Radix.Root>
)
