import { createContext, type RouterContextProvider } from 'react-router'
import type { Lang } from './words.ts'

/** One request for a page, as the server hands it over. */
export interface Visit {
  /** `https://host`, for canonical addresses. */
  origin: string
  /** The page is the same for everybody and may be kept; no cookie came along. */
  shared: boolean
  /** What the page shows; a change of any of it drops the kept page. With `incomplete` it is not kept at all. */
  tags: Set<string>
  /** Sign-ins shown for the sample enterprise; empty for any other. */
  demo: readonly { name: string; sign_in_name: string; password: string; audience: 'member' | 'staff' }[]
  /** The API in the same process, asked as the visitor. */
  fetch(request: Request): Promise<Response>
  /**
   * What a page is made of, kept from page to page until something with its tags changes. The key names all it depends on, the language too;
   * `make` asks as the visit it is given. What comes back is shared: it must not be changed.
   */
  part<Value extends object>(key: string, make: (visit: Visit) => Promise<Value>): Promise<Value>
}

export const visitContext = createContext<Visit>()

/** Whether a whole document is asked for, not the data of a page that a script draws. */
export const documentContext = createContext<boolean>(false)

export interface Arguments {
  request: Request
  context: Readonly<RouterContextProvider>
  params: Record<string, string | undefined>
}

export const visitOf = ({ context }: Pick<Arguments, 'context'>): Visit => context.get(visitContext)

export const langOf = (url: string): Lang => (/^\/en(\/|$)/.test(new URL(url, 'http://x').pathname) ? 'en' : 'zh')

/** An address inside the mall in the given language. */
export const inLang = (lang: Lang, path: string): string => (lang === 'en' ? (path === '/' ? '/en' : `/en${path}`) : path)

/**
 * What a page was drawn from and no script needs until it draws that page anew (see `Still`): in a document it is there for the drawing and does not
 * travel with it, whose markup says the same. What a script asks for holds it.
 */
export function withheld<Data extends object, Rest extends object>(
  { context }: Pick<Arguments, 'context'>,
  data: Data,
  rest: Rest,
): Data & { [Key in keyof Rest]: Rest[Key] | undefined } {
  if (!context.get(documentContext)) return { ...data, ...rest }
  // What is not enumerable is not written out.
  const hidden = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, { value, enumerable: false }]))
  return Object.defineProperties({ ...data }, hidden) as Data & Rest
}
