import { useSearch } from "../../shell/useSearch"
import { PageHeader } from "../../ui/layout"
import { Tabs } from "../../ui/Tabs"
import { Access } from "./Access"
import { Appearance } from "./Appearance"
import { Password } from "./Password"
import { Profile } from "./Profile"

export const Settings = () => {
  const [search, change] = useSearch()
  const tab = ["profile", "password", "access", "appearance"].find((name) => name === search["tab"]) ?? "profile"
  return (
    <>
      <PageHeader title="Settings" />
      <Tabs label="Settings" value={tab} onChange={(key) => change({ tab: key === "profile" ? undefined : key }, true)} items={[
        { key: "profile", title: "Profile", content: () => <Profile /> },
        { key: "password", title: "Password", content: () => <Password /> },
        { key: "access", title: "Sessions and apps", content: () => <Access /> },
        { key: "appearance", title: "Appearance", content: () => <Appearance /> }
      ]} />
    </>
  )
}
