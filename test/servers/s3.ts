import { randomUUID } from "node:crypto"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { freePort, type Missing, programOf, run, type Running, start, temporaryFolder, untilReady } from "./process.js"

const programs = ["ceph", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin"]

/** One monitor, one object store in memory, one gateway; no authentication between them, signatures checked at the gateway. */
const configuration = (folder: string, fsid: string, monitor: number, gateway: number) => `[global]
fsid = ${fsid}
mon host = [v2:127.0.0.1:${monitor}]
public addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
ms cluster mode = crc
ms service mode = crc
ms client mode = crc
ms mon client mode = crc
ms mon cluster mode = crc
ms mon service mode = crc
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
osd objectstore = memstore
memstore device bytes = 1073741824
run dir = ${folder}
admin socket = ${folder}/$cluster-$name.asok
log file = ${folder}/$name.log
log to stderr = false
mon cluster log file = ${folder}/cluster.log
crash dir = ${folder}
keyring = ${folder}/keyring
rgw frontends = beast endpoint=127.0.0.1:${gateway}
rgw data = ${folder}/rgw
`

/** Ceph's S3 gateway: unlike the small imitations it checks signatures. Up in about 12 s. */
export const startS3 = async (): Promise<Running | Missing> => {
  if (programs.some((name) => programOf(name) === null)) return { missing: "radosgw, ceph-mon and ceph-osd (Debian)" }
  const program = (name: string) => programOf(name)!
  const folder = temporaryFolder("s3")
  const cwd = folder.path
  const at = (name: string) => join(cwd, name)
  const [fsid, osdId] = [randomUUID(), randomUUID()]
  const [monitor, gateway] = [await freePort(), await freePort()]
  writeFileSync(at("ceph.conf"), configuration(cwd, fsid, monitor, gateway))
  writeFileSync(at("keyring"), "")
  for (const name of ["mon", "osd", "rgw"]) mkdirSync(at(name))
  const config = ["-c", at("ceph.conf")]

  await run(program("monmaptool"), ["--create", "--addv", "a", `[v2:127.0.0.1:${monitor}]`, "--fsid", fsid, at("monmap")], { cwd })
  await run(program("ceph-mon"), [...config, "--mkfs", "-i", "a", "--monmap", at("monmap"), "--mon-data", at("mon")], { cwd })
  const children = [start(program("ceph-mon"), [...config, "-i", "a", "--mon-data", at("mon"), "-f"], { cwd })]
  const stop = async () => {
    for (const child of children.reverse()) await child.stop()
    folder.remove()
  }
  try {
    await run(program("ceph"), [...config, "--connect-timeout", "30", "osd", "new", osdId], { cwd })
    await run(program("ceph-osd"), [...config, "-i", "0", "--mkfs", "--osd-data", at("osd"), "--osd-uuid", osdId], { cwd })
    children.push(start(program("ceph-osd"), [...config, "-i", "0", "--osd-data", at("osd"), "-f"], { cwd }))
    const [accessKey, secretKey] = [`AK${randomUUID().replaceAll("-", "").slice(0, 18).toUpperCase()}`, randomUUID().replaceAll("-", "")]
    await run(program("radosgw-admin"), [...config, "user", "create", "--uid=test", "--display-name=test", `--access-key=${accessKey}`, `--secret=${secretKey}`], { cwd })
    const asRoot = process.getuid?.() === 0 ? ["--setuser", "root", "--setgroup", "root"] : []
    const radosgw = start(program("radosgw"), [...config, "-n", "client.admin", ...asRoot, "-f"], { cwd })
    children.push(radosgw)
    const url = `http://127.0.0.1:${gateway}`
    await untilReady("radosgw", radosgw, async () => {
      if (!(await fetch(url)).ok) throw new Error("not yet")
    })
    return { url, stop, details: { accessKey, secretKey } }
  } catch (error) {
    await stop()
    throw error
  }
}
