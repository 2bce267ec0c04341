import { TagError } from '../drivers/tag-reader.ts'

/** What a tag or a reader refuses is nothing; a line that is gone is thrown on. */
export function unlessGone(error: unknown): undefined {
  if (error instanceof TagError) return undefined
  throw error
}
