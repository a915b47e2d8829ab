/** One server setting: the name and value PostgreSQL takes. The reason stands beside each. */
export type Setting = readonly [name: string, value: string]

/** What every embedded server is started with. Sized for two processors and a few gigabytes, which is where a first shop begins. */
const everywhere: Setting[] = [
  ['listen_addresses', ''], // the socket is faster than TCP, and nobody outside this machine can knock
  ['max_connections', '120'], // several server processes with a pool each, plus an operator; every slot costs memory
  ['timezone', 'UTC'], // times are moments; the business zone is applied where people read them
  ['jit', 'off'], // our statements are short: compiling them costs more than it saves
  ['track_io_timing', 'off'], // a clock read around every block costs more on small machines than its figures tell
  ['log_min_messages', 'warning'], // the log is for what an operator must see
  ['log_timezone', 'UTC'], // one zone in all logs
  ['deadlock_timeout', '100ms'], // a ring of waiting transactions is broken and tried again at once; nobody waits a second for it
  ['lc_messages', 'C'], // messages are matched and searched for, so they stay in one language
]

const durable: Setting[] = [
  ['shared_buffers', '384MB'], // holds the hot rows and indexes; the system's cache serves the rest
  ['effective_cache_size', '1GB'], // what the planner may assume is cached by us and the system together
  ['work_mem', '16MB'], // lists and rollups sort in memory; per sort, so not more
  ['maintenance_work_mem', '128MB'], // index builds and vacuum of large tables in one pass
  ['synchronous_commit', 'on'], // an acknowledged order survives a power cut
  ['full_page_writes', 'on'], // a torn page is repaired after a power cut
  ['wal_level', 'replica'], // lets a backup be taken while the shop is open
  ['wal_compression', 'pglz'], // full pages are most of the log; the compression that every build has
  ['wal_buffers', '16MB'], // a batch of a thousand orders fits without waiting for a flush
  ['max_wal_size', '4GB'], // fewer forced checkpoints under load, so fewer full pages
  ['min_wal_size', '512MB'], // keeps files to write over instead of making new ones
  ['checkpoint_timeout', '15min'], // full pages are written once per page and checkpoint: longer is less
  ['checkpoint_completion_target', '0.9'], // spreads the writing, so no second is slow
  ['random_page_cost', '1.1'], // solid-state disks
  ['autovacuum_naptime', '15s'], // queue tables turn over in seconds; their dead rows must not pile up, and each look starts a process
  ['autovacuum_vacuum_cost_delay', '1ms'], // vacuum keeps pace with the writers and still leaves the disk to them
  ['autovacuum_vacuum_scale_factor', '0.05'], // look at a large table after 5 % of it changed, not 20 %
  ['autovacuum_analyze_scale_factor', '0.2'], // plans follow a table that grows; a look at it sorts thousands of rows, so not at every wink
  ['autovacuum_analyze_threshold', '2000'], // same, for tables that are still small
  ['autovacuum_vacuum_insert_threshold', '50000'], // tables that only grow are visited for their visibility map, not for dead rows
  ['idle_in_transaction_session_timeout', '60s'], // a forgotten transaction would hold its locks and block vacuum
]

/** Only for a server that is thrown away after its tests: nothing survives a power cut, everything is quicker. */
const throwaway: Setting[] = [
  ['shared_buffers', '128MB'], // small databases, several at once
  ['fsync', 'off'], // nothing here must survive
  ['full_page_writes', 'off'], // same
  ['synchronous_commit', 'off'], // same
  ['wal_level', 'minimal'], // no backup is taken of it
  ['max_wal_senders', '0'], // which wal_level minimal demands
  ['max_wal_size', '4GB'], // no checkpoint while tests run
  ['autovacuum_naptime', '10s'], // many small databases: looking at them more often is most of the work
]

/** The settings of a server that keeps data, or of one that tests throw away. */
export const settings = (test: boolean): Setting[] => [...everywhere, ...(test ? throwaway : durable)]
