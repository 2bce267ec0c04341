import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { type DetailPolicy, policySchema } from '../sync/hub/detail/policy.ts'

/** The policy of detail from a JSON file. Throws an `Error` that names the file and what is wrong in it. */
export function readDetailPolicy(file: string): DetailPolicy {
  try {
    return policySchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message
    throw new Error(`the policy of detail in ${file} cannot be used: ${why}`)
  }
}
