import { useLoaderData } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { pageMeta } from '../meta.ts'
import { Go } from '../parts/link.tsx'
import { Picture } from '../parts/picture.tsx'
import { Still } from '../parts/still.tsx'
import { type Arguments, langOf, visitOf, withheld } from '../visit.ts'
import { pick, translate, useLang, useWords } from '../words.ts'

export async function loader(given: Arguments) {
  const visit = visitOf(given)
  visit.tags.add('catalog')
  const { categories } = dataOf(await apiOf(visit).GET('/api/mall/categories'))
  return withheld(
    given,
    { lang: langOf(given.request.url), origin: visit.origin },
    { categories: categories.map(({ category_id, parent_id, name, picture }) => ({ category_id, parent_id, name, picture })) },
  )
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: loaderData.origin,
        path: '/categories',
        title: translate(loaderData.lang)('categories.all'),
      })
    : []

export default function CategoriesPage() {
  const { categories } = useLoaderData<typeof loader>()
  const t = useWords()
  return (
    <div className="container-page pt-6 md:pt-10">
      <h1 className="text-xl font-bold md:text-2xl">{t('categories.all')}</h1>
      <Still id="all-categories" of={categories}>
        {(categories) => <Tree categories={categories} />}
      </Still>
    </div>
  )
}

type Category = NonNullable<Awaited<ReturnType<typeof loader>>['categories']>[number]

function Tree({ categories }: { categories: readonly Category[] }) {
  const lang = useLang()
  return (
    <>
      {categories
        .filter(({ parent_id }) => !parent_id)
        .map((root) => (
          <section key={root.category_id} className="mt-8 md:mt-12">
            <h2 className="text-lg font-semibold">
              <Go to={`/c/${root.category_id}`} className="hover:text-primary">
                {pick(root.name, lang)}
              </Go>
            </h2>
            <ul className="mt-4 grid grid-cols-3 gap-3 sm:grid-cols-4 md:gap-5 lg:grid-cols-6">
              {categories
                .filter(({ parent_id }) => parent_id === root.category_id)
                .map((one) => (
                  <li key={one.category_id} className="lift">
                    <Go to={`/c/${one.category_id}`} className="block text-center text-sm hover:text-primary">
                      <span className="block overflow-hidden rounded-card bg-tile">
                        <Picture reference={one.picture} alt="" sizes="(width >= 1024px) 180px, 30vw" className="w-full" />
                      </span>
                      <span className="mt-2 block">{pick(one.name, lang)}</span>
                    </Go>
                  </li>
                ))}
            </ul>
          </section>
        ))}
    </>
  )
}
