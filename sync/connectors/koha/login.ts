import { z } from 'zod'
import { milliseconds } from '../../../circulation/instant.ts'
import type { KohaSettings } from './configuration.ts'
import { errorText, KohaError } from './koha-error.ts'

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() })
/** A token is asked for anew so long before it ends. */
const marginMs = 5 * 60_000

export interface LoginPorts {
  fetch(url: string, init: RequestInit): Promise<{ readonly status: number; readonly body: unknown }>
  /** Instant now, UTC. */
  now(): string
}

/** What goes into `Authorization`: a token that is fetched, kept and renewed, or a user's name and password. */
export class Login {
  readonly #settings: KohaSettings
  readonly #ports: LoginPorts
  #token: { readonly value: string; readonly until: number } | undefined
  #asking: Promise<string> | undefined

  constructor(settings: KohaSettings, ports: LoginPorts) {
    this.#settings = settings
    this.#ports = ports
  }

  /** Rejects with a `KohaError` `unreachable` where Koha gives no token. */
  async header(): Promise<string> {
    const { login } = this.#settings
    if (login.by === 'basic') return `Basic ${base64(`${login.user}:${login.password}`)}`
    if (this.#token && this.#token.until > this.#now()) return `Bearer ${this.#token.value}`
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined
    })
    return `Bearer ${await this.#asking}`
  }

  /** The token was not taken: the next request fetches another. Whether there is one to be had. */
  forget(): boolean {
    this.#token = undefined
    return this.#settings.login.by === 'oauth'
  }

  async #ask(): Promise<string> {
    const { login, url } = this.#settings
    if (login.by !== 'oauth') return ''
    const { clientId, clientSecret } = login
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret })
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const init = { method: 'POST', headers, body: form.toString() }
    const { status, body } = await this.#ports.fetch(`${url}/api/v1/oauth/token`, init)
    const found = tokenAnswer.safeParse(body)
    if (status !== 200 || !found.success)
      throw new KohaError('unreachable', `Koha gives no token (${status}): ${errorText(body) || 'the answer cannot be read'}`, {
        status,
      })
    const { access_token: value, expires_in: seconds } = found.data
    this.#token = { value, until: this.#now() + Math.max(0, seconds * 1000 - marginMs) }
    return value
  }

  #now(): number {
    return milliseconds(this.#ports.now())
  }
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}
