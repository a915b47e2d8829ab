import validators from '@fastify/ajv-compiler'
import serializers from '@fastify/fast-json-stringify-compiler'
import type { FastifyServerOptions } from 'fastify'

type Factory = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>
type Validate = ((data: unknown) => unknown) & { errors?: unknown }

/**
 * Fastify's own compilers of schemas, asked by a route's first request instead of at every start: the house has some thousand schemas, and compiling
 * them took a third of the time a start takes, and memory for routes that nobody calls. `at_start` compiles at once, so that a test sees a bad schema.
 */
export function compilers(when: 'first_use' | 'at_start' = 'first_use'): Factory {
  if (when === 'at_start') return {}
  const buildValidator = validators()
  const buildSerializer = serializers()
  return {
    buildValidator: ((...ground: Parameters<typeof buildValidator>) => {
      const compile = buildValidator(...ground)
      return (...part: Parameters<typeof compile>) => {
        let made: Validate | undefined
        const validate: Validate = (data) => {
          made ??= compile(...part) as Validate
          const answer = made(data)
          validate.errors = made.errors
          return answer
        }
        return validate
      }
    }) as NonNullable<Factory['buildValidator']>,
    buildSerializer: (schemas, options) => {
      const compile = buildSerializer(schemas, options)
      return (part) => {
        let made: ReturnType<typeof compile> | undefined
        return (value) => {
          made ??= compile(part)
          return made(value)
        }
      }
    },
  }
}

/**
 * A number may be sent as its digits, and a text of spaces, tabs or line ends is none: JavaScript takes it for 0, and so does the code the validator writes
 * for itself. A nothing or a truth sent in a body where a number is asked for is left as the validator has it.
 */
export const refuseBlanks = (code: string): string => code.replace(/&& (data\d*) == \+\1/g, '&& $1.trim() && $1 == +$1')
