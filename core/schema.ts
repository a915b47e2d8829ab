import type pg from 'pg'
import { centers } from '#centers/order.ts'

/**
 * The live tables as readable SQL, in calling order of the centers, loadable into an empty database. The text depends only on what the
 * tables are, not on how they came about, so it can be compared. Tables of libraries (the job queue) are left out.
 */
export async function describeSchema(client: pg.ClientBase): Promise<string> {
  const own = ['core', ...centers]
  const { rows: schemas } = await client.query<{ name: string; comment: string | null }>(
    `select nspname as name, obj_description(oid, 'pg_namespace') as comment from pg_namespace where nspname = any($1) order by array_position($1, nspname::text)`,
    [own],
  )
  // With an empty path the catalog writes every name out in full.
  const { rows: paths } = await client.query<{ path: string }>("select current_setting('search_path') as path")
  await client.query("select set_config('search_path', '', false)")
  try {
    const parts: string[] = []
    for (const { name, comment } of schemas) {
      const blocks = [`create schema ${name};${comment ? `\ncomment on schema ${name} is ${literal(comment)};` : ''}`]
      for (const describe of [describeTypes, describeSequences, describeFunctions, describeTables, describeViews])
        blocks.push(...(await describe(client, name)))
      parts.push(`-- ${'='.repeat(20)} ${name} ${'='.repeat(20)}\n\n${blocks.join('\n\n')}`)
    }
    return `-- The whole database, written by npm run generate. Change it by adding files to centers/<name>/tables.\n\n${parts.join('\n\n')}\n`
  } finally {
    await client.query("select set_config('search_path', $1, false)", [paths[0]!.path])
  }
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

async function describeTypes(client: pg.ClientBase, schema: string): Promise<string[]> {
  const { rows } = await client.query<{ text: string }>(
    `select case t.typtype
        when 'e' then 'create type ' || t.oid::regtype || ' as enum (' || (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder) from pg_enum where enumtypid = t.oid) || ');'
        else 'create domain ' || t.oid::regtype || ' as ' || format_type(t.typbasetype, t.typtypmod) || case when t.typnotnull then ' not null' else '' end
          || coalesce(' default ' || t.typdefault, '')
          || coalesce((select string_agg(' constraint ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid), '' order by conname) from pg_constraint where contypid = t.oid and contype = 'c'), '') || ';'
        end as text
      from pg_type t where t.typnamespace = $1::regnamespace and t.typtype in ('e', 'd') order by t.typname`,
    [schema],
  )
  return rows.map(({ text }) => text)
}

/** Sequences of their own; those of identity columns are written with the column. */
async function describeSequences(client: pg.ClientBase, schema: string): Promise<string[]> {
  const { rows } = await client.query<{ text: string }>(
    `select 'create sequence ' || c.oid::regclass || ' as ' || s.seqtypid::regtype || ' start ' || s.seqstart || ' increment ' || s.seqincrement || case when s.seqcycle then ' cycle' else '' end || ';' as text
      from pg_class c join pg_sequence s on s.seqrelid = c.oid
      where c.relnamespace = $1::regnamespace and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype = 'i')
      order by c.relname`,
    [schema],
  )
  return rows.map(({ text }) => text)
}

async function describeFunctions(client: pg.ClientBase, schema: string): Promise<string[]> {
  const { rows } = await client.query<{ text: string }>(
    `select rtrim(pg_get_functiondef(p.oid), E'\\n') || ';' as text from pg_proc p
      where p.pronamespace = $1::regnamespace and p.prokind in ('f', 'p') order by p.proname, pg_get_function_identity_arguments(p.oid)`,
    [schema],
  )
  return rows.map(({ text }) => text)
}

async function describeViews(client: pg.ClientBase, schema: string): Promise<string[]> {
  const { rows } = await client.query<{ text: string }>(
    `select 'create ' || case relkind when 'm' then 'materialized ' else '' end || 'view ' || oid::regclass || ' as' || E'\\n' || pg_get_viewdef(oid, true) as text
      from pg_class where relnamespace = $1::regnamespace and relkind in ('v', 'm') order by relname`,
    [schema],
  )
  return rows.map(({ text }) => text)
}

type Table = {
  oid: number
  name: string
  comment: string | null
  partition_key: string | null
  parent: string | null
  bounds: string | null
  options: string[] | null
}

async function describeTables(client: pg.ClientBase, schema: string): Promise<string[]> {
  const { rows: tables } = await client.query<Table>(
    `select c.oid, c.oid::regclass::text as name, obj_description(c.oid, 'pg_class') as comment,
        case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end as partition_key,
        case when c.relispartition then (select inhparent::regclass::text from pg_inherits where inhrelid = c.oid) end as parent,
        pg_get_expr(c.relpartbound, c.oid) as bounds, c.reloptions as options
      from pg_class c where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p') order by c.relname`,
    [schema],
  )
  const before = await findReferences(client, schema)
  const blocks: string[] = []
  for (const table of inOrder(tables, before)) blocks.push(await describeTable(client, table))
  return blocks
}

/** Which table must stand after which: foreign keys and partitions point to tables that are already there. */
async function findReferences(client: pg.ClientBase, schema: string): Promise<Map<number, Set<number>>> {
  const { rows } = await client.query<{ table: number; needs: number }>(
    `select conrelid as table, confrelid as needs from pg_constraint where contype = 'f' and connamespace = $1::regnamespace and conrelid <> confrelid
      union select inhrelid, inhparent from pg_inherits join pg_class on pg_class.oid = inhrelid where relnamespace = $1::regnamespace`,
    [schema],
  )
  const needs = new Map<number, Set<number>>()
  for (const { table, needs: other } of rows) needs.set(table, (needs.get(table) ?? new Set()).add(other))
  return needs
}

/** By name, except that a table follows those it needs. Tables in a circle stay in order of their names. */
function inOrder(tables: Table[], needs: Map<number, Set<number>>): Table[] {
  const waiting = [...tables]
  const done: Table[] = []
  while (waiting.length > 0) {
    const free = waiting.findIndex(({ oid }) => !waiting.some((other) => other.oid !== oid && needs.get(oid)?.has(other.oid)))
    done.push(...waiting.splice(Math.max(free, 0), 1))
  }
  return done
}

async function describeTable(client: pg.ClientBase, table: Table): Promise<string> {
  const columns = await describeColumns(client, table)
  const constraints = await describeConstraints(client, table)
  const options = table.options ? ` with (${table.options.join(', ')})` : ''
  const lines = table.parent
    ? [
        `create table ${table.name} partition of ${table.parent} ${table.bounds}${table.partition_key ? ` partition by ${table.partition_key}` : ''}${options};`,
      ]
    : [
        `create table ${table.name} (\n${[...columns.map(({ text }) => text), ...constraints].map((line) => `  ${line}`).join(',\n')}\n)` +
          `${table.partition_key ? ` partition by ${table.partition_key}` : ''}${options};`,
      ]
  lines.push(...(await describeIndexes(client, table)))
  if (table.comment) lines.push(`comment on table ${table.name} is ${literal(table.comment)};`)
  for (const { name, comment } of columns) if (comment) lines.push(`comment on column ${table.name}.${name} is ${literal(comment)};`)
  return lines.join('\n')
}

async function describeColumns(client: pg.ClientBase, table: Table): Promise<{ name: string; text: string; comment: string | null }[]> {
  const { rows } = await client.query<{ name: string; text: string; comment: string | null }>(
    `select quote_ident(a.attname) as name, col_description(a.attrelid, a.attnum) as comment,
        quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
        || case when a.attcollation <> t.typcollation and a.attcollation <> 0 then ' collate ' || a.attcollation::regcollation else '' end
        || case when a.attnotnull then ' not null' else '' end
        || case a.attidentity when 'a' then ' generated always as identity' when 'd' then ' generated by default as identity' else '' end
        || case a.attgenerated when 's' then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
             else coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') end as text
      from pg_attribute a join pg_type t on t.oid = a.atttypid left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [table.oid],
  )
  return rows
}

/** Keys, checks and references; primary key first. A name that PostgreSQL would choose by itself is still written, because errors are told by it. */
async function describeConstraints(client: pg.ClientBase, table: Table): Promise<string[]> {
  const { rows } = await client.query<{ text: string }>(
    `select 'constraint ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid, true) as text from pg_constraint
      where conrelid = $1 and contype in ('p', 'u', 'c', 'f', 'x') order by array_position(array['p', 'u', 'x', 'c', 'f'], contype::text), conname`,
    [table.oid],
  )
  return rows.map(({ text }) => text)
}

/** Indexes that are not made by a key, and not made by the parent of a partition. */
async function describeIndexes(client: pg.ClientBase, table: Table): Promise<string[]> {
  const { rows } = await client.query<{ text: string }>(
    `select replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') || ';' as text from pg_index i join pg_class c on c.oid = i.indexrelid
      where i.indrelid = $1 and not exists (select from pg_constraint where conindid = i.indexrelid and conrelid = i.indrelid)
        and not exists (select from pg_inherits where inhrelid = i.indexrelid)
      order by c.relname`,
    [table.oid],
  )
  return rows.map(({ text }) =>
    text.replace(
      /^CREATE (UNIQUE )?INDEX (\S+) ON (.*?) USING/,
      (_all, unique = '', name, on) => `create ${unique.toLowerCase()}index ${name} on ${on} using`,
    ),
  )
}
