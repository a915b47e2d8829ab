-- Where a listing shows something else than wanted is found when either changes, so that the list of what is wrong reads only what is wrong.
alter table channels.listings add column faults text[] not null default '{}';
create index listings_wrong on channels.listings (channel_id, sku_id) where faults <> '{}';
create index listings_wrong_price on channels.listings (channel_id, sku_id) where 'price' = any (faults);
create index listings_wrong_content on channels.listings (channel_id, sku_id) where 'content' = any (faults);
create index listings_wrong_state on channels.listings (channel_id, sku_id) where 'state' = any (faults);
create index listings_wrong_between on channels.listings (channel_id, sku_id) where 'between' = any (faults);
update channels.listings l set faults = array_remove(array[
    case when l.seen_on_sale and l.seen_price_minor is distinct from coalesce(l.price_minor, k.price_minor) and l.seen_price_minor is not null then 'price' end,
    case when l.seen_on_sale and l.seen_title <> coalesce(l.title, p.title ->> 'zh') then 'content' end,
    case when l.seen_on_sale <> (l.published and not k.withdrawn and p.lifecycle in ('presale', 'on_sale')) then 'state' end,
    case when l.published and (
      select min(coalesce(o.seen_price_minor, o.price_minor, k.price_minor)) < max(coalesce(o.seen_price_minor, o.price_minor, k.price_minor))
      from channels.listings o where o.sku_id = l.sku_id and o.published) then 'between' end
  ]::text[], null)
from products.skus k join products.spus p on p.spu_id = k.spu_id where k.sku_id = l.sku_id;
