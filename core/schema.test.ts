import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { describeSchema } from './schema.ts'

let database: ClonedDatabase
let client: pg.Client
beforeAll(async () => {
  database = await cloneDatabase()
  client = new pg.Client(database.connection)
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

// Every kind of thing a table file may hold. The schemas are those of late centers, emptied first, so that real tables do not mix in.
const sample = `
  drop schema if exists work cascade; drop schema if exists insight cascade;
  create schema work; create schema insight;
  comment on schema work is 'people''s work';
  create type work.mood as enum ('good', 'bad');
  create domain work.code as text not null constraint code_short check (length(value) <= 10);
  create sequence work.numbers as bigint start 1000 increment 10;
  create function work.twice(x bigint) returns bigint language sql immutable as $$ select x * 2 $$;
  create table work.zones (zone_id uuid primary key, code work.code unique, mood work.mood not null default 'good', "select" int);
  create table work.acts (
    zone_id uuid not null references work.zones,
    act_id bigint generated always as identity,
    parent_id bigint,
    amount_minor bigint not null default 0 check (amount_minor >= 0),
    double_minor bigint generated always as (amount_minor * 2) stored,
    name text collate "C",
    happened_at timestamptz not null,
    primary key (zone_id, act_id, happened_at),
    constraint double_is_right check (double_minor = work.twice(amount_minor))
  ) partition by range (happened_at);
  create table work.acts_2026_01 partition of work.acts for values from ('2026-01-01Z') to ('2026-02-01Z');
  create index acts_recent on work.acts (zone_id, happened_at desc) include (amount_minor) where amount_minor > 0;
  create unique index acts_named on work.acts_2026_01 (lower(name));
  comment on table work.acts is 'what was done';
  comment on column work.acts.amount_minor is 'in the zone''s currency';
  create table work.busy (id int primary key) with (fillfactor = 50);
  create view insight.good_zones as select zone_id from work.zones where mood = 'good';`

test('the description loads into an empty database and describes itself again', async () => {
  await client.query(sample)
  const first = await describeSchema(client)
  for (const schema of ['insight', 'work']) await client.query(`drop schema ${schema} cascade`)

  const own = first.slice(first.indexOf('-- ==================== work'))
  await client.query(own)
  expect(await describeSchema(client)).toBe(first)
  for (const word of [
    'acts_recent',
    'double_minor',
    "'what was done'",
    'fillfactor=50',
    'good_zones',
    'acts_2026_01 partition of',
    'start 1000',
    'code_short',
    'acts_named',
  ])
    expect(own).toContain(word)
})

test('the search path of the caller is left as it was', async () => {
  await client.query('set search_path to core')
  await describeSchema(client)
  const { rows } = await client.query('show search_path')
  expect(rows[0].search_path).toBe('core')
})

test('a change of the tables changes the description', async () => {
  const before = await describeSchema(client)
  await client.query('create table core.one_more (id int)')
  expect(await describeSchema(client)).not.toBe(before)
})
