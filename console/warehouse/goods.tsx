import { pictureOf } from '../products/model.ts'
import { useInLanguage } from '../shared/names.ts'

interface Named {
  sku_id: string
  title: { zh: string; en: string } | null
  name: { zh: string; en: string } | null
}

/** What the goods are called, with the words that tell one kind from another. */
export function useGoodsName(): (goods: Named) => string {
  const inLanguage = useInLanguage()
  return ({ title, name, sku_id }) => [inLanguage(title), inLanguage(name)].filter(Boolean).join(' ') || sku_id
}

/** A picture that is not there leaves its quiet ground, never a broken sign. */
export function Picture({ reference }: { reference: string | null }) {
  if (!reference) return <span className="no-picture" />
  return (
    <img
      src={pictureOf(reference, 160)}
      alt=""
      onError={(event) => {
        event.currentTarget.style.visibility = 'hidden'
      }}
    />
  )
}
