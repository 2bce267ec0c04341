import { bodyLimit } from 'hono/body-limit'
import { apiError } from '../api-error.ts'

/** Refuses a body of more than so many bytes with 413 and the limit; nothing of it is read. */
export const limit = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: context => {
      // The rest of the body is not read, so this line must not be used again.
      context.header('connection', 'close')
      return apiError(context, 413, 'too-large', `at most ${maxSize} bytes at once; send fewer entries`, { maxBytes: maxSize })
    },
  })
