import { errorOf, pageHeaders, urlOf } from "./client"

/** Sends a form and tells how much of it has gone (0–1); fetch cannot tell. */
export const upload = <A>(path: string, form: FormData, onProgress: (share: number) => void, signal: AbortSignal): Promise<A> => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest()
  request.open("POST", urlOf(path))
  for (const [name, value] of Object.entries(pageHeaders())) request.setRequestHeader(name, value)
  request.setRequestHeader("accept", "application/json")
  request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total)
  request.onerror = () => reject(errorOf(0, { detail: "The server cannot be reached." }, null, null))
  request.onabort = () => reject(new DOMException("cancelled", "AbortError"))
  request.onload = () => {
    let body: unknown = null
    try {
      body = JSON.parse(request.responseText)
    } catch {
      body = null
    }
    if (request.status < 300) resolve(body as A)
    else reject(errorOf(request.status, body, request.getResponseHeader("x-request-id"), request.getResponseHeader("retry-after")))
  }
  signal.addEventListener("abort", () => request.abort(), { once: true })
  request.send(form)
})
