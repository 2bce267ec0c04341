import type { Sip2Settings } from './configuration.ts'
import type { OpenConversation } from './link.ts'
import { openSession } from './session/session.ts'
import { openOverHttp } from './transports/sip-over-http.ts'
import { tcpLine } from './transports/tcp.node.ts'

/** Opens connections as the settings say: TCP, TLS, with a terminal's login before, or HTTP. */
export function opener({ server }: Pick<Sip2Settings, 'server'>): OpenConversation {
  if (server.over === 'http') return (who, manner) => openOverHttp(server.url, manner, who)
  const { host, port } = server
  const tls =
    server.over === 'tls'
      ? {
          ...(server.serverName !== undefined && { serverName: server.serverName }),
          ...(server.ca !== undefined && { ca: server.ca }),
        }
      : undefined
  return (who, manner) => openSession(tcpLine({ host, port, ...(tls && { tls }) }, manner.loginMs), manner, who)
}
