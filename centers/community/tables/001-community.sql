-- What people say of products. Reviews, follow-ups, questions and answers are one kind of thing: somebody wrote it, somebody read it before others do.
create table community.voices (
  spu_id text not null,
  voice_id uuid not null,
  kind text not null check (kind in ('review', 'follow_up', 'question', 'answer')),
  -- The review a follow-up belongs to, the question an answer answers.
  about_id uuid,
  -- The order's line that a review is about.
  order_id uuid,
  line_no smallint,
  sku_id text,
  -- Null when the house speaks.
  author_id uuid,
  -- Masked before it is kept; nobody reads the whole name here.
  author_name text not null,
  stars smallint check (stars between 1 and 5),
  words text not null,
  pictures text[] not null default '{}' check (cardinality(pictures) <= 6),
  -- Listed words and contacts that were found in it: it is read first, and with care.
  flagged text[] not null default '{}',
  state text not null check (state in ('waiting', 'shown', 'hidden')),
  reason text,
  -- What the house says below a review.
  reply text,
  replied_by text,
  replied_at timestamptz,
  helpful integer not null default 0 check (helpful >= 0),
  written_at timestamptz not null,
  judged_by text,
  judged_at timestamptz,
  primary key (spu_id, voice_id),
  check ((kind = 'review') = (order_id is not null)),
  check ((kind = 'review') = (line_no is not null)),
  check ((kind = 'review') = (stars is not null)),
  check ((kind in ('follow_up', 'answer')) = (about_id is not null)),
  check (state <> 'hidden' or reason is not null),
  check ((reply is null) = (replied_at is null))
);
create unique index voices_one_review on community.voices (spu_id, order_id, line_no) where kind = 'review';
create unique index voices_one_follow_up on community.voices (spu_id, about_id) where kind = 'follow_up';
create index voices_shown on community.voices (spu_id, kind, written_at desc, voice_id desc) where state = 'shown';
create index voices_helpful on community.voices (spu_id, kind, helpful desc, written_at desc, voice_id desc) where state = 'shown';
create index voices_about on community.voices (spu_id, about_id, written_at) where about_id is not null;
create index voices_by_state on community.voices (state, written_at desc, voice_id desc);
create index voices_newest on community.voices (written_at desc, voice_id desc);
create index voices_by_id on community.voices (voice_id);
create index voices_of_author on community.voices (author_id, written_at desc, voice_id desc) where author_id is not null;

-- How the shown reviews of a product are spread over the stars; lists read one row instead of all reviews.
create table community.ratings (
  spu_id text primary key,
  stars_1 integer not null default 0 check (stars_1 >= 0),
  stars_2 integer not null default 0 check (stars_2 >= 0),
  stars_3 integer not null default 0 check (stars_3 >= 0),
  stars_4 integer not null default 0 check (stars_4 >= 0),
  stars_5 integer not null default 0 check (stars_5 >= 0)
);

create table community.votes (
  spu_id text not null,
  voice_id uuid not null,
  member_id uuid not null,
  voted_at timestamptz not null,
  primary key (spu_id, voice_id, member_id)
);
create index votes_of_member on community.votes (member_id);

-- Pictures members sent, before they stand in anything: only what was looked at here may be shown.
create table community.pictures (
  member_id uuid not null,
  file text not null,
  sent_at timestamptz not null,
  primary key (member_id, file)
);

-- Buyers who were asked to answer a question: each question once, and nobody every day.
create table community.asked (
  member_id uuid not null,
  voice_id uuid not null,
  spu_id text not null,
  asked_at timestamptz not null,
  primary key (member_id, voice_id)
);
create index asked_of_question on community.asked (voice_id);
create index asked_lately on community.asked (member_id, asked_at desc);

-- Words that are refused, or make somebody look twice.
create table community.words (
  word text primary key,
  action text not null check (action in ('refuse', 'flag')),
  saved_by text not null,
  saved_at timestamptz not null
);
