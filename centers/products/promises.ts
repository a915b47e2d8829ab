import { sql } from '#core/sql.ts'

/** What must hold at any moment; each query finds the rows that break it. */
export const promises = [
  {
    name: 'price_span',
    sentence: 'A product shows the lowest and highest price of the SKUs it offers.',
    query: sql`
      select p.spu_id from products.spus p left join (
        select spu_id, min(price_minor) as low, max(price_minor) as high from products.skus where not withdrawn group by spu_id
      ) k using (spu_id)
      where (p.price_from_minor, p.price_to_minor) is distinct from (k.low, k.high)`,
  },
  {
    name: 'sellable_is_priced',
    sentence: 'Whatever is on sale or in presale has a price on every SKU it offers.',
    query: sql`
      select k.sku_id from products.skus k join products.spus p using (spu_id)
      where p.lifecycle in ('presale', 'on_sale') and not k.withdrawn and k.price_minor is null`,
  },
  {
    name: 'one_currency',
    sentence: 'The SKUs a product offers are priced in one currency, the one it shows.',
    query: sql`
      select k.sku_id from products.skus k join products.spus p using (spu_id)
      where not k.withdrawn and k.currency is distinct from p.currency`,
  },
  {
    name: 'category_paths',
    sentence: "A category's path is its parent's path and itself.",
    query: sql`
      select c.category_id from products.categories c left join products.categories above on above.category_id = c.parent_id
      where c.path <> coalesce(above.path, '{}') || c.category_id`,
  },
]
