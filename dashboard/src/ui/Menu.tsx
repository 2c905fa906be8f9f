import { DropdownMenu } from "radix-ui"
import type { ReactNode } from "react"

export interface MenuItem { readonly label: string; readonly icon?: ReactNode; readonly danger?: boolean; readonly onSelect: () => void }

/** Not modal: the page behind stays scrollable. */
export const Menu = ({ items, trigger }: { readonly trigger: ReactNode; readonly items: ReadonlyArray<MenuItem> }) => (
  <DropdownMenu.Root modal={false}>
    <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
    <DropdownMenu.Portal>
      <DropdownMenu.Content className="menu" align="end" sideOffset={6} collisionPadding={8}>
        {items.map((item) => <DropdownMenu.Item key={item.label} className="menu-item" data-tone={item.danger === true ? "danger" : undefined} onSelect={item.onSelect}>{item.icon}{item.label}</DropdownMenu.Item>)}
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  </DropdownMenu.Root>
)
