export interface Reply {
  readonly status: number
  readonly text: string
}

/** Sends a request and gives the answer's text, without following to where it points. Rejects, as `fetch` does, where there is none within so many milliseconds. */
export type Send = (url: string, init: RequestInit, answerMs: number) => Promise<Reply>

export const overNetwork: Send = async (url, init, answerMs) => {
  const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(answerMs) })
  return { status: response.status, text: await response.text() }
}
