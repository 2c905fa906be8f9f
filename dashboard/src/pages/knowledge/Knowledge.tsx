import { useSearch } from "../../shell/useSearch"
import { PageHeader } from "../../ui/layout"
import { Tabs } from "../../ui/Tabs"
import { Documents } from "./Documents"
import { Drafts } from "./Drafts"
import { Playground } from "./Playground"

export const Knowledge = () => {
  const [search, change] = useSearch()
  const tab = ["documents", "drafts", "playground"].find((name) => name === search["tab"]) ?? "documents"
  return (
    <>
      <PageHeader title="Knowledge">Runbooks and past incidents that the agent searches and cites.</PageHeader>
      <Tabs label="Knowledge" value={tab} onChange={(key) => change({ tab: key === "documents" ? undefined : key, q: undefined, case: undefined }, true)} items={[
        { key: "documents", title: "Documents", content: () => <Documents /> },
        { key: "drafts", title: "Drafts to review", content: () => <Drafts /> },
        { key: "playground", title: "Playground", content: () => <Playground /> }
      ]} />
    </>
  )
}
