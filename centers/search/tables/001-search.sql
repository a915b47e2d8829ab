-- The words by which products are found, and what people searched for. Documents are derived from products and can be made anew at any time.

-- One row. Whoever changes anything a search answers from takes the next revision here, under the row's lock: revisions commit in order, so a
-- process that has seen one knows that nothing below it is still to come.
create table search.states (
  one_row boolean primary key default true check (one_row),
  -- The set of documents that answers; a rebuild fills the next one beside it.
  generation integer not null check (generation > 0),
  building integer check (building > generation),
  -- The last product the rebuild has done.
  built_to text,
  revision bigint not null check (revision >= 0),
  -- Raised with synonyms, stop words and placements.
  words_revision bigint not null check (words_revision >= 0),
  rebuilt_at timestamptz
);
insert into search.states (generation, revision, words_revision) values (1, 0, 0);

create table search.documents (
  spu_id text not null,
  generation integer not null,
  revision bigint not null,
  -- Gone from the shelves; the row stays until the next generation so that every process hears of it.
  gone boolean not null,
  -- `9冰箱 6霁朗 …`: one digit or letter of weight, then the word. Pinyin is made from the words by whoever reads them.
  words text not null,
  name jsonb not null,
  facets text[] not null,
  categories text[] not null,
  brand_id text,
  tags text[] not null,
  lifecycle text not null,
  price_minor bigint,
  sales_count bigint not null,
  created_at timestamptz not null,
  primary key (spu_id, generation)
);
create index documents_by_revision on search.documents (generation, revision);

-- Products to look at again; drained in sets, so that a renamed category of 100,000 products holds nobody up.
create table search.pending (spu_id text primary key, asked_at timestamptz not null);

create table search.synonyms (
  synonym_id uuid primary key,
  -- All mean the same; or, one way, the first typed finds the others.
  words text[] not null check (cardinality(words) between 2 and 20),
  one_way boolean not null,
  saved_by text not null,
  saved_at timestamptz not null
);

create table search.stop_words (word text primary key, saved_by text not null, saved_at timestamptz not null);

-- What operators put first, lift or sink for a search text or a category.
create table search.placements (
  placement_id uuid primary key,
  -- The words as the search reads them; null for a category's list.
  q text,
  category_id text,
  action text not null check (action in ('pin', 'boost', 'bury')),
  spu_id text,
  brand_id text,
  position integer check (position between 1 and 20),
  starts_at timestamptz,
  ends_at timestamptz,
  note text not null,
  saved_by text not null,
  saved_at timestamptz not null,
  check ((q is null) <> (category_id is null)),
  check ((spu_id is null) <> (brand_id is null)),
  check ((action = 'pin') = (position is not null)),
  check (action <> 'pin' or spu_id is not null),
  check (ends_at is null or starts_at is null or ends_at > starts_at)
);

-- What was searched: no person stands here, only words. Kept for ninety days.
create table search.searches (
  search_id uuid primary key,
  searched_at timestamptz not null,
  q text not null,
  words text not null,
  found integer not null check (found >= 0),
  relaxed boolean not null,
  corrected text
);
create index searches_by_time on search.searches (searched_at);

create table search.clicks (
  search_id uuid not null,
  spu_id text not null,
  position integer not null check (position > 0),
  clicked_at timestamptz not null,
  primary key (search_id, spu_id)
);

-- The report: one row for each search text and day.
create table search.days (
  words text not null,
  day date not null,
  q text not null,
  searches integer not null,
  nothing integer not null,
  relaxed integer not null,
  clicks integer not null,
  -- Sum of the clicked places, for their mean.
  places bigint not null,
  primary key (words, day)
);
create index days_by_day on search.days (day);
