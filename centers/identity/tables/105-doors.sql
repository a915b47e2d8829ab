-- How the sign-in page of a brand and region looks, which ways in it shows and what people agree to there. `*` stands for all that have no row.
create table identity.doors (
  brand text not null,
  region text not null,
  -- A file of ours; null shows the brand's name.
  logo text check (logo ~ '^/'),
  color text not null check (color ~ '^#[0-9a-f]{6}$'),
  title_zh text not null,
  title_en text not null,
  text_zh text not null,
  text_en text not null,
  ways text[] not null check (cardinality(ways) > 0),
  -- [{code, version, title_zh, title_en, address}]
  agreements jsonb not null,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (brand, region)
);

-- What a person agreed to at a sign-in page, word for word by its version.
create table identity.agreements (
  user_id uuid not null,
  code text not null,
  version text not null,
  brand text not null,
  region text not null,
  agreed_at timestamptz not null,
  primary key (user_id, code, version)
);

-- Identity providers of alliance partners, whose customers sign in here with the account they have there.
create table identity.federations (
  id text primary key check (id ~ '^[a-z][a-z0-9-]{1,39}$'),
  name_zh text not null,
  name_en text not null,
  issuer text not null unique,
  client_id text not null,
  sealed_secret text not null,
  scopes text[] not null,
  state text not null check (state in ('open', 'closed')),
  changed_by text not null,
  changed_at timestamptz not null
);
