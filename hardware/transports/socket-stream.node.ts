import type { Socket } from 'node:net'
import type { ByteStream } from '../../host/byte-stream.ts'
import { DeviceError } from '../../host/byte-stream.ts'

const writeTimeoutMs = 3000

/** A connected socket as a line. Either end of a TCP device uses it: the desk's transport and the simulated device. */
export function socketStream(socket: Socket): ByteStream {
  let open = true
  const closes = new Set<(why: 'closed' | 'unplugged' | 'failed') => void>()
  let why: 'closed' | 'unplugged' | 'failed' = 'unplugged'
  socket.on('error', () => {
    why = 'failed'
  })
  socket.on('close', () => {
    if (!open) return
    open = false
    for (const listener of closes) listener(why)
  })
  return {
    write(bytes) {
      if (!open || socket.destroyed) return Promise.reject(new DeviceError('gone', 'the line has ended'))
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          socket.destroy()
          reject(new DeviceError('time-out', 'the device took no bytes'))
        }, writeTimeoutMs)
        socket.write(bytes, error => {
          clearTimeout(timer)
          if (error) reject(new DeviceError('gone', error.message))
          else resolve()
        })
      })
    },
    onBytes(listener) {
      const forward = (chunk: Uint8Array) => listener(new Uint8Array(chunk))
      socket.on('data', forward)
      return () => socket.off('data', forward)
    },
    onClose(listener) {
      closes.add(listener)
      return () => closes.delete(listener)
    },
    async close() {
      why = 'closed'
      socket.destroy()
    },
  }
}
