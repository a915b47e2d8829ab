import type { Files } from '#core/files.ts'
import type { Outcome } from '#core/outcomes.ts'

/** A file or drawing an item names, and in which of its fields. */
export interface Named {
  field: string
  reference: string
}

/** Saves the items whose pictures and files there are; those that name one nobody kept are refused, for a page would show a gap. */
export async function saveKept<Item>(
  files: Files | undefined,
  items: readonly Item[],
  idOf: (item: Item) => string,
  namedIn: (item: Item) => readonly Named[],
  save: (items: Item[]) => Promise<Outcome[]>,
): Promise<Outcome[]> {
  const lost = await findLost(files, items.flatMap(namedIn))
  const faults = items.map((item) => namedIn(item).find(({ reference }) => lost.has(reference)))
  const saved = await save(items.filter((_, i) => !faults[i]))
  let next = 0
  return items.map((item, i) => {
    const fault = faults[i]
    if (!fault) return saved[next++]!
    return {
      id: idOf(item),
      status: 'file_not_kept',
      detail: `${fault.field}: there is no file or drawing ${fault.reference}; send the file first.`,
    }
  })
}

/** References that lead to nothing. Where a process has no folder for files, it cannot know. */
export async function findLost(files: Files | undefined, named: readonly Named[]): Promise<Set<string>> {
  if (!files) return new Set()
  const references = [...new Set(named.map(({ reference }) => reference))]
  const known = await Promise.all(references.map((reference) => files.pictures.knows(reference)))
  return new Set(references.filter((_, i) => !known[i]))
}

export const mediaOf = ({ media = [] }: { media?: readonly { reference: string }[] | undefined }): Named[] =>
  media.map(({ reference }, i) => ({ field: `media.${i}.reference`, reference }))
export const pictureOf = ({ picture }: { picture?: string | null | undefined }): Named[] =>
  picture ? [{ field: 'picture', reference: picture }] : []
