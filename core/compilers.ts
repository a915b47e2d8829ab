import validators from '@fastify/ajv-compiler'
import serializers from '@fastify/fast-json-stringify-compiler'
import type { FastifyServerOptions } from 'fastify'

type Factory = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>
type Validate = ((data: unknown) => unknown) & { errors?: unknown }

/**
 * Fastify's own compilers of schemas, asked by a route's first request instead of at every start: the house has some thousand schemas, and compiling
 * them took a third of the time a start takes, and memory for routes that nobody calls. `at_start` compiles at once, so that a test sees a bad schema.
 * A body has a validator of its own: JSON says what it means, an address is text throughout.
 */
export function compilers(when: 'first_use' | 'at_start' = 'first_use'): Factory {
  // The maker keeps what it made by the options it can spell out, and code is none of them: each reading needs a maker.
  const readAddress = validators()
  const readBody = validators()
  const buildSerializer = serializers()
  return {
    buildValidator: ((schemas: Parameters<typeof readBody>[0], options: Parameters<typeof readBody>[1]) => {
      const reading = (process: (code: string) => string) =>
        ({ ...options, customOptions: { ...options?.customOptions, code: { process } } }) as typeof options
      const address = readAddress(schemas, reading(refuseBlanks))
      const body = readBody(schemas, reading(takeAsSaid))
      return (...part: Parameters<typeof body>) => {
        const compile = () => ((part[0] as { httpPart?: string }).httpPart === 'body' ? body : address)(...part) as Validate
        let made = when === 'at_start' ? compile() : undefined
        const validate: Validate = (data) => {
          made ??= compile()
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
 * for itself.
 */
const refuseBlanks = (code: string): string => code.replace(/&& (data\d*) == \+\1/g, '&& $1.trim() && $1 == +$1')

/**
 * A body is taken as it is said. Nothing and a truth are no number, nothing and a number no truth, nothing no text and no list, and 0 and a falsehood are not
 * nothing: the validator would take each for the other, and an empty field became a count of 0. Three readings stay: digits for a number, a number for a
 * text, and the empty field of a form for nothing where nothing may stand.
 */
const takeAsSaid = (code: string): string =>
  refuseBlanks(code)
    .replace(/dataType\d+ ={2,3} "boolean" \|\| data\d+ === null\s*\|\| \(/g, '(')
    .replace(/(data\d+ === "false") \|\| data\d+ === 0 \|\| data\d+ === null/g, '$1')
    .replace(/(data\d+ === "true") \|\| data\d+ === 1/g, '$1')
    .replace(/(dataType\d+ == "number") \|\| dataType\d+ == "boolean"/g, '$1')
    .replace(/data\d+ === null(\)\{coerced\d+ = "")/g, 'false$1')
    .replace(/(data\d+ === "") \|\| data\d+ === 0 \|\| data\d+ === false/g, '$1')
    .replace(/(dataType\d+ === "number")\s*\|\| dataType\d+ === "boolean" \|\| data\d+ === null/g, '$1')
