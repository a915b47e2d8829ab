-- The whole database, written by npm run generate. Change it by adding files to centers/<name>/tables.

-- ==================== core ====================

create schema core;

create table core.audit_days (
  day date not null,
  sealed_at timestamp with time zone,
  seal text,
  previous_day date,
  changes bigint,
  constraint audit_days_pkey PRIMARY KEY (day),
  constraint audit_days_check CHECK ((sealed_at IS NULL) = (seal IS NULL) AND (seal IS NULL) = (changes IS NULL))
);

create table core.audit_chains (
  chain uuid not null,
  day date not null,
  length bigint not null,
  hash text not null,
  constraint audit_chains_pkey PRIMARY KEY (chain),
  constraint audit_chains_length_check CHECK (length >= 0),
  constraint audit_chains_day_fkey FOREIGN KEY (day) REFERENCES core.audit_days(day)
);
create index audit_chains_by_day on core.audit_chains using btree (day);

create table core.changes (
  chain uuid not null,
  seq bigint not null,
  happened_at timestamp with time zone not null,
  by_kind text not null,
  by_id text,
  by_name text not null,
  route text,
  request_id text,
  subject text not null,
  subject_id text not null,
  action text not null,
  organization_id text,
  before jsonb,
  after jsonb,
  hash text not null,
  constraint changes_pkey PRIMARY KEY (chain, seq),
  constraint changes_seq_check CHECK (seq > 0)
);
create index changes_by_person on core.changes using btree (by_id, happened_at DESC);
create index changes_by_request on core.changes using btree (request_id);
create index changes_by_subject on core.changes using btree (subject, subject_id, happened_at DESC);
create index changes_by_time on core.changes using btree (happened_at, chain, seq);

create table core.cursors (
  consumer text not null,
  tx_id xid8 not null,
  seq bigint not null,
  moved_at timestamp with time zone not null,
  constraint cursors_pkey PRIMARY KEY (consumer)
);

create table core.events (
  seq bigint not null generated always as identity,
  tx_id xid8 not null default pg_current_xact_id(),
  topic text not null,
  items jsonb not null,
  recorded_at timestamp with time zone not null,
  constraint events_pkey PRIMARY KEY (seq),
  constraint events_items_check CHECK (jsonb_typeof(items) = 'array'::text)
);
create index events_in_commit_order on core.events using btree (tx_id, seq);

create table core.import_mappings (
  mapping_id text not null,
  importer text not null,
  content jsonb not null,
  saved_at timestamp with time zone not null,
  saved_by text,
  constraint import_mappings_pkey PRIMARY KEY (mapping_id),
  constraint import_mappings_mapping_id_check CHECK (mapping_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text)
);

create table core.import_runs (
  run_id uuid not null,
  importer text not null,
  file text not null,
  file_name text not null,
  mapping jsonb,
  companions jsonb not null default '{}'::jsonb,
  dry_run boolean not null,
  state text not null,
  rows_total integer,
  rows_done integer not null default 0,
  rows_good integer not null default 0,
  rows_skipped integer not null default 0,
  rows_refused integer not null default 0,
  counts jsonb not null default '{}'::jsonb,
  resume_row integer not null default 0,
  result_file text,
  failure text,
  caller jsonb not null,
  created_at timestamp with time zone not null,
  started_at timestamp with time zone,
  moved_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint import_runs_pkey PRIMARY KEY (run_id),
  constraint import_runs_check CHECK (rows_done = (rows_good + rows_skipped + rows_refused)),
  constraint import_runs_check1 CHECK ((state = ANY (ARRAY['done'::text, 'failed'::text, 'canceled'::text])) = (ended_at IS NOT NULL)),
  constraint import_runs_rows_done_check CHECK (rows_done >= 0),
  constraint import_runs_rows_total_check CHECK (rows_total >= 0),
  constraint import_runs_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text, 'canceled'::text]))
);
create index import_runs_newest on core.import_runs using btree (created_at DESC, run_id DESC);
create index import_runs_open on core.import_runs using btree (moved_at) WHERE (state = ANY (ARRAY['waiting'::text, 'running'::text]));

create table core.import_rows (
  run_id uuid not null,
  row_no integer not null,
  verdict text not null,
  status text not null,
  detail text,
  constraint import_rows_pkey PRIMARY KEY (run_id, row_no),
  constraint import_rows_verdict_check CHECK (verdict = ANY (ARRAY['skipped'::text, 'refused'::text])),
  constraint import_rows_run_id_fkey FOREIGN KEY (run_id) REFERENCES core.import_runs(run_id) ON DELETE CASCADE
);

create table core.migrations (
  center text not null,
  file text not null,
  checksum text not null,
  applied_at timestamp with time zone not null,
  constraint migrations_pkey PRIMARY KEY (center, file)
);

create table core.number_blocks (
  name text not null,
  next bigint not null,
  constraint number_blocks_pkey PRIMARY KEY (name),
  constraint number_blocks_next_check CHECK (next > 0)
);

-- ==================== ledger ====================

create schema ledger;

create table ledger.balances (
  account text not null,
  asset text not null,
  balance bigint not null,
  floor bigint not null default 0,
  constraint balances_pkey PRIMARY KEY (account, asset),
  constraint balance_keeps_its_floor CHECK (balance >= floor)
) with (fillfactor=60, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_cost_delay=0);

create table ledger.folded (
  one boolean not null default true,
  through_tx_id xid8 not null,
  constraint folded_pkey PRIMARY KEY (one),
  constraint folded_one_check CHECK (one)
);

create table ledger.folds (
  account text not null,
  asset text not null,
  balance bigint not null,
  constraint folds_pkey PRIMARY KEY (account, asset)
);

create table ledger.holds (
  id uuid not null,
  source text not null,
  bucket text not null,
  asset text not null,
  amount bigint not null,
  ref text not null,
  due_at timestamp with time zone not null,
  state text not null default 'held'::text,
  captured bigint not null default 0,
  held_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint holds_pkey PRIMARY KEY (id),
  constraint holds_amount_check CHECK (amount > 0),
  constraint holds_check CHECK (captured >= 0 AND captured <= amount),
  constraint holds_check1 CHECK ((state = 'held'::text) = (ended_at IS NULL)),
  constraint holds_state_check CHECK (state = ANY (ARRAY['held'::text, 'captured'::text, 'released'::text, 'expired'::text]))
);
create index holds_due on ledger.holds using btree (due_at) WHERE (state = 'held'::text);

create table ledger.postings (
  transaction_key text not null,
  seq smallint not null,
  source text not null,
  destination text not null,
  asset text not null,
  amount bigint not null,
  happened_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  source_live boolean not null,
  destination_live boolean not null,
  tx_id xid8 not null default pg_current_xact_id(),
  transaction_id uuid not null,
  constraint postings_pkey PRIMARY KEY (transaction_id, seq, recorded_at),
  constraint postings_amount_check CHECK (amount > 0),
  constraint postings_check CHECK (source <> destination)
) partition by RANGE (recorded_at);
create index postings_in on ledger.postings using btree (destination, asset, recorded_at);
create index postings_in_commit_order on ledger.postings using btree (tx_id);
create index postings_out on ledger.postings using btree (source, asset, recorded_at);

create table ledger.transactions (
  key text not null,
  kind text not null,
  digest text not null,
  ref text not null,
  happened_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  id uuid not null,
  constraint transactions_pkey PRIMARY KEY (key)
);
create index transactions_by_ref on ledger.transactions using btree (ref);

-- ==================== places ====================

create schema places;

create table places.addresses (
  owner_id uuid not null,
  address_id uuid not null,
  name text not null,
  phone text not null,
  region_code text not null,
  province text not null,
  city text not null,
  district text not null,
  street text not null,
  label text,
  preferred boolean not null default false,
  saved_at timestamp with time zone not null,
  constraint addresses_pkey PRIMARY KEY (owner_id, address_id),
  constraint addresses_region_code_check CHECK (region_code ~ '^[0-9]{6}$'::text)
);
create unique index addresses_preferred on places.addresses using btree (owner_id) WHERE preferred;

-- ==================== organization ====================

create schema organization;

create table organization.organizations (
  id text not null,
  parent_id text,
  type text not null,
  name text not null,
  name_en text not null,
  brand_id text,
  region_code text,
  franchised boolean not null default false,
  path text collate "C" not null,
  depth integer not null,
  closed_at timestamp with time zone,
  changed_at timestamp with time zone not null,
  constraint organizations_pkey PRIMARY KEY (id),
  constraint organizations_path_key UNIQUE (path),
  constraint organizations_check CHECK (parent_id <> id),
  constraint organizations_check1 CHECK ("right"(path, length(id) + 2) = (('/'::text || id) || '/'::text)),
  constraint organizations_check2 CHECK ((parent_id IS NULL) = (depth = 1)),
  constraint organizations_depth_check CHECK (depth >= 1 AND depth <= 32),
  constraint organizations_id_check CHECK (id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text),
  constraint organizations_region_code_check CHECK (region_code ~ '^[0-9]{2,12}$'::text),
  constraint organizations_type_check CHECK (type = ANY (ARRAY['group'::text, 'company'::text, 'brand'::text, 'city'::text, 'area'::text, 'county'::text, 'department'::text, 'institution'::text, 'store'::text, 'warehouse'::text, 'office_business'::text, 'office_settlement'::text, 'office_accounting'::text, 'office_operations'::text])),
  constraint organizations_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES organization.organizations(id)
);
create index organizations_by_parent on organization.organizations using btree (parent_id);

create table organization.calendar_exceptions (
  organization_id text not null,
  day date not null,
  trades boolean not null,
  note text not null,
  changed_at timestamp with time zone not null,
  constraint calendar_exceptions_pkey PRIMARY KEY (organization_id, day),
  constraint calendar_exceptions_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization.organizations(id)
);

create table organization.calendars (
  organization_id text not null,
  zone text not null,
  weekdays integer[] not null,
  opens_at time without time zone not null,
  closes_at time without time zone not null,
  changed_at timestamp with time zone not null,
  constraint calendars_pkey PRIMARY KEY (organization_id),
  constraint calendars_check CHECK (closes_at > opens_at),
  constraint calendars_weekdays_check CHECK (weekdays <@ ARRAY[1, 2, 3, 4, 5, 6, 7] AND cardinality(weekdays) > 0),
  constraint calendars_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization.organizations(id)
);

create table organization.days (
  institution_id text not null,
  day date not null,
  state text not null,
  opened_at timestamp with time zone not null,
  opened_by text not null,
  closed_at timestamp with time zone,
  closed_by text,
  settled_at timestamp with time zone,
  totals jsonb,
  constraint days_pkey PRIMARY KEY (institution_id, day),
  constraint days_check CHECK ((state = 'open'::text) = (closed_at IS NULL)),
  constraint days_check1 CHECK ((state = 'settled'::text) = (settled_at IS NOT NULL) AND (settled_at IS NULL) = (totals IS NULL)),
  constraint days_state_check CHECK (state = ANY (ARRAY['open'::text, 'closed'::text, 'settled'::text])),
  constraint days_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES organization.organizations(id)
);
create unique index days_open on organization.days using btree (institution_id) WHERE (state = 'open'::text);
create index days_to_settle on organization.days using btree (closed_at) WHERE (state = 'closed'::text);

create table organization.positions (
  id uuid not null,
  organization_id text not null,
  name text not null,
  name_en text not null,
  seats integer not null,
  head boolean not null default false,
  closed_at timestamp with time zone,
  changed_at timestamp with time zone not null,
  constraint positions_pkey PRIMARY KEY (id),
  constraint positions_seats_check CHECK (seats > 0),
  constraint positions_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization.organizations(id)
);
create index positions_by_organization on organization.positions using btree (organization_id);

create table organization.proposals (
  id uuid not null,
  kind text not null,
  subject_id text not null,
  difference jsonb not null,
  digest text not null,
  state text not null,
  proposed_by text,
  proposed_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  constraint proposals_pkey PRIMARY KEY (id),
  constraint proposals_check CHECK ((state = 'waiting'::text) = (decided_at IS NULL)),
  constraint proposals_kind_check CHECK (kind = ANY (ARRAY['assignment'::text, 'role'::text])),
  constraint proposals_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'applied'::text, 'refused'::text, 'ground_moved'::text]))
);

create table organization.roles (
  id text not null,
  name text not null,
  name_en text not null,
  permissions text[] not null,
  guarded boolean not null default false,
  changed_at timestamp with time zone not null,
  constraint roles_pkey PRIMARY KEY (id),
  constraint roles_id_check CHECK (id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text)
);

create table organization.staff (
  id uuid not null,
  staff_no text not null,
  name text not null,
  name_en text not null,
  phone text,
  email text,
  organization_id text not null,
  position_id uuid,
  joined_on date not null,
  left_at timestamp with time zone,
  changed_at timestamp with time zone not null,
  constraint staff_pkey PRIMARY KEY (id),
  constraint staff_staff_no_key UNIQUE (staff_no),
  constraint staff_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization.organizations(id),
  constraint staff_position_id_fkey FOREIGN KEY (position_id) REFERENCES organization.positions(id)
);
create index staff_by_organization on organization.staff using btree (organization_id, id);
create index staff_by_position on organization.staff using btree (position_id) WHERE (left_at IS NULL);

create table organization.assignments (
  id uuid not null,
  staff_id uuid not null,
  organization_id text not null,
  role_id text not null,
  brands text[],
  partners text[],
  valid_from timestamp with time zone not null,
  valid_until timestamp with time zone,
  delegated_by uuid,
  delegated_from uuid,
  ended_at timestamp with time zone,
  changed_at timestamp with time zone not null,
  constraint assignments_pkey PRIMARY KEY (id),
  constraint assignments_brands_check CHECK (cardinality(brands) > 0),
  constraint assignments_check CHECK (valid_until > valid_from),
  constraint assignments_check1 CHECK ((delegated_by IS NULL) = (delegated_from IS NULL)),
  constraint assignments_check2 CHECK (delegated_from IS NULL OR valid_until IS NOT NULL),
  constraint assignments_check3 CHECK (delegated_by <> staff_id),
  constraint assignments_partners_check CHECK (cardinality(partners) > 0),
  constraint assignments_delegated_by_fkey FOREIGN KEY (delegated_by) REFERENCES organization.staff(id),
  constraint assignments_delegated_from_fkey FOREIGN KEY (delegated_from) REFERENCES organization.assignments(id),
  constraint assignments_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization.organizations(id),
  constraint assignments_role_id_fkey FOREIGN KEY (role_id) REFERENCES organization.roles(id),
  constraint assignments_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES organization.staff(id)
);
create index assignments_by_lender on organization.assignments using btree (delegated_from) WHERE (delegated_from IS NOT NULL);
create index assignments_by_organization on organization.assignments using btree (organization_id) WHERE (ended_at IS NULL);
create index assignments_by_staff on organization.assignments using btree (staff_id) WHERE (ended_at IS NULL);

create table organization.tills (
  id uuid not null,
  institution_id text not null,
  day date not null,
  counter text not null,
  teller_id uuid not null,
  currency text not null,
  float_minor bigint not null,
  state text not null,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  difference_minor bigint,
  difference_reason text,
  constraint tills_pkey PRIMARY KEY (id),
  constraint tills_check CHECK ((state = 'closed'::text) = (closed_at IS NOT NULL) AND (closed_at IS NULL) = (difference_minor IS NULL)),
  constraint tills_counter_check CHECK (counter ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$'::text),
  constraint tills_float_minor_check CHECK (float_minor >= 0),
  constraint tills_state_check CHECK (state = ANY (ARRAY['open'::text, 'closed'::text])),
  constraint tills_institution_id_day_fkey FOREIGN KEY (institution_id, day) REFERENCES organization.days(institution_id, day),
  constraint tills_teller_id_fkey FOREIGN KEY (teller_id) REFERENCES organization.staff(id)
);
create index tills_by_day on organization.tills using btree (institution_id, day);
create unique index tills_open_counter on organization.tills using btree (institution_id, counter) WHERE (state = 'open'::text);
create unique index tills_open_teller on organization.tills using btree (teller_id) WHERE (state = 'open'::text);

create table organization.counts (
  id uuid not null,
  till_id uuid not null,
  cash jsonb not null,
  vouchers jsonb not null,
  counted_minor bigint not null,
  expected_minor bigint not null,
  counted_by text not null,
  counted_at timestamp with time zone not null,
  constraint counts_pkey PRIMARY KEY (id),
  constraint counts_counted_minor_check CHECK (counted_minor >= 0),
  constraint counts_till_id_fkey FOREIGN KEY (till_id) REFERENCES organization.tills(id)
);
create index counts_by_till on organization.counts using btree (till_id, counted_at);

create table organization.two_person_rules (
  permission text not null,
  currency text not null,
  above_minor bigint not null,
  changed_at timestamp with time zone not null,
  constraint two_person_rules_pkey PRIMARY KEY (permission, currency),
  constraint two_person_rules_above_minor_check CHECK (above_minor >= 0)
);

create table organization.versions (
  name text not null,
  version bigint not null,
  constraint versions_pkey PRIMARY KEY (name),
  constraint versions_name_check CHECK (name = ANY (ARRAY['tree'::text, 'rights'::text]))
);

-- ==================== approvals ====================

create schema approvals;

create table approvals.day_worths (
  whose text not null,
  permission text not null,
  currency text not null,
  business_on date not null,
  worth_minor bigint not null,
  act_ids uuid[] not null,
  constraint day_worths_pkey PRIMARY KEY (whose, permission, currency, business_on),
  constraint day_worths_worth_minor_check CHECK (worth_minor >= 0)
);
create index day_worths_by_day on approvals.day_worths using btree (business_on);

create table approvals.templates (
  id text not null,
  name text not null,
  name_en text not null,
  subject text,
  steps jsonb not null,
  changed_at timestamp with time zone not null,
  constraint templates_pkey PRIMARY KEY (id),
  constraint templates_subject_key UNIQUE (subject),
  constraint templates_id_check CHECK (id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text),
  constraint templates_steps_check CHECK (jsonb_typeof(steps) = 'array'::text)
);

create table approvals.requests (
  id uuid not null,
  subject text not null,
  subject_id text not null,
  title text not null,
  difference jsonb not null,
  amount_minor bigint,
  currency text,
  organization_id text,
  digest text not null,
  asked_by text not null,
  asked_at timestamp with time zone not null,
  barred text[] not null default '{}'::text[],
  template_id text,
  template_step integer,
  step integer not null,
  mode text not null,
  state text not null,
  due_at timestamp with time zone,
  decided_at timestamp with time zone,
  result text,
  result_detail text,
  changed_at timestamp with time zone not null,
  constraint requests_pkey PRIMARY KEY (id),
  constraint requests_check CHECK ((amount_minor IS NULL) = (currency IS NULL)),
  constraint requests_check1 CHECK ((state = ANY (ARRAY['waiting'::text, 'returned'::text])) = (decided_at IS NULL)),
  constraint requests_check2 CHECK (result IS NULL OR state = 'granted'::text),
  constraint requests_mode_check CHECK (mode = ANY (ARRAY['any'::text, 'all'::text])),
  constraint requests_result_check CHECK (result = ANY (ARRAY['applied'::text, 'ground_moved'::text])),
  constraint requests_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'returned'::text, 'granted'::text, 'refused'::text, 'withdrawn'::text, 'expired'::text])),
  constraint requests_step_check CHECK (step > 0),
  constraint requests_subject_check CHECK (subject ~ '^[a-z_]+\.[a-z_]+$'::text),
  constraint requests_template_id_fkey FOREIGN KEY (template_id) REFERENCES approvals.templates(id)
);
create index requests_by_asker on approvals.requests using btree (asked_by, id DESC);
create index requests_by_organization on approvals.requests using btree (organization_id, id DESC);
create index requests_by_subject on approvals.requests using btree (subject, subject_id);
create index requests_due on approvals.requests using btree (due_at) WHERE ((state = ANY (ARRAY['waiting'::text, 'returned'::text])) AND (due_at IS NOT NULL));

create table approvals.comments (
  id uuid not null,
  request_id uuid not null,
  by_id text not null,
  by_name text not null,
  text text not null,
  attachments jsonb not null default '[]'::jsonb,
  written_at timestamp with time zone not null,
  constraint comments_pkey PRIMARY KEY (id),
  constraint comments_attachments_check CHECK (jsonb_typeof(attachments) = 'array'::text),
  constraint comments_request_id_fkey FOREIGN KEY (request_id) REFERENCES approvals.requests(id)
);
create index comments_by_request on approvals.comments using btree (request_id, id);

create table approvals.seats (
  request_id uuid not null,
  seat integer not null,
  step integer not null,
  approver_id uuid not null,
  state text not null,
  passed_by uuid,
  comment text,
  opened_at timestamp with time zone not null,
  remind_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  constraint seats_pkey PRIMARY KEY (request_id, seat),
  constraint seats_request_id_step_approver_id_key UNIQUE (request_id, step, approver_id),
  constraint seats_check CHECK ((state = 'waiting'::text) = (decided_at IS NULL)),
  constraint seats_seat_check CHECK (seat > 0),
  constraint seats_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'approved'::text, 'refused'::text, 'returned'::text, 'passed_on'::text, 'released'::text])),
  constraint seats_step_check CHECK (step > 0),
  constraint seats_request_id_fkey FOREIGN KEY (request_id) REFERENCES approvals.requests(id)
);
create index seats_decided on approvals.seats using btree (approver_id, request_id DESC) WHERE (state = ANY (ARRAY['approved'::text, 'refused'::text, 'returned'::text, 'passed_on'::text]));
create index seats_to_remind on approvals.seats using btree (remind_at) WHERE (state = 'waiting'::text);
create index seats_waiting on approvals.seats using btree (approver_id, request_id DESC) WHERE (state = 'waiting'::text);

-- ==================== identity ====================

create schema identity;

create table identity.agreements (
  user_id uuid not null,
  code text not null,
  version text not null,
  brand text not null,
  region text not null,
  agreed_at timestamp with time zone not null,
  constraint agreements_pkey PRIMARY KEY (user_id, code, version)
);

create table identity.app_devices (
  device_hash text not null,
  turn integer not null,
  joined_at timestamp with time zone not null,
  constraint app_devices_pkey PRIMARY KEY (device_hash),
  constraint app_devices_turn_check CHECK (turn > 0)
);

create table identity.applications (
  id text not null,
  name text not null,
  name_en text not null,
  kind text not null,
  first_party boolean not null,
  brand text,
  region text,
  redirect_uris text[] not null,
  post_logout_redirect_uris text[] not null,
  backchannel_logout_uri text,
  scopes text[] not null,
  sealed_secret text,
  state text not null,
  requested_by text not null,
  requested_at timestamp with time zone not null,
  reviewed_by text,
  reviewed_at timestamp with time zone,
  review_note text,
  constraint applications_pkey PRIMARY KEY (id),
  constraint applications_check CHECK (kind = 'service'::text OR cardinality(redirect_uris) > 0),
  constraint applications_check1 CHECK ((kind = ANY (ARRAY['web'::text, 'service'::text])) = (sealed_secret IS NOT NULL)),
  constraint applications_check2 CHECK (state <> 'approved'::text OR reviewed_by IS NOT NULL),
  constraint applications_id_check CHECK (id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$'::text),
  constraint applications_kind_check CHECK (kind = ANY (ARRAY['web'::text, 'spa'::text, 'native'::text, 'service'::text])),
  constraint applications_state_check CHECK (state = ANY (ARRAY['in_review'::text, 'approved'::text, 'refused'::text, 'suspended'::text]))
);
create index applications_by_state on identity.applications using btree (state, requested_at DESC);

create table identity.challenges (
  id uuid not null,
  purpose text not null,
  audience text not null,
  kind text,
  value text,
  user_id uuid,
  answer_hash text not null,
  payload jsonb not null default '{}'::jsonb,
  tries_left integer not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint challenges_pkey PRIMARY KEY (id),
  constraint challenges_audience_check CHECK (audience = ANY (ARRAY['mall'::text, 'console'::text])),
  constraint challenges_check CHECK ((kind IS NULL) = (value IS NULL)),
  constraint challenges_kind_check CHECK (kind = ANY (ARRAY['phone'::text, 'email'::text])),
  constraint challenges_purpose_check CHECK (purpose = ANY (ARRAY['sign_in'::text, 'add_handle'::text, 'passkey_new'::text, 'passkey_sign_in'::text, 'link'::text, 'order_desk'::text])),
  constraint challenges_tries_left_check CHECK (tries_left >= 0)
);
create index challenges_by_expiry on identity.challenges using btree (expires_at);

create table identity.consents (
  user_id uuid not null,
  id uuid not null,
  purpose text not null,
  version text not null,
  given_through text not null,
  given_at timestamp with time zone not null,
  withdrawn_at timestamp with time zone,
  constraint consents_pkey PRIMARY KEY (user_id, id),
  constraint consents_check CHECK (withdrawn_at >= given_at)
);
create unique index consents_in_force on identity.consents using btree (user_id, purpose) WHERE (withdrawn_at IS NULL);

create table identity.devices (
  user_id uuid not null,
  device_hash text not null,
  label text not null,
  first_seen_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  constraint devices_pkey PRIMARY KEY (user_id, device_hash)
);

create table identity.doors (
  brand text not null,
  region text not null,
  logo text,
  color text not null,
  title_zh text not null,
  title_en text not null,
  text_zh text not null,
  text_en text not null,
  ways text[] not null,
  agreements jsonb not null,
  changed_by text not null,
  changed_at timestamp with time zone not null,
  constraint doors_pkey PRIMARY KEY (brand, region),
  constraint doors_color_check CHECK (color ~ '^#[0-9a-f]{6}$'::text),
  constraint doors_logo_check CHECK (logo ~ '^/'::text),
  constraint doors_ways_check CHECK (cardinality(ways) > 0)
);

create table identity.federations (
  id text not null,
  name_zh text not null,
  name_en text not null,
  issuer text not null,
  client_id text not null,
  sealed_secret text not null,
  scopes text[] not null,
  state text not null,
  changed_by text not null,
  changed_at timestamp with time zone not null,
  constraint federations_pkey PRIMARY KEY (id),
  constraint federations_issuer_key UNIQUE (issuer),
  constraint federations_id_check CHECK (id ~ '^[a-z][a-z0-9-]{1,39}$'::text),
  constraint federations_state_check CHECK (state = ANY (ARRAY['open'::text, 'closed'::text]))
);

create table identity.handles (
  kind text not null,
  value text not null,
  user_id uuid not null,
  verified_at timestamp with time zone,
  added_at timestamp with time zone not null,
  constraint handles_pkey PRIMARY KEY (kind, value),
  constraint handles_kind_check CHECK (kind = ANY (ARRAY['phone'::text, 'email'::text, 'name'::text])),
  constraint handles_value_check CHECK (value <> ''::text)
);
create index handles_of_user on identity.handles using btree (user_id);

create table identity.links (
  provider text not null,
  tenant_key text not null,
  subject text not null,
  user_id uuid not null,
  platform_key text,
  union_subject text,
  profile jsonb not null,
  linked_at timestamp with time zone not null,
  used_at timestamp with time zone not null,
  constraint links_pkey PRIMARY KEY (provider, tenant_key, subject),
  constraint links_check CHECK ((platform_key IS NULL) = (union_subject IS NULL))
);
create index links_by_union on identity.links using btree (provider, platform_key, union_subject) WHERE (union_subject IS NOT NULL);
create index links_of_user on identity.links using btree (user_id);

create table identity.passkeys (
  credential_id text not null,
  user_id uuid not null,
  rp_id text not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  label text not null,
  backed_up boolean not null,
  made_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint passkeys_pkey PRIMARY KEY (credential_id)
);
create index passkeys_of_user on identity.passkeys using btree (user_id);

create table identity.passwords (
  user_id uuid not null,
  hash text not null,
  must_change boolean not null default false,
  changed_at timestamp with time zone not null,
  constraint passwords_pkey PRIMARY KEY (user_id),
  constraint passwords_hash_check CHECK (hash ~~ '$argon2id$%'::text)
);

create table identity.privacy_requests (
  id uuid not null,
  user_id uuid not null,
  kind text not null,
  requested_at timestamp with time zone not null,
  done_at timestamp with time zone not null,
  details jsonb not null,
  constraint privacy_requests_pkey PRIMARY KEY (id),
  constraint privacy_requests_kind_check CHECK (kind = ANY (ARRAY['export'::text, 'correction'::text, 'deletion'::text]))
);
create index privacy_requests_of_user on identity.privacy_requests using btree (user_id, requested_at DESC);

create table identity.resolution_decisions (
  decision_id uuid not null,
  row_a bigint not null,
  row_b bigint not null,
  verdict text not null,
  decided_at timestamp with time zone not null,
  decided_by text not null,
  undone_at timestamp with time zone,
  constraint resolution_decisions_pkey PRIMARY KEY (decision_id),
  constraint resolution_decisions_verdict_check CHECK (verdict = ANY (ARRAY['same'::text, 'different'::text, 'skip'::text]))
);
create index resolution_decisions_same on identity.resolution_decisions using btree (row_a) WHERE ((verdict = 'same'::text) AND (undone_at IS NULL));

create table identity.resolution_file_parts (
  file_id uuid not null,
  part_no integer not null,
  bytes bytea not null,
  constraint resolution_file_parts_pkey PRIMARY KEY (file_id, part_no),
  constraint resolution_file_parts_part_no_check CHECK (part_no >= 0)
);

create table identity.resolution_files (
  file_id uuid not null,
  source text not null,
  name text not null,
  encoding text not null,
  mapping jsonb not null,
  asked_at timestamp with time zone not null,
  asked_by text not null,
  digest text,
  first_row_no bigint,
  row_count bigint,
  loaded_at timestamp with time zone,
  resolved_at timestamp with time zone,
  same_as uuid,
  constraint resolution_files_pkey PRIMARY KEY (file_id)
);
create index resolution_files_by_digest on identity.resolution_files using btree (digest) WHERE (digest IS NOT NULL);

create table identity.resolution_members (
  row_no bigint not null,
  person_id uuid not null,
  linked_row_no bigint,
  rule smallint,
  points smallint,
  constraint resolution_members_pkey PRIMARY KEY (row_no)
);
create index resolution_members_by_person on identity.resolution_members using btree (person_id);

create table identity.resolution_merges (
  merge_id uuid not null,
  winner_id uuid not null,
  loser_id uuid not null,
  whole boolean not null,
  row_nos bigint[] not null,
  run_id uuid,
  decision_id uuid,
  merged_at timestamp with time zone not null,
  merged_by text not null,
  undone_at timestamp with time zone,
  undone_by text,
  constraint resolution_merges_pkey PRIMARY KEY (merge_id)
);
create index resolution_merges_by_loser on identity.resolution_merges using btree (loser_id, merge_id);
create index resolution_merges_by_winner on identity.resolution_merges using btree (winner_id, merge_id);

create table identity.resolution_overlaps (
  sources bigint not null,
  person_count bigint not null,
  row_count bigint not null,
  constraint resolution_overlaps_pkey PRIMARY KEY (sources),
  constraint resolution_overlaps_person_count_check CHECK (person_count >= 0),
  constraint resolution_overlaps_row_count_check CHECK (row_count >= 0)
);

create table identity.resolution_pairs (
  row_a bigint not null,
  row_b bigint not null,
  points smallint not null,
  status text not null,
  found_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  decided_by text,
  constraint resolution_pairs_pkey PRIMARY KEY (row_a, row_b),
  constraint resolution_pairs_check CHECK (row_a < row_b),
  constraint resolution_pairs_status_check CHECK (status = ANY (ARRAY['waiting'::text, 'same'::text, 'different'::text, 'skipped'::text]))
);
create index resolution_pairs_waiting on identity.resolution_pairs using btree (status, points DESC, row_a, row_b);

create table identity.resolution_persons (
  person_id uuid not null,
  merged_into uuid,
  row_count integer not null,
  sources bigint not null,
  name_row_no bigint,
  phone_row_no bigint,
  email_row_no bigint,
  address_row_no bigint,
  device_row_no bigint,
  constraint resolution_persons_pkey PRIMARY KEY (person_id),
  constraint resolution_persons_check CHECK ((row_count = 0) = (merged_into IS NOT NULL))
);

create table identity.resolution_rows (
  row_no bigint not null,
  source_bit smallint not null,
  source_key text not null,
  raw_name text not null,
  raw_phone text not null,
  raw_email text not null,
  raw_address text not null,
  raw_device text not null,
  updated_on date,
  phone text not null,
  email text not null,
  device text not null,
  address text not null,
  name_kind smallint not null,
  name text not null,
  letters text not null,
  ranks bigint not null,
  key_number bigint,
  key_phone bigint,
  key_email bigint,
  key_device bigint,
  key_phone_head bigint,
  key_phone_tail bigint,
  key_home bigint,
  key_house bigint,
  key_slipped_head bigint,
  key_slipped_tail bigint,
  constraint resolution_rows_pkey PRIMARY KEY (row_no)
);
create index resolution_rows_by_device on identity.resolution_rows using btree (key_device) WHERE (key_device IS NOT NULL);
create index resolution_rows_by_email on identity.resolution_rows using btree (key_email) WHERE (key_email IS NOT NULL);
create index resolution_rows_by_home on identity.resolution_rows using btree (key_home) WHERE (key_home IS NOT NULL);
create index resolution_rows_by_house on identity.resolution_rows using btree (key_house) WHERE (key_house IS NOT NULL);
create index resolution_rows_by_number on identity.resolution_rows using btree (key_number) WHERE (key_number IS NOT NULL);
create index resolution_rows_by_phone on identity.resolution_rows using btree (key_phone) WHERE (key_phone IS NOT NULL);
create index resolution_rows_by_phone_head on identity.resolution_rows using btree (key_phone_head) WHERE (key_phone_head IS NOT NULL);
create index resolution_rows_by_phone_tail on identity.resolution_rows using btree (key_phone_tail) WHERE (key_phone_tail IS NOT NULL);
create index resolution_rows_by_slipped_head on identity.resolution_rows using btree (key_slipped_head) WHERE (key_slipped_head IS NOT NULL);
create index resolution_rows_by_slipped_tail on identity.resolution_rows using btree (key_slipped_tail) WHERE (key_slipped_tail IS NOT NULL);

create table identity.resolution_runs (
  run_id uuid not null,
  file_ids uuid[] not null,
  status text not null,
  asked_at timestamp with time zone not null,
  asked_by text not null,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  heartbeat_at timestamp with time zone,
  stage text,
  done_count bigint not null default 0,
  total_count bigint not null default 0,
  figures jsonb,
  error text,
  constraint resolution_runs_pkey PRIMARY KEY (run_id),
  constraint resolution_runs_status_check CHECK (status = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text]))
);

create table identity.resolution_sides (
  decision_id uuid not null,
  row_no bigint not null,
  side smallint not null,
  constraint resolution_sides_pkey PRIMARY KEY (decision_id, row_no),
  constraint resolution_sides_side_check CHECK (side = ANY (ARRAY[0, 1]))
);
create index resolution_sides_by_row on identity.resolution_sides using btree (row_no);

create table identity.resolution_sources (
  source text not null,
  source_bit smallint not null,
  constraint resolution_sources_pkey PRIMARY KEY (source),
  constraint resolution_sources_source_bit_check CHECK (source_bit >= 0 AND source_bit <= 61)
);

create table identity.sessions (
  token_hash text not null,
  id uuid not null,
  user_id uuid not null,
  audience text not null,
  method text not null,
  device_label text not null,
  device_hash text,
  address text not null,
  sign_on_id text,
  started_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  ended_reason text,
  constraint sessions_pkey PRIMARY KEY (token_hash),
  constraint sessions_audience_check CHECK (audience = ANY (ARRAY['mall'::text, 'console'::text])),
  constraint sessions_check CHECK ((ended_at IS NULL) = (ended_reason IS NULL)),
  constraint sessions_check1 CHECK (expires_at > started_at),
  constraint sessions_ended_reason_check CHECK (ended_reason = ANY (ARRAY['signed_out'::text, 'revoked'::text, 'credentials_changed'::text, 'suspended'::text, 'deleted'::text, 'signed_on_again'::text]))
);
create index sessions_ended on identity.sessions using btree (ended_at) WHERE (ended_at IS NOT NULL);
create index sessions_of_sign_on on identity.sessions using btree (sign_on_id) WHERE ((sign_on_id IS NOT NULL) AND (ended_at IS NULL));
create index sessions_of_user on identity.sessions using btree (user_id, started_at DESC);

create table identity.sign_ins (
  id uuid not null,
  at timestamp with time zone not null,
  user_id uuid,
  handle_shown text not null,
  audience text not null,
  method text not null,
  outcome text not null,
  address text not null,
  device_label text not null,
  constraint sign_ins_pkey PRIMARY KEY (id)
);
create index sign_ins_by_time on identity.sign_ins using btree (at DESC, id DESC);
create index sign_ins_of_user on identity.sign_ins using btree (user_id, at DESC, id DESC);

create table identity.sign_on_records (
  model text not null,
  id_hash text not null,
  payload jsonb not null,
  uid text,
  user_code text,
  grant_id text,
  account_id text,
  expires_at timestamp with time zone,
  consumed_at timestamp with time zone,
  constraint sign_on_records_pkey PRIMARY KEY (model, id_hash)
);
create index sign_on_records_by_account on identity.sign_on_records using btree (account_id) WHERE (account_id IS NOT NULL);
create index sign_on_records_by_expiry on identity.sign_on_records using btree (expires_at);
create index sign_on_records_by_grant on identity.sign_on_records using btree (grant_id) WHERE (grant_id IS NOT NULL);
create index sign_on_records_by_uid on identity.sign_on_records using btree (uid) WHERE (uid IS NOT NULL);
create index sign_on_records_by_user_code on identity.sign_on_records using btree (user_code) WHERE (user_code IS NOT NULL);

create table identity.signing_keys (
  kid text not null,
  public_jwk jsonb not null,
  sealed_private_jwk text not null,
  made_at timestamp with time zone not null,
  signs_from timestamp with time zone not null,
  constraint signing_keys_pkey PRIMARY KEY (kid)
);

create table identity.throttles (
  key text not null,
  failures integer not null,
  last_failed_at timestamp with time zone not null,
  open_at timestamp with time zone not null,
  constraint throttles_pkey PRIMARY KEY (key),
  constraint throttles_failures_check CHECK (failures >= 0)
);
create index throttles_by_age on identity.throttles using btree (last_failed_at);

create table identity.users (
  id uuid not null,
  name text not null,
  locale text not null default 'zh'::text,
  state text not null default 'active'::text,
  registered_through text,
  registered_at timestamp with time zone not null,
  constraint users_pkey PRIMARY KEY (id),
  constraint users_check CHECK (state <> 'deleted'::text OR name = 'deleted'::text),
  constraint users_locale_check CHECK (locale = ANY (ARRAY['zh'::text, 'en'::text])),
  constraint users_name_check CHECK (char_length(name) >= 1 AND char_length(name) <= 100),
  constraint users_state_check CHECK (state = ANY (ARRAY['active'::text, 'suspended'::text, 'deleted'::text]))
);
create index users_by_registration on identity.users using btree (registered_at, id);

create table identity.visitors (
  visitor_id uuid not null,
  user_id uuid not null,
  first_joined_at timestamp with time zone not null,
  last_joined_at timestamp with time zone not null,
  constraint visitors_pkey PRIMARY KEY (visitor_id, user_id)
);
create index visitors_of_user on identity.visitors using btree (user_id);

-- ==================== messages ====================

create schema messages;

create table messages.outbox (
  message_id uuid not null,
  channel text not null,
  template text not null,
  template_version integer,
  category text not null,
  locale text not null,
  brand text,
  user_id uuid,
  address text,
  "values" jsonb not null,
  sealed_values text,
  urgent boolean not null,
  state text not null,
  reason text,
  requested_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  attempts integer not null default 0,
  sending_at timestamp with time zone,
  provider text,
  provider_ref text,
  sent_at timestamp with time zone,
  delivered_at timestamp with time zone,
  read_at timestamp with time zone,
  segments integer,
  cost_micros bigint,
  currency text,
  constraint outbox_pkey PRIMARY KEY (message_id, channel),
  constraint outbox_channel_check CHECK (channel = ANY (ARRAY['sms'::text, 'email'::text, 'push'::text, 'in_app'::text, 'call'::text])),
  constraint outbox_check CHECK ((cost_micros IS NULL) = (currency IS NULL)),
  constraint outbox_check1 CHECK ((state <> ALL (ARRAY['failed'::text, 'suppressed'::text])) OR reason IS NOT NULL),
  constraint outbox_cost_micros_check CHECK (cost_micros >= 0),
  constraint outbox_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'queued'::text, 'sending'::text, 'sent'::text, 'delivered'::text, 'failed'::text, 'suppressed'::text]))
);
create index inbox_of_user on messages.outbox using btree (user_id, requested_at DESC, message_id DESC) WHERE (channel = 'in_app'::text);
create index outbox_by_address on messages.outbox using btree (address) WHERE (address IS NOT NULL);
create index outbox_by_reference on messages.outbox using btree (provider, provider_ref) WHERE (provider_ref IS NOT NULL);
create index outbox_by_state on messages.outbox using btree (state, requested_at DESC, message_id DESC, channel);
create index outbox_by_time on messages.outbox using btree (requested_at DESC, message_id DESC, channel);
create index outbox_by_user on messages.outbox using btree (user_id) WHERE (user_id IS NOT NULL);
create index outbox_waiting on messages.outbox using btree (due_at) WHERE (state = 'waiting'::text);

create table messages.preferences (
  user_id uuid not null,
  category text not null,
  channel text not null,
  allowed boolean not null,
  changed_at timestamp with time zone not null,
  constraint preferences_pkey PRIMARY KEY (user_id, category, channel),
  constraint preferences_category_check CHECK (category = ANY (ARRAY['order'::text, 'service'::text, 'marketing'::text])),
  constraint preferences_channel_check CHECK (channel = ANY (ARRAY['sms'::text, 'email'::text, 'push'::text, 'in_app'::text, 'call'::text]))
);

create table messages.push_subscriptions (
  user_id uuid not null,
  endpoint text not null,
  p256dh text not null,
  auth text not null,
  made_at timestamp with time zone not null,
  constraint push_subscriptions_pkey PRIMARY KEY (user_id, endpoint)
);
create index push_subscriptions_by_endpoint on messages.push_subscriptions using btree (endpoint);

create table messages.quiet_hours (
  brand text not null,
  from_minute integer not null,
  to_minute integer not null,
  zone text not null,
  constraint quiet_hours_pkey PRIMARY KEY (brand),
  constraint quiet_hours_from_minute_check CHECK (from_minute >= 0 AND from_minute <= 1439),
  constraint quiet_hours_to_minute_check CHECK (to_minute >= 0 AND to_minute <= 1439)
);

create table messages.receipts (
  provider text not null,
  provider_ref text not null,
  state text not null,
  reason text not null,
  happened_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  constraint receipts_pkey PRIMARY KEY (provider, provider_ref, state),
  constraint receipts_state_check CHECK (state = ANY (ARRAY['delivered'::text, 'failed'::text]))
);

create table messages.templates (
  template text not null,
  channel text not null,
  locale text not null,
  version integer not null,
  category text not null,
  subject text not null,
  body text not null,
  provider_templates jsonb not null default '{}'::jsonb,
  state text not null,
  changed_by text not null,
  changed_at timestamp with time zone not null,
  constraint templates_pkey PRIMARY KEY (template, channel, locale, version),
  constraint templates_body_check CHECK (body <> ''::text),
  constraint templates_category_check CHECK (category = ANY (ARRAY['security'::text, 'order'::text, 'service'::text, 'marketing'::text])),
  constraint templates_channel_check CHECK (channel = ANY (ARRAY['sms'::text, 'email'::text, 'push'::text, 'in_app'::text, 'call'::text])),
  constraint templates_locale_check CHECK (locale = ANY (ARRAY['zh'::text, 'en'::text])),
  constraint templates_state_check CHECK (state = ANY (ARRAY['draft'::text, 'published'::text, 'retired'::text])),
  constraint templates_version_check CHECK (version > 0)
);
create unique index templates_published on messages.templates using btree (template, channel, locale) WHERE (state = 'published'::text);

create table messages.totals (
  on_date date not null,
  channel text not null,
  state text not null,
  messages bigint not null,
  segments bigint not null,
  cost_micros bigint not null,
  constraint totals_pkey PRIMARY KEY (on_date, channel, state)
);

create table messages.wished_hours (
  user_id uuid not null,
  from_minute integer not null,
  to_minute integer not null,
  zone text not null,
  changed_at timestamp with time zone not null,
  constraint wished_hours_pkey PRIMARY KEY (user_id),
  constraint wished_hours_from_minute_check CHECK (from_minute >= 0 AND from_minute <= 1439),
  constraint wished_hours_to_minute_check CHECK (to_minute >= 0 AND to_minute <= 1439)
);

-- ==================== interfaces ====================

create schema interfaces;

create table interfaces.calls (
  call_id uuid not null,
  interface_id text not null,
  account text not null,
  subject text,
  called_at timestamp with time zone not null,
  took_ms integer not null,
  outcome text not null,
  code text not null,
  detail text,
  request text not null,
  answer text not null,
  constraint calls_pkey PRIMARY KEY (call_id),
  constraint calls_outcome_check CHECK (outcome = ANY (ARRAY['answered'::text, 'refused'::text, 'later'::text]))
);
create index calls_by_time on interfaces.calls using btree (called_at);
create index calls_of_interface on interfaces.calls using btree (interface_id, called_at DESC, call_id DESC);

create table interfaces.drifts (
  interface_id text not null,
  path text not null,
  expected text not null,
  found text not null,
  seen bigint not null,
  first_seen_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  settled_at timestamp with time zone,
  constraint drifts_pkey PRIMARY KEY (interface_id, path, found)
);

create table interfaces.hours (
  interface_id text not null,
  account text not null,
  hour timestamp with time zone not null,
  calls bigint not null,
  failed bigint not null,
  took_ms bigint not null,
  slowest_ms bigint not null,
  constraint hours_pkey PRIMARY KEY (interface_id, account, hour)
);

create table interfaces.interfaces (
  interface_id text not null,
  partner text not null,
  kind text not null,
  name jsonb not null,
  direction text not null,
  version text not null,
  owner_id text,
  budget_calls integer,
  budget_ms integer,
  contract jsonb not null default '[]'::jsonb,
  active boolean not null default true,
  saved_at timestamp with time zone not null,
  constraint interfaces_pkey PRIMARY KEY (interface_id),
  constraint interfaces_budget_calls_check CHECK (budget_calls > 0),
  constraint interfaces_budget_ms_check CHECK (budget_ms > 0),
  constraint interfaces_check CHECK ((budget_calls IS NULL) = (budget_ms IS NULL)),
  constraint interfaces_contract_check CHECK (jsonb_typeof(contract) = 'array'::text),
  constraint interfaces_direction_check CHECK (direction = ANY (ARRAY['out'::text, 'in'::text])),
  constraint interfaces_interface_id_check CHECK (interface_id ~ '^[a-z0-9][a-z0-9-]*(\.[a-z0-9_-]+)+$'::text),
  constraint interfaces_kind_check CHECK (kind = ANY (ARRAY['marketplace'::text, 'carrier'::text, 'payment'::text, 'message'::text, 'sign_in'::text, 'erp'::text, 'finance'::text, 'service'::text]))
);

create table interfaces.letters (
  letter_id uuid not null,
  interface_id text not null,
  account text not null,
  kind text not null,
  subject text not null,
  payload jsonb not null,
  state text not null,
  attempts integer not null default 0,
  attempts_before integer not null default 0,
  due_at timestamp with time zone not null,
  claimed_until timestamp with time zone,
  reason text,
  written_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint letters_pkey PRIMARY KEY (letter_id),
  constraint letters_check CHECK ((state = 'waiting'::text) = (ended_at IS NULL)),
  constraint letters_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'done'::text, 'dead'::text, 'withdrawn'::text]))
);
create index letters_dead on interfaces.letters using btree (written_at DESC, letter_id DESC) WHERE (state = 'dead'::text);
create index letters_due on interfaces.letters using btree (due_at) WHERE (state = 'waiting'::text);
create index letters_ended on interfaces.letters using btree (ended_at) WHERE (state = ANY (ARRAY['done'::text, 'withdrawn'::text]));
create index letters_of_subject on interfaces.letters using btree (subject);

create table interfaces.lines (
  interface_id text not null,
  account text not null,
  circuit text not null default 'closed'::text,
  failures integer not null default 0,
  retry_at timestamp with time zone,
  next_free_at timestamp with time zone,
  last_success_at timestamp with time zone,
  last_failure_at timestamp with time zone,
  last_failure text,
  constraint lines_pkey PRIMARY KEY (interface_id, account),
  constraint lines_check CHECK ((circuit = 'open'::text) = (retry_at IS NOT NULL)),
  constraint lines_circuit_check CHECK (circuit = ANY (ARRAY['closed'::text, 'open'::text])),
  constraint lines_failures_check CHECK (failures >= 0),
  constraint lines_interface_id_fkey FOREIGN KEY (interface_id) REFERENCES interfaces.interfaces(interface_id)
);

create table interfaces.partners (
  partner text not null,
  owner_id text,
  budget_calls integer,
  budget_ms integer,
  saved_at timestamp with time zone not null,
  constraint partners_pkey PRIMARY KEY (partner),
  constraint partners_budget_calls_check CHECK (budget_calls > 0),
  constraint partners_budget_ms_check CHECK (budget_ms > 0),
  constraint partners_check CHECK ((budget_calls IS NULL) = (budget_ms IS NULL))
);

create table interfaces.tries (
  letter_id uuid not null,
  attempt integer not null,
  tried_at timestamp with time zone not null,
  took_ms integer not null,
  outcome text not null,
  code text not null,
  detail text,
  constraint tries_pkey PRIMARY KEY (letter_id, attempt)
);

-- ==================== partners ====================

create schema partners;

create table partners.counts (
  key_id uuid not null,
  per text not null,
  starts_at timestamp with time zone not null,
  calls integer not null,
  constraint counts_pkey PRIMARY KEY (key_id, per, starts_at),
  constraint counts_calls_check CHECK (calls > 0),
  constraint counts_per_check CHECK (per = ANY (ARRAY['minute'::text, 'day'::text]))
);
create index counts_by_time on partners.counts using btree (starts_at) WHERE (per = 'minute'::text);

create table partners.nonces (
  key_id uuid not null,
  nonce text not null,
  seen_at timestamp with time zone not null,
  constraint nonces_pkey PRIMARY KEY (key_id, nonce)
);
create index nonces_by_time on partners.nonces using btree (seen_at);

create table partners.partners (
  partner_id text not null,
  name jsonb not null,
  organization_id text not null,
  contact_name text,
  contact_email text,
  closed_at timestamp with time zone,
  saved_at timestamp with time zone not null,
  constraint partners_pkey PRIMARY KEY (partner_id)
);
create index partners_by_organization on partners.partners using btree (organization_id, partner_id);

create table partners.keys (
  key_id uuid not null,
  partner_id text not null,
  name text not null,
  algorithm text not null,
  sealed_secret text,
  sealed_before text,
  before_until timestamp with time zone,
  public_key text,
  permissions text[] not null,
  organization_id text not null,
  brands text[],
  partners text[],
  channels text[],
  sandbox boolean not null,
  per_minute integer not null,
  per_day integer not null,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  made_by text not null,
  made_at timestamp with time zone not null,
  constraint keys_pkey PRIMARY KEY (key_id),
  constraint keys_algorithm_check CHECK (algorithm = ANY (ARRAY['hmac-sha256'::text, 'ed25519'::text])),
  constraint keys_brands_check CHECK (cardinality(brands) > 0),
  constraint keys_channels_check CHECK (cardinality(channels) > 0),
  constraint keys_check CHECK (per_day >= per_minute),
  constraint keys_check1 CHECK ((algorithm = 'ed25519'::text) = (public_key IS NOT NULL)),
  constraint keys_check2 CHECK ((algorithm = 'hmac-sha256'::text) = (sealed_secret IS NOT NULL)),
  constraint keys_check3 CHECK ((sealed_before IS NULL) = (before_until IS NULL)),
  constraint keys_partners_check CHECK (cardinality(partners) > 0),
  constraint keys_per_minute_check CHECK (per_minute > 0),
  constraint keys_permissions_check CHECK (cardinality(permissions) > 0),
  constraint keys_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partners.partners(partner_id)
);
create index keys_by_partner on partners.keys using btree (partner_id, made_at DESC);

create table partners.endpoints (
  endpoint_id uuid not null,
  key_id uuid not null,
  url text not null,
  types text[] not null,
  sealed_secret text not null,
  sealed_before text,
  before_until timestamp with time zone,
  state text not null,
  reason text,
  failing_since timestamp with time zone,
  last_success_at timestamp with time zone,
  made_at timestamp with time zone not null,
  constraint endpoints_pkey PRIMARY KEY (endpoint_id),
  constraint endpoints_check CHECK ((sealed_before IS NULL) = (before_until IS NULL)),
  constraint endpoints_state_check CHECK (state = ANY (ARRAY['active'::text, 'paused'::text, 'disabled'::text])),
  constraint endpoints_types_check CHECK (cardinality(types) > 0),
  constraint endpoints_key_id_fkey FOREIGN KEY (key_id) REFERENCES partners.keys(key_id)
);
create index endpoints_by_key on partners.endpoints using btree (key_id, made_at DESC);

create table partners.deliveries (
  delivery_id uuid not null,
  endpoint_id uuid not null,
  type text not null,
  subject text not null,
  body text not null,
  state text not null,
  attempts integer not null default 0,
  attempts_before integer not null default 0,
  due_at timestamp with time zone not null,
  claimed_until timestamp with time zone,
  happened_at timestamp with time zone not null,
  written_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint deliveries_pkey PRIMARY KEY (delivery_id),
  constraint deliveries_check CHECK ((state = 'waiting'::text) = (ended_at IS NULL)),
  constraint deliveries_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'failed'::text])),
  constraint deliveries_endpoint_id_fkey FOREIGN KEY (endpoint_id) REFERENCES partners.endpoints(endpoint_id)
);
create index deliveries_by_state on partners.deliveries using btree (state, written_at DESC, delivery_id DESC);
create index deliveries_by_time on partners.deliveries using btree (written_at DESC, delivery_id DESC);
create index deliveries_due on partners.deliveries using btree (due_at) WHERE (state = 'waiting'::text);
create index deliveries_of_endpoint on partners.deliveries using btree (endpoint_id, written_at DESC, delivery_id DESC);
create index deliveries_of_subject on partners.deliveries using btree (subject);

create table partners.mappings (
  mapping_id uuid not null,
  partner_id text not null,
  name text not null,
  direction text not null,
  kind text not null,
  active_version integer,
  last_version integer not null,
  saved_at timestamp with time zone not null,
  constraint mappings_pkey PRIMARY KEY (mapping_id),
  constraint mappings_active_version_check CHECK (active_version > 0),
  constraint mappings_check CHECK (active_version <= last_version),
  constraint mappings_direction_check CHECK (direction = ANY (ARRAY['in'::text, 'out'::text])),
  constraint mappings_last_version_check CHECK (last_version > 0),
  constraint mappings_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partners.partners(partner_id)
);
create index mappings_by_partner on partners.mappings using btree (partner_id, saved_at DESC);
create unique index mappings_out on partners.mappings using btree (partner_id, kind) WHERE ((direction = 'out'::text) AND (active_version IS NOT NULL));

create table partners.mapping_versions (
  mapping_id uuid not null,
  version integer not null,
  definition jsonb not null,
  sample text not null,
  saved_by text not null,
  saved_at timestamp with time zone not null,
  constraint mapping_versions_pkey PRIMARY KEY (mapping_id, version),
  constraint mapping_versions_mapping_id_fkey FOREIGN KEY (mapping_id) REFERENCES partners.mappings(mapping_id)
);

create table partners.received (
  message_id uuid not null,
  mapping_id uuid not null,
  version integer not null,
  key_id uuid not null,
  received_at timestamp with time zone not null,
  sealed_body text not null,
  state text not null,
  outcomes jsonb not null,
  repeated integer not null default 0,
  constraint received_pkey PRIMARY KEY (message_id),
  constraint received_state_check CHECK (state = ANY (ARRAY['taken'::text, 'partly'::text, 'refused'::text])),
  constraint received_mapping_id_fkey FOREIGN KEY (mapping_id) REFERENCES partners.mappings(mapping_id)
);
create index received_by_time on partners.received using btree (received_at);
create index received_of_mapping on partners.received using btree (mapping_id, received_at DESC, message_id DESC);

create table partners.refusals (
  refusal_id uuid not null,
  refused_at timestamp with time zone not null,
  key_id uuid,
  method text not null,
  path text not null,
  code text not null,
  detail text not null,
  address text not null,
  constraint refusals_pkey PRIMARY KEY (refusal_id)
);
create index refusals_by_key on partners.refusals using btree (key_id, refused_at DESC);
create index refusals_by_time on partners.refusals using btree (refused_at DESC, refusal_id DESC);

create table partners.tries (
  delivery_id uuid not null,
  attempt integer not null,
  tried_at timestamp with time zone not null,
  took_ms integer not null,
  status integer,
  request jsonb not null,
  answer text not null,
  code text not null,
  body text,
  constraint tries_pkey PRIMARY KEY (delivery_id, attempt)
);

-- ==================== products ====================

create schema products;

create table products.brands (
  brand_id text not null,
  name jsonb not null,
  slogan jsonb,
  picture text,
  saved_at timestamp with time zone not null,
  constraint brands_pkey PRIMARY KEY (brand_id),
  constraint brands_brand_id_check CHECK (brand_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text)
);

create table products.categories (
  category_id text not null,
  parent_id text,
  path text[] not null,
  name jsonb not null,
  picture text,
  "position" integer not null default 0,
  attributes jsonb not null default '[]'::jsonb,
  saved_at timestamp with time zone not null,
  constraint categories_pkey PRIMARY KEY (category_id),
  constraint categories_attributes_check CHECK (jsonb_typeof(attributes) = 'array'::text),
  constraint categories_category_id_check CHECK (category_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text),
  constraint categories_check CHECK (path[cardinality(path)] = category_id AND cardinality(path) <= 6),
  constraint categories_check1 CHECK ((parent_id IS NULL) = (cardinality(path) = 1)),
  constraint categories_check2 CHECK (parent_id IS NULL OR path[cardinality(path) - 1] = parent_id),
  constraint categories_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES products.categories(category_id)
);
create index categories_by_path on products.categories using gin (path);

create table products.competitors (
  competitor_id text not null,
  category_id text not null,
  brand_name text not null,
  title jsonb not null,
  price_minor bigint,
  currency text not null,
  specifications jsonb not null,
  selling_points jsonb not null,
  source text not null,
  seen_on date not null,
  saved_by text not null,
  saved_at timestamp with time zone not null,
  constraint competitors_pkey PRIMARY KEY (competitor_id),
  constraint competitors_competitor_id_check CHECK (competitor_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text),
  constraint competitors_currency_check CHECK (currency ~ '^[A-Z]{3}$'::text),
  constraint competitors_price_minor_check CHECK (price_minor > 0),
  constraint competitors_selling_points_check CHECK (jsonb_typeof(selling_points) = 'array'::text),
  constraint competitors_specifications_check CHECK (jsonb_typeof(specifications) = 'object'::text),
  constraint competitors_category_id_fkey FOREIGN KEY (category_id) REFERENCES products.categories(category_id)
);
create index competitors_by_category on products.competitors using btree (category_id, competitor_id);

create table products.configurations (
  configuration_id uuid not null,
  spu_id text not null,
  sku_id text not null,
  choices jsonb not null,
  words jsonb not null,
  extra_minor bigint not null,
  lead_days integer not null,
  made_at timestamp with time zone not null,
  constraint configurations_pkey PRIMARY KEY (configuration_id),
  constraint configurations_extra_minor_check CHECK (extra_minor >= 0),
  constraint configurations_lead_days_check CHECK (lead_days >= 0)
);

create table products.sold (
  sku_id text not null,
  pieces bigint not null,
  since timestamp with time zone not null,
  constraint sold_pkey PRIMARY KEY (sku_id)
) with (fillfactor=50, autovacuum_vacuum_scale_factor=0.1, autovacuum_vacuum_cost_delay=0);

create table products.spus (
  spu_id text not null,
  category_id text not null,
  brand_id text,
  partner_id text,
  kind text not null,
  lifecycle text not null,
  title jsonb not null,
  subtitle jsonb,
  selling_points jsonb not null,
  story jsonb,
  specifications jsonb not null,
  options jsonb not null,
  tags text[] not null,
  available_on date,
  warranty_months integer,
  shelf_life_days integer,
  tracks_lots boolean not null,
  tracks_expiry boolean not null,
  tracks_serials boolean not null,
  tax_rate_bp integer not null,
  price_from_minor bigint,
  price_to_minor bigint,
  currency text,
  sales_count bigint not null default 0,
  facets text[] not null,
  search_words tsvector not null,
  content_hash text not null,
  version integer not null default 1,
  created_at timestamp with time zone not null,
  saved_at timestamp with time zone not null,
  opens_at timestamp with time zone,
  performed boolean not null default false,
  opening_told_at timestamp with time zone,
  constraint spus_pkey PRIMARY KEY (spu_id),
  constraint spus_check CHECK (price_to_minor >= price_from_minor),
  constraint spus_currency_check CHECK (currency ~ '^[A-Z]{3}$'::text),
  constraint spus_kind_check CHECK (kind = ANY (ARRAY['goods'::text, 'service'::text])),
  constraint spus_lifecycle_check CHECK (lifecycle = ANY (ARRAY['planned'::text, 'presale'::text, 'on_sale'::text, 'withdrawn'::text])),
  constraint spus_options_check CHECK (jsonb_typeof(options) = 'array'::text),
  constraint spus_performed_check CHECK (kind = 'service'::text OR NOT performed),
  constraint spus_price_from_minor_check CHECK (price_from_minor > 0),
  constraint spus_sales_count_check CHECK (sales_count >= 0),
  constraint spus_shelf_life_days_check CHECK (shelf_life_days > 0),
  constraint spus_specifications_check CHECK (jsonb_typeof(specifications) = 'object'::text),
  constraint spus_spu_id_check CHECK (spu_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text),
  constraint spus_tax_rate_bp_check CHECK (tax_rate_bp >= 0 AND tax_rate_bp <= 10000),
  constraint spus_warranty_months_check CHECK (warranty_months >= 0),
  constraint spus_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES products.brands(brand_id),
  constraint spus_category_id_fkey FOREIGN KEY (category_id) REFERENCES products.categories(category_id)
);
create index spus_all_newest on products.spus using btree (created_at DESC, spu_id DESC);
create index spus_by_brand on products.spus using btree (brand_id, lifecycle);
create index spus_by_category on products.spus using btree (category_id, lifecycle);
create index spus_by_facet on products.spus using gin (facets);
create index spus_by_price on products.spus using btree (price_from_minor, spu_id) WHERE (price_from_minor IS NOT NULL);
create index spus_by_word on products.spus using gin (search_words);
create index spus_newest on products.spus using btree (lifecycle, created_at DESC, spu_id DESC);
create index spus_offered_by_price on products.spus using btree (price_from_minor, spu_id) WHERE ((lifecycle = ANY (ARRAY['presale'::text, 'on_sale'::text])) AND (price_from_minor IS NOT NULL));
create index spus_offered_by_sales on products.spus using btree (sales_count DESC, spu_id DESC) WHERE (lifecycle = ANY (ARRAY['presale'::text, 'on_sale'::text]));
create index spus_offered_newest on products.spus using btree (created_at DESC, spu_id DESC) WHERE (lifecycle = ANY (ARRAY['presale'::text, 'on_sale'::text]));
create index spus_to_open on products.spus using btree (opens_at) WHERE ((opens_at IS NOT NULL) AND (opening_told_at IS DISTINCT FROM opens_at));

create table products.bundles (
  bundle_id text not null,
  spu_id text not null,
  name jsonb not null,
  components jsonb not null,
  "position" integer not null,
  saved_at timestamp with time zone not null,
  price_minor bigint,
  constraint bundles_pkey PRIMARY KEY (bundle_id),
  constraint bundles_bundle_id_check CHECK (bundle_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text),
  constraint bundles_components_check CHECK (jsonb_typeof(components) = 'array'::text AND jsonb_array_length(components) >= 2 AND jsonb_array_length(components) <= 20),
  constraint bundles_price_minor_check CHECK (price_minor > 0),
  constraint bundles_spu_id_fkey FOREIGN KEY (spu_id) REFERENCES products.spus(spu_id)
);
create index bundles_by_product on products.bundles using btree (spu_id, "position");

create table products.configurators (
  spu_id text not null,
  groups jsonb not null,
  rules jsonb not null,
  lead_days integer not null,
  version integer not null,
  saved_at timestamp with time zone not null,
  constraint configurators_pkey PRIMARY KEY (spu_id),
  constraint configurators_groups_check CHECK (jsonb_typeof(groups) = 'array'::text),
  constraint configurators_lead_days_check CHECK (lead_days >= 0 AND lead_days <= 365),
  constraint configurators_rules_check CHECK (jsonb_typeof(rules) = 'array'::text),
  constraint configurators_spu_id_fkey FOREIGN KEY (spu_id) REFERENCES products.spus(spu_id)
);

create table products.elsewhere (
  spu_id text not null,
  "position" integer not null,
  name jsonb not null,
  url text not null,
  constraint elsewhere_pkey PRIMARY KEY (spu_id, "position"),
  constraint elsewhere_position_check CHECK ("position" >= 0),
  constraint elsewhere_url_check CHECK (url ~ '^https://'::text),
  constraint elsewhere_spu_id_fkey FOREIGN KEY (spu_id) REFERENCES products.spus(spu_id)
);

create table products.links (
  spu_id text not null,
  kind text not null,
  target_spu_id text not null,
  "position" integer not null,
  constraint links_pkey PRIMARY KEY (spu_id, kind, target_spu_id),
  constraint links_check CHECK (spu_id <> target_spu_id),
  constraint links_kind_check CHECK (kind = ANY (ARRAY['part'::text, 'service'::text, 'accessory'::text, 'similar'::text])),
  constraint links_spu_id_fkey FOREIGN KEY (spu_id) REFERENCES products.spus(spu_id),
  constraint links_target_spu_id_fkey FOREIGN KEY (target_spu_id) REFERENCES products.spus(spu_id)
);
create index links_by_target on products.links using btree (target_spu_id);

create table products.skus (
  sku_id text not null,
  spu_id text not null,
  "position" integer not null,
  name jsonb,
  options jsonb not null,
  withdrawn boolean not null default false,
  price_minor bigint,
  list_price_minor bigint,
  currency text not null,
  barcode text,
  weight_grams integer,
  length_mm integer,
  width_mm integer,
  height_mm integer,
  priced_at timestamp with time zone not null,
  constraint skus_pkey PRIMARY KEY (sku_id),
  constraint skus_barcode_check CHECK (barcode ~ '^([0-9]{8}|[0-9]{12,14})$'::text),
  constraint skus_check CHECK (list_price_minor IS NULL OR price_minor IS NOT NULL),
  constraint skus_currency_check CHECK (currency ~ '^[A-Z]{3}$'::text),
  constraint skus_height_mm_check CHECK (height_mm >= 0),
  constraint skus_length_mm_check CHECK (length_mm >= 0),
  constraint skus_list_price_minor_check CHECK (list_price_minor > 0),
  constraint skus_options_check CHECK (jsonb_typeof(options) = 'object'::text),
  constraint skus_price_minor_check CHECK (price_minor > 0),
  constraint skus_sku_id_check CHECK (sku_id ~ '^[A-Za-z0-9._-]{1,40}$'::text),
  constraint skus_weight_grams_check CHECK (weight_grams >= 0),
  constraint skus_width_mm_check CHECK (width_mm >= 0),
  constraint skus_spu_id_fkey FOREIGN KEY (spu_id) REFERENCES products.spus(spu_id)
);
create unique index skus_by_barcode on products.skus using btree (barcode) WHERE (barcode IS NOT NULL);
create index skus_by_spu on products.skus using btree (spu_id, "position");

create table products.media (
  spu_id text not null,
  "position" integer not null,
  role text not null,
  reference text not null,
  sku_id text,
  alt jsonb,
  channel_id text,
  layout text,
  constraint media_pkey PRIMARY KEY (spu_id, "position"),
  constraint media_channel_id_check CHECK (channel_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text),
  constraint media_layout_check CHECK (layout = ANY (ARRAY['square'::text, 'tall'::text, 'wide'::text])),
  constraint media_reference_check CHECK (reference ~ '^([0-9a-f]{64}|[a-z]+(:[A-Za-z0-9_-]+)+)$'::text),
  constraint media_role_check CHECK (role = ANY (ARRAY['cover'::text, 'gallery'::text, 'detail'::text, 'option'::text, 'video'::text, 'document'::text, 'model'::text])),
  constraint media_sku_id_fkey FOREIGN KEY (sku_id) REFERENCES products.skus(sku_id),
  constraint media_spu_id_fkey FOREIGN KEY (spu_id) REFERENCES products.spus(spu_id)
);
create index media_documents on products.media using btree (spu_id) WHERE (role = 'document'::text);

-- ==================== search ====================

create schema search;

create table search.clicks (
  search_id uuid not null,
  spu_id text not null,
  "position" integer not null,
  clicked_at timestamp with time zone not null,
  constraint clicks_pkey PRIMARY KEY (search_id, spu_id),
  constraint clicks_position_check CHECK ("position" > 0)
);

create table search.days (
  words text not null,
  day date not null,
  q text not null,
  searches integer not null,
  nothing integer not null,
  relaxed integer not null,
  clicks integer not null,
  places bigint not null,
  constraint days_pkey PRIMARY KEY (words, day)
);
create index days_by_day on search.days using btree (day);

create table search.documents (
  spu_id text not null,
  generation integer not null,
  revision bigint not null,
  gone boolean not null,
  words text not null,
  name jsonb not null,
  facets text[] not null,
  categories text[] not null,
  brand_id text,
  tags text[] not null,
  lifecycle text not null,
  price_minor bigint,
  sales_count bigint not null,
  created_at timestamp with time zone not null,
  constraint documents_pkey PRIMARY KEY (spu_id, generation)
);
create index documents_by_revision on search.documents using btree (generation, revision);

create table search.pending (
  spu_id text not null,
  asked_at timestamp with time zone not null,
  constraint pending_pkey PRIMARY KEY (spu_id)
);

create table search.placements (
  placement_id uuid not null,
  q text,
  category_id text,
  action text not null,
  spu_id text,
  brand_id text,
  "position" integer,
  starts_at timestamp with time zone,
  ends_at timestamp with time zone,
  note text not null,
  saved_by text not null,
  saved_at timestamp with time zone not null,
  constraint placements_pkey PRIMARY KEY (placement_id),
  constraint placements_action_check CHECK (action = ANY (ARRAY['pin'::text, 'boost'::text, 'bury'::text])),
  constraint placements_check CHECK ((q IS NULL) <> (category_id IS NULL)),
  constraint placements_check1 CHECK ((spu_id IS NULL) <> (brand_id IS NULL)),
  constraint placements_check2 CHECK ((action = 'pin'::text) = ("position" IS NOT NULL)),
  constraint placements_check3 CHECK (action <> 'pin'::text OR spu_id IS NOT NULL),
  constraint placements_check4 CHECK (ends_at IS NULL OR starts_at IS NULL OR ends_at > starts_at),
  constraint placements_position_check CHECK ("position" >= 1 AND "position" <= 20)
);

create table search.searches (
  search_id uuid not null,
  searched_at timestamp with time zone not null,
  q text not null,
  words text not null,
  found integer not null,
  relaxed boolean not null,
  corrected text,
  constraint searches_pkey PRIMARY KEY (search_id),
  constraint searches_found_check CHECK (found >= 0)
);
create index searches_by_time on search.searches using btree (searched_at);

create table search.states (
  one_row boolean not null default true,
  generation integer not null,
  building integer,
  built_to text,
  revision bigint not null,
  words_revision bigint not null,
  rebuilt_at timestamp with time zone,
  constraint states_pkey PRIMARY KEY (one_row),
  constraint states_check CHECK (building > generation),
  constraint states_generation_check CHECK (generation > 0),
  constraint states_one_row_check CHECK (one_row),
  constraint states_revision_check CHECK (revision >= 0),
  constraint states_words_revision_check CHECK (words_revision >= 0)
);

create table search.stop_words (
  word text not null,
  saved_by text not null,
  saved_at timestamp with time zone not null,
  constraint stop_words_pkey PRIMARY KEY (word)
);

create table search.synonyms (
  synonym_id uuid not null,
  words text[] not null,
  one_way boolean not null,
  saved_by text not null,
  saved_at timestamp with time zone not null,
  constraint synonyms_pkey PRIMARY KEY (synonym_id),
  constraint synonyms_words_check CHECK (cardinality(words) >= 2 AND cardinality(words) <= 20)
);

-- ==================== content ====================

create schema content;

create table content.checks (
  check_id uuid not null,
  asked_by text not null,
  asked_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  places integer not null default 0,
  links integer not null default 0,
  faults integer not null default 0,
  constraint checks_pkey PRIMARY KEY (check_id)
);

create table content.faults (
  check_id uuid not null,
  seq integer not null,
  place text not null,
  place_name jsonb not null,
  link text not null,
  fault text not null,
  detail text not null,
  constraint faults_pkey PRIMARY KEY (check_id, seq),
  constraint faults_check_id_fkey FOREIGN KEY (check_id) REFERENCES content.checks(check_id)
);

create table content.pages (
  page_id text not null,
  path text not null,
  kind text not null,
  channel_id text not null default ''::text,
  audience text not null default 'everyone'::text,
  brand_id text,
  partner_id text,
  title jsonb not null,
  description jsonb,
  picture text,
  blocks jsonb not null,
  draft_version integer not null default 1,
  shown_no integer,
  shown_at timestamp with time zone,
  removed_at timestamp with time zone,
  created_at timestamp with time zone not null,
  saved_at timestamp with time zone not null,
  saved_by text not null,
  constraint pages_pkey PRIMARY KEY (page_id),
  constraint pages_audience_check CHECK (audience = ANY (ARRAY['everyone'::text, 'visitors'::text, 'members'::text])),
  constraint pages_blocks_check CHECK (jsonb_typeof(blocks) = 'array'::text),
  constraint pages_kind_check CHECK (kind = ANY (ARRAY['home'::text, 'pavilion'::text, 'campaign'::text, 'corporate'::text, 'news'::text])),
  constraint pages_page_id_check CHECK (page_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text),
  constraint pages_path_check CHECK (path ~ '^/[a-z0-9/_.-]*$'::text)
);
create unique index pages_by_address on content.pages using btree (path, channel_id, audience) WHERE (removed_at IS NULL);
create index pages_by_time on content.pages using btree (saved_at DESC, page_id DESC) WHERE (removed_at IS NULL);
create index pages_news on content.pages using btree (shown_at DESC, page_id DESC) WHERE ((kind = 'news'::text) AND (shown_no IS NOT NULL));

create table content.previews (
  token_hash text not null,
  page_id text not null,
  made_by text not null,
  expires_at timestamp with time zone not null,
  constraint previews_pkey PRIMARY KEY (token_hash)
);

create table content.redirects (
  path text not null,
  target text not null,
  permanent boolean not null,
  saved_at timestamp with time zone not null,
  saved_by text not null,
  constraint redirects_pkey PRIMARY KEY (path),
  constraint redirects_path_check CHECK (path ~ '^/'::text)
);

create table content.schedules (
  page_id text not null,
  schedule_id uuid not null,
  act text not null,
  title jsonb,
  description jsonb,
  picture text,
  blocks jsonb,
  due_at timestamp with time zone not null,
  state text not null,
  detail text,
  by text not null,
  made_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint schedules_pkey PRIMARY KEY (page_id, schedule_id),
  constraint schedules_act_check CHECK (act = ANY (ARRAY['publish'::text, 'withdraw'::text])),
  constraint schedules_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'done'::text, 'refused'::text, 'canceled'::text]))
);
create index schedules_due on content.schedules using btree (due_at, page_id, schedule_id) WHERE (state = 'waiting'::text);

create table content.site (
  site_id text not null,
  settings jsonb not null,
  version integer not null,
  saved_at timestamp with time zone not null,
  saved_by text not null,
  constraint site_pkey PRIMARY KEY (site_id),
  constraint site_site_id_check CHECK (site_id = 'mall'::text)
);

create table content.slots (
  slot_id text not null,
  name jsonb not null,
  saved_at timestamp with time zone not null,
  constraint slots_pkey PRIMARY KEY (slot_id),
  constraint slots_slot_id_check CHECK (slot_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text)
);

create table content.bookings (
  slot_id text not null,
  booking_id uuid not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  title jsonb not null,
  picture text not null,
  link text not null,
  canceled_at timestamp with time zone,
  booked_by text not null,
  constraint bookings_pkey PRIMARY KEY (slot_id, booking_id),
  constraint bookings_check CHECK (ends_at > starts_at),
  constraint bookings_slot_id_fkey FOREIGN KEY (slot_id) REFERENCES content.slots(slot_id)
);
create index bookings_open on content.bookings using btree (slot_id, ends_at) WHERE (canceled_at IS NULL);

create table content.versions (
  page_id text not null,
  version_no integer not null,
  act_id uuid not null,
  title jsonb not null,
  description jsonb,
  picture text,
  blocks jsonb not null,
  note text,
  of_no integer,
  published_at timestamp with time zone not null,
  published_by text not null,
  constraint versions_pkey PRIMARY KEY (page_id, version_no),
  constraint versions_page_id_act_id_key UNIQUE (page_id, act_id),
  constraint versions_version_no_check CHECK (version_no > 0)
);

-- ==================== channels ====================

create schema channels;

create table channels.channels (
  id text not null,
  kind text not null,
  name jsonb not null,
  currency text not null,
  organization_id text not null,
  brand_id text,
  freight_minor bigint not null default 0,
  free_freight_from_minor bigint not null default 0,
  closed_at timestamp with time zone,
  changed_at timestamp with time zone not null,
  constraint channels_pkey PRIMARY KEY (id),
  constraint channels_currency_check CHECK (currency ~ '^[A-Z]{3}$'::text),
  constraint channels_free_freight_from_minor_check CHECK (free_freight_from_minor >= 0),
  constraint channels_freight_minor_check CHECK (freight_minor >= 0),
  constraint channels_kind_check CHECK (kind = ANY (ARRAY['mall'::text, 'mobile'::text, 'marketplace'::text, 'store'::text, 'call_center'::text, 'partner'::text, 'history'::text]))
);

create table channels.listings (
  channel_id text not null,
  sku_id text not null,
  published boolean not null,
  price_minor bigint,
  title text,
  attributes jsonb not null,
  saved_by text not null,
  saved_at timestamp with time zone not null,
  seen_on_sale boolean,
  seen_price_minor bigint,
  seen_title text,
  seen_at timestamp with time zone,
  faults text[] not null default '{}'::text[],
  constraint listings_pkey PRIMARY KEY (channel_id, sku_id),
  constraint listings_attributes_check CHECK (jsonb_typeof(attributes) = 'object'::text),
  constraint listings_check CHECK ((seen_at IS NULL) = (seen_on_sale IS NULL)),
  constraint listings_price_minor_check CHECK (price_minor > 0),
  constraint listings_seen_price_minor_check CHECK (seen_price_minor >= 0),
  constraint listings_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels.channels(id)
);
create index listings_by_sku on channels.listings using btree (sku_id, channel_id);
create index listings_wrong on channels.listings using btree (channel_id, sku_id) WHERE (faults <> '{}'::text[]);
create index listings_wrong_between on channels.listings using btree (channel_id, sku_id) WHERE ('between'::text = ANY (faults));
create index listings_wrong_content on channels.listings using btree (channel_id, sku_id) WHERE ('content'::text = ANY (faults));
create index listings_wrong_price on channels.listings using btree (channel_id, sku_id) WHERE ('price'::text = ANY (faults));
create index listings_wrong_state on channels.listings using btree (channel_id, sku_id) WHERE ('state'::text = ANY (faults));

-- ==================== members ====================

create schema members;

create table members.card_batches (
  batch_id uuid not null,
  kind text not null,
  name text not null,
  value_minor bigint not null,
  currency text not null,
  cards integer not null,
  expires_on date not null,
  organization_id text not null,
  made_by text not null,
  made_at timestamp with time zone not null,
  constraint card_batches_pkey PRIMARY KEY (batch_id),
  constraint card_batches_cards_check CHECK (cards >= 1 AND cards <= 10000),
  constraint card_batches_kind_check CHECK (kind = ANY (ARRAY['prepaid'::text, 'gift'::text])),
  constraint card_batches_name_check CHECK (char_length(name) >= 1 AND char_length(name) <= 80),
  constraint card_batches_value_minor_check CHECK (value_minor > 0)
);
create index card_batches_by_time on members.card_batches using btree (made_at DESC, batch_id DESC);

create table members.card_misses (
  card_no text not null,
  misses integer not null,
  last_at timestamp with time zone not null,
  constraint card_misses_pkey PRIMARY KEY (card_no)
);

create table members.cards (
  card_id uuid not null,
  batch_id uuid not null,
  card_no text not null,
  secret_hash text not null,
  state text not null,
  member_id uuid,
  activated_at timestamp with time zone,
  bound_at timestamp with time zone,
  frozen_at timestamp with time zone,
  frozen_reason text,
  constraint cards_pkey PRIMARY KEY (card_id),
  constraint cards_check CHECK (state = 'made'::text OR activated_at IS NOT NULL),
  constraint cards_check1 CHECK ((member_id IS NULL) = (bound_at IS NULL)),
  constraint cards_state_check CHECK (state = ANY (ARRAY['made'::text, 'active'::text, 'frozen'::text]))
);
create index cards_by_number on members.cards using btree (card_no);
create index cards_of_batch on members.cards using btree (batch_id, card_no);
create index cards_of_member on members.cards using btree (member_id) WHERE (member_id IS NOT NULL);

create table members.check_ins (
  member_id uuid not null,
  program_id text not null,
  on_date date not null,
  streak integer not null,
  points integer not null,
  checked_in_at timestamp with time zone not null,
  constraint check_ins_pkey PRIMARY KEY (member_id, program_id, on_date),
  constraint check_ins_points_check CHECK (points >= 0),
  constraint check_ins_streak_check CHECK (streak > 0)
);

create table members.draws (
  draw_id text not null,
  program_id text not null,
  name jsonb not null,
  cost_points integer not null,
  tries_per_day integer not null,
  prizes jsonb not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  organization_id text not null,
  changed_at timestamp with time zone not null,
  constraint draws_pkey PRIMARY KEY (draw_id),
  constraint draws_check CHECK (ends_at > starts_at),
  constraint draws_cost_points_check CHECK (cost_points >= 0),
  constraint draws_tries_per_day_check CHECK (tries_per_day >= 1 AND tries_per_day <= 100)
);

create table members.exports (
  asked_by uuid not null,
  export_id uuid not null,
  list text not null,
  filter jsonb not null,
  reason text not null,
  row_count bigint not null,
  state text not null,
  asked_at timestamp with time zone not null,
  ready_at timestamp with time zone,
  open_until timestamp with time zone,
  taken_count integer not null default 0,
  constraint exports_pkey PRIMARY KEY (asked_by, export_id),
  constraint exports_check CHECK ((state = 'ready'::text) = (ready_at IS NOT NULL AND open_until IS NOT NULL)),
  constraint exports_filter_check CHECK (jsonb_typeof(filter) = 'object'::text),
  constraint exports_list_check CHECK (list = ANY (ARRAY['members'::text, 'persons'::text])),
  constraint exports_row_count_check CHECK (row_count >= 0),
  constraint exports_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'ready'::text]))
);
create index exports_newest on members.exports using btree (asked_by, asked_at DESC, export_id DESC);

create table members.growth_entries (
  member_id uuid not null,
  program_id text not null,
  cause text not null,
  growth bigint not null,
  happened_at timestamp with time zone not null,
  constraint growth_entries_pkey PRIMARY KEY (member_id, program_id, cause)
);

create table members.household_people (
  household_id uuid not null,
  person_id uuid not null,
  member_id uuid,
  nickname text not null,
  part text not null,
  born_on date,
  feeding text,
  constraint household_people_pkey PRIMARY KEY (household_id, person_id),
  constraint household_people_feeding_check CHECK (feeding = ANY (ARRAY['breast'::text, 'mixed'::text, 'formula'::text, 'solid'::text])),
  constraint household_people_nickname_check CHECK (char_length(nickname) >= 1 AND char_length(nickname) <= 40),
  constraint household_people_part_check CHECK (part = ANY (ARRAY['parent'::text, 'grandparent'::text, 'adult'::text, 'child'::text]))
);
create index household_of_member on members.household_people using btree (member_id) WHERE (member_id IS NOT NULL);

create table members.households (
  household_id uuid not null,
  made_at timestamp with time zone not null,
  constraint households_pkey PRIMARY KEY (household_id)
);

create table members.levels (
  program_id text not null,
  level text not null,
  rank smallint not null,
  name jsonb not null,
  growth_from bigint not null,
  earn_rate_bp integer not null,
  benefits jsonb not null default '[]'::jsonb,
  constraint levels_pkey PRIMARY KEY (program_id, level),
  constraint levels_program_id_rank_key UNIQUE (program_id, rank),
  constraint levels_earn_rate_bp_check CHECK (earn_rate_bp >= 0),
  constraint levels_growth_from_check CHECK (growth_from >= 0)
);

create table members.members (
  id uuid not null,
  gender text,
  birthday date,
  source text not null,
  region_code text,
  vip_until date,
  note text,
  joined_at timestamp with time zone not null,
  last_order_at timestamp with time zone,
  changed_at timestamp with time zone not null,
  birthday_year smallint,
  constraint members_pkey PRIMARY KEY (id),
  constraint members_gender_check CHECK (gender = ANY (ARRAY['female'::text, 'male'::text]))
);
create index members_by_birthday on members.members using btree (EXTRACT(month FROM birthday), EXTRACT(day FROM birthday), id) WHERE (birthday IS NOT NULL);
create index members_by_joining on members.members using btree (joined_at DESC, id DESC);

create table members.memberships (
  member_id uuid not null,
  membership_id uuid not null,
  plan_id text not null,
  program_id text not null,
  price_minor bigint not null,
  currency text not null,
  bought_at timestamp with time zone not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  refunded_at timestamp with time zone,
  refund_minor bigint,
  order_id uuid,
  constraint memberships_pkey PRIMARY KEY (member_id, membership_id),
  constraint memberships_check CHECK (ends_at > starts_at),
  constraint memberships_check1 CHECK (refund_minor >= 0 AND refund_minor <= price_minor),
  constraint memberships_check2 CHECK ((refunded_at IS NULL) = (refund_minor IS NULL)),
  constraint memberships_price_minor_check CHECK (price_minor >= 0)
);
create index memberships_newest on members.memberships using btree (plan_id, bought_at DESC, membership_id DESC);

create table members.plans (
  plan_id text not null,
  program_id text not null,
  name jsonb not null,
  price_minor bigint not null,
  currency text not null,
  months smallint not null,
  level text,
  benefits jsonb not null default '[]'::jsonb,
  refund_days smallint not null,
  on_sale boolean not null,
  changed_at timestamp with time zone not null,
  sku_id text,
  constraint plans_pkey PRIMARY KEY (plan_id),
  constraint plans_months_check CHECK (months >= 1 AND months <= 36),
  constraint plans_price_minor_check CHECK (price_minor > 0),
  constraint plans_refund_days_check CHECK (refund_days >= 0 AND refund_days <= 90)
);
create unique index plans_by_sku on members.plans using btree (sku_id) WHERE (sku_id IS NOT NULL);
create index plans_of_program on members.plans using btree (program_id, plan_id);

create table members.point_buckets (
  member_id uuid not null,
  program_id text not null,
  period text not null,
  expires_at timestamp with time zone not null,
  expired_at timestamp with time zone,
  constraint point_buckets_pkey PRIMARY KEY (member_id, program_id, period)
);
create index point_buckets_due on members.point_buckets using btree (expires_at, member_id) WHERE (expired_at IS NULL);

create table members.programs (
  program_id text not null,
  brand_id text,
  name jsonb not null,
  point_value_minor integer not null,
  spend_limit_bp integer not null,
  valid_years smallint not null,
  check_in_points integer[] not null,
  changed_at timestamp with time zone not null,
  level_years smallint,
  interests jsonb not null default '[]'::jsonb,
  constraint programs_pkey PRIMARY KEY (program_id),
  constraint programs_level_years_check CHECK (level_years >= 1 AND level_years <= 10),
  constraint programs_point_value_minor_check CHECK (point_value_minor > 0),
  constraint programs_spend_limit_bp_check CHECK (spend_limit_bp >= 0 AND spend_limit_bp <= 10000),
  constraint programs_valid_years_check CHECK (valid_years >= 1 AND valid_years <= 10)
);

create table members.standings (
  member_id uuid not null,
  program_id text not null,
  brand_id text,
  organization_id text,
  level text not null,
  growth bigint not null default 0,
  level_since timestamp with time zone not null,
  joined_at timestamp with time zone not null,
  level_until timestamp with time zone,
  plan_id text,
  plan_until timestamp with time zone,
  plan_reminded boolean not null default false,
  constraint standings_pkey PRIMARY KEY (member_id, program_id),
  constraint standings_check CHECK ((plan_id IS NULL) = (plan_until IS NULL)),
  constraint standings_growth_check CHECK (growth >= 0)
);
create index standings_by_level on members.standings using btree (program_id, level, member_id);
create index standings_by_organization on members.standings using btree (organization_id, program_id, member_id);
create index standings_plans_ending on members.standings using btree (plan_until, member_id) WHERE (plan_until IS NOT NULL);
create index standings_to_measure on members.standings using btree (level_until, member_id) WHERE (level_until IS NOT NULL);

create table members.tags (
  member_id uuid not null,
  tag text not null,
  tagged_by text not null,
  tagged_at timestamp with time zone not null,
  constraint tags_pkey PRIMARY KEY (member_id, tag),
  constraint tags_tag_check CHECK (char_length(tag) >= 1 AND char_length(tag) <= 40)
);
create index tags_by_name on members.tags using btree (tag, member_id);

create table members.task_rewards (
  member_id uuid not null,
  task_id text not null,
  points integer not null,
  rewarded_at timestamp with time zone not null,
  constraint task_rewards_pkey PRIMARY KEY (member_id, task_id)
);

create table members.tasks (
  task_id text not null,
  program_id text not null,
  name jsonb not null,
  proof text not null,
  points integer not null,
  closed_at timestamp with time zone,
  constraint tasks_pkey PRIMARY KEY (task_id),
  constraint tasks_points_check CHECK (points > 0),
  constraint tasks_proof_check CHECK (proof = ANY (ARRAY['birthday_given'::text, 'child_told'::text, 'first_order_delivered'::text, 'seven_days_in_a_row'::text]))
);

create table members.tries (
  member_id uuid not null,
  try_id uuid not null,
  draw_id text not null,
  on_date date not null,
  prize_id text,
  points integer not null,
  tried_at timestamp with time zone not null,
  constraint tries_pkey PRIMARY KEY (member_id, try_id),
  constraint tries_points_check CHECK (points >= 0)
);
create index tries_of_day on members.tries using btree (member_id, draw_id, on_date);
create index tries_of_draw on members.tries using btree (draw_id);

-- ==================== inventory ====================

create schema inventory;

create table inventory.closed_days (
  node_id text not null,
  day date not null,
  reason text not null,
  constraint closed_days_pkey PRIMARY KEY (node_id, day)
);

create table inventory.corrections (
  id uuid not null,
  node_id text not null,
  sku_id text not null,
  change bigint not null,
  reason text not null,
  value_minor bigint not null,
  state text not null default 'waiting'::text,
  request_id uuid not null,
  by_id text,
  by_name text not null,
  asked_at timestamp with time zone not null,
  constraint corrections_pkey PRIMARY KEY (id),
  constraint corrections_change_check CHECK (change <> 0),
  constraint corrections_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'booked'::text, 'dropped'::text]))
);

create table inventory.counts (
  id uuid not null,
  node_id text not null,
  kind text not null,
  blind boolean not null,
  rule text,
  note text,
  state text not null default 'open'::text,
  digest text not null,
  request_id uuid,
  by_id text,
  by_name text not null,
  made_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  constraint counts_pkey PRIMARY KEY (id),
  constraint counts_check CHECK ((state = ANY (ARRAY['done'::text, 'canceled'::text])) = (closed_at IS NOT NULL)),
  constraint counts_kind_check CHECK (kind = ANY (ARRAY['full'::text, 'cyclic'::text, 'spot'::text])),
  constraint counts_state_check CHECK (state = ANY (ARRAY['open'::text, 'review'::text, 'done'::text, 'canceled'::text]))
);
create index counts_by_time on inventory.counts using btree (made_at DESC, id DESC);
create index counts_of_node on inventory.counts using btree (node_id, made_at DESC, id DESC);

create table inventory.count_lines (
  count_id uuid not null,
  sku_id text not null,
  state text not null default 'open'::text,
  expected bigint,
  counted bigint,
  counted_by text,
  counted_at timestamp with time zone,
  first_counted bigint,
  first_by text,
  last_record_id uuid,
  constraint count_lines_pkey PRIMARY KEY (count_id, sku_id),
  constraint count_lines_counted_check CHECK (counted >= 0),
  constraint count_lines_state_check CHECK (state = ANY (ARRAY['open'::text, 'recount'::text, 'agrees'::text, 'differs'::text, 'waiting'::text, 'booked'::text, 'short'::text, 'dropped'::text])),
  constraint count_lines_count_id_fkey FOREIGN KEY (count_id) REFERENCES inventory.counts(id)
);
create index count_lines_of_sku on inventory.count_lines using btree (sku_id, counted_at DESC) WHERE (counted_at IS NOT NULL);

create table inventory.delivery_days (
  from_region text not null,
  to_region text not null,
  days smallint not null,
  constraint delivery_days_pkey PRIMARY KEY (from_region, to_region),
  constraint delivery_days_days_check CHECK (days >= 0 AND days <= 60),
  constraint delivery_days_from_region_check CHECK (from_region ~ '^(\d{2}|\d{4}|\d{6})?$'::text),
  constraint delivery_days_to_region_check CHECK (to_region ~ '^(\d{2}|\d{4}|\d{6})?$'::text)
);

create table inventory.holds (
  id uuid not null,
  channel_id text not null,
  lines jsonb not null,
  digest text not null,
  note text,
  state text not null default 'held'::text,
  due_at timestamp with time zone not null,
  by_id text,
  by_name text not null,
  held_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint holds_pkey PRIMARY KEY (id),
  constraint holds_check CHECK ((state = 'held'::text) = (ended_at IS NULL)),
  constraint holds_state_check CHECK (state = ANY (ARRAY['held'::text, 'released'::text, 'expired'::text, 'taken'::text]))
);
create index holds_by_time on inventory.holds using btree (held_at DESC, id DESC);
create index holds_due on inventory.holds using btree (due_at) WHERE (state = 'held'::text);

create table inventory.lot_stock (
  sku_id text not null,
  lot_no text not null,
  node_id text not null,
  condition text not null,
  quantity bigint not null,
  since_at timestamp with time zone not null,
  constraint lot_stock_pkey PRIMARY KEY (sku_id, lot_no, node_id, condition),
  constraint lot_stock_condition_check CHECK (condition = ANY (ARRAY['good'::text, 'in_transit'::text, 'inspection'::text, 'defective'::text, 'sample'::text, 'gift'::text])),
  constraint lot_stock_quantity_check CHECK (quantity >= 0)
) with (fillfactor=70);
create index lot_stock_by_place on inventory.lot_stock using btree (node_id, sku_id) WHERE (quantity > 0);

create table inventory.lots (
  sku_id text not null,
  lot_no text not null,
  made_on date,
  expires_on date,
  first_seen_at timestamp with time zone not null,
  constraint lots_pkey PRIMARY KEY (sku_id, lot_no),
  constraint lots_check CHECK (made_on IS NULL OR expires_on IS NULL OR made_on <= expires_on),
  constraint lots_lot_no_check CHECK (lot_no ~ '^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$'::text)
);

create table inventory.moves (
  id uuid not null,
  kind text not null,
  sku_id text not null,
  quantity bigint not null,
  from_node_id text,
  from_condition text,
  to_node_id text,
  to_condition text,
  lots jsonb not null default '[]'::jsonb,
  serials text[] not null default '{}'::text[],
  reason text,
  ref text,
  digest text not null,
  by_id text,
  by_name text not null,
  moved_at timestamp with time zone not null,
  constraint moves_pkey PRIMARY KEY (id),
  constraint moves_check CHECK ((from_node_id IS NULL) = (from_condition IS NULL) AND (to_node_id IS NULL) = (to_condition IS NULL)),
  constraint moves_check1 CHECK (from_node_id IS NOT NULL OR to_node_id IS NOT NULL),
  constraint moves_quantity_check CHECK (quantity > 0)
);
create index moves_by_ref on inventory.moves using btree (ref) WHERE (ref IS NOT NULL);
create index moves_by_serial on inventory.moves using gin (serials) WHERE (cardinality(serials) > 0);
create index moves_in on inventory.moves using btree (to_node_id, moved_at DESC, id DESC);
create index moves_of_sku on inventory.moves using btree (sku_id, moved_at DESC, id DESC);
create index moves_out on inventory.moves using btree (from_node_id, moved_at DESC, id DESC);

create table inventory.nodes (
  id text not null,
  kind text not null,
  name jsonb not null,
  organization_id text not null,
  partner_id text,
  region_code text,
  address jsonb not null default '{}'::jsonb,
  longitude double precision,
  latitude double precision,
  opening_hours text,
  cut_off text,
  capacity_per_day integer,
  closed_at timestamp with time zone,
  changed_at timestamp with time zone not null,
  closing_at timestamp with time zone,
  closing_reason text,
  closed_weekdays smallint[] not null default '{}'::smallint[],
  constraint nodes_pkey PRIMARY KEY (id),
  constraint nodes_capacity_per_day_check CHECK (capacity_per_day >= 0),
  constraint nodes_cut_off_check CHECK (cut_off ~ '^\d\d:\d\d$'::text),
  constraint nodes_kind_check CHECK (kind = ANY (ARRAY['central_warehouse'::text, 'regional_warehouse'::text, 'store'::text, 'dealer'::text, 'third_party'::text, 'merchant'::text, 'supplier'::text, 'in_transit'::text, 'service_van'::text, 'defective'::text]))
);

create table inventory.policies (
  sku_id text not null,
  channel_id text not null default ''::text,
  policy text not null,
  node_id text,
  cap bigint not null default 0,
  changed_at timestamp with time zone not null,
  constraint policies_pkey PRIMARY KEY (sku_id, channel_id),
  constraint policies_cap_check CHECK (cap >= 0),
  constraint policies_check CHECK (policy = 'positive'::text OR node_id IS NOT NULL),
  constraint policies_policy_check CHECK (policy = ANY (ARRAY['positive'::text, 'zero'::text, 'negative'::text]))
);

create table inventory.policy_windows (
  id uuid not null,
  sku_id text not null,
  channel_id text not null default ''::text,
  policy text not null,
  node_id text,
  cap bigint not null default 0,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  state text not null default 'waiting'::text,
  before jsonb,
  due_at timestamp with time zone,
  changed_at timestamp with time zone not null,
  constraint policy_windows_pkey PRIMARY KEY (id),
  constraint policy_windows_cap_check CHECK (cap >= 0),
  constraint policy_windows_check CHECK (ends_at > starts_at),
  constraint policy_windows_check1 CHECK (policy = 'positive'::text OR node_id IS NOT NULL),
  constraint policy_windows_policy_check CHECK (policy = ANY (ARRAY['positive'::text, 'zero'::text, 'negative'::text])),
  constraint policy_windows_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'running'::text, 'over'::text, 'refused'::text]))
);
create index policy_windows_due on inventory.policy_windows using btree (due_at) WHERE (due_at IS NOT NULL);
create index policy_windows_of_sku on inventory.policy_windows using btree (sku_id, starts_at DESC);

create table inventory.sellable (
  channel_id text not null,
  sku_id text not null,
  sellable bigint not null,
  changed_at timestamp with time zone not null,
  constraint sellable_pkey PRIMARY KEY (channel_id, sku_id)
) with (fillfactor=80);

create table inventory.sellable_seen (
  one boolean not null default true,
  through_tx_id xid8 not null,
  constraint sellable_seen_pkey PRIMARY KEY (one),
  constraint sellable_seen_one_check CHECK (one)
);

create table inventory.serials (
  sku_id text not null,
  serial_no text not null,
  state text not null,
  node_id text,
  condition text,
  lot_no text,
  ref text not null,
  changed_at timestamp with time zone not null,
  constraint serials_pkey PRIMARY KEY (sku_id, serial_no),
  constraint serials_check CHECK ((state = 'in_stock'::text) = (node_id IS NOT NULL)),
  constraint serials_serial_no_check CHECK (serial_no ~ '^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$'::text),
  constraint serials_state_check CHECK (state = ANY (ARRAY['in_stock'::text, 'sold'::text, 'gone'::text]))
);
create index serials_by_number on inventory.serials using btree (serial_no);
create index serials_by_place on inventory.serials using btree (node_id, sku_id) WHERE (state = 'in_stock'::text);

create table inventory.shares (
  id uuid not null,
  channel_id text not null,
  node_id text not null,
  sku_id text not null,
  kind text not null,
  quantity bigint,
  percentage_bp integer,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone,
  changed_at timestamp with time zone not null,
  granted bigint not null default 0,
  ended_at timestamp with time zone,
  constraint shares_pkey PRIMARY KEY (id),
  constraint shares_check CHECK ((kind = 'fixed'::text) = (quantity IS NOT NULL) AND (kind = 'percentage'::text) = (percentage_bp IS NOT NULL)),
  constraint shares_check1 CHECK (ends_at IS NULL OR ends_at > starts_at),
  constraint shares_granted_check CHECK (granted >= 0),
  constraint shares_kind_check CHECK (kind = ANY (ARRAY['fixed'::text, 'percentage'::text])),
  constraint shares_percentage_bp_check CHECK (percentage_bp >= 0 AND percentage_bp <= 10000),
  constraint shares_quantity_check CHECK (quantity >= 0)
);
create index shares_by_channel on inventory.shares using btree (channel_id, sku_id);
create index shares_by_place on inventory.shares using btree (node_id, sku_id);
create index shares_due on inventory.shares using btree (COALESCE(ends_at, 'infinity'::timestamp with time zone)) WHERE (ended_at IS NULL);

create table inventory.sharing (
  channel_id text not null,
  node_id text not null,
  rank smallint not null,
  only_share boolean not null default false,
  constraint sharing_pkey PRIMARY KEY (channel_id, node_id)
);

create table inventory.told (
  node_id text not null,
  sku_id text not null,
  partner_id text not null,
  as_of timestamp with time zone not null,
  quantity bigint not null,
  told_at timestamp with time zone not null,
  constraint told_pkey PRIMARY KEY (node_id, sku_id),
  constraint told_quantity_check CHECK (quantity >= 0),
  constraint told_node_id_fkey FOREIGN KEY (node_id) REFERENCES inventory.nodes(id)
);

create table inventory.transfers (
  id uuid not null,
  from_node_id text not null,
  to_node_id text not null,
  note text,
  state text not null default 'made'::text,
  digest text not null,
  by_name text not null,
  made_at timestamp with time zone not null,
  shipped_by text,
  shipped_at timestamp with time zone,
  received_by text,
  closed_at timestamp with time zone,
  constraint transfers_pkey PRIMARY KEY (id),
  constraint transfers_check CHECK (to_node_id <> from_node_id),
  constraint transfers_check1 CHECK ((state = ANY (ARRAY['received'::text, 'canceled'::text])) = (closed_at IS NOT NULL)),
  constraint transfers_state_check CHECK (state = ANY (ARRAY['made'::text, 'shipped'::text, 'received'::text, 'canceled'::text]))
);
create index transfers_by_time on inventory.transfers using btree (made_at DESC, id DESC);
create index transfers_open on inventory.transfers using btree (state, made_at DESC, id DESC) WHERE (state = ANY (ARRAY['made'::text, 'shipped'::text]));

create table inventory.transfer_lines (
  transfer_id uuid not null,
  line_no smallint not null,
  sku_id text not null,
  quantity bigint not null,
  shipped bigint not null default 0,
  received bigint not null default 0,
  damaged bigint not null default 0,
  over bigint not null default 0,
  lost bigint not null default 0,
  constraint transfer_lines_pkey PRIMARY KEY (transfer_id, line_no),
  constraint transfer_lines_check CHECK (shipped >= 0 AND shipped <= quantity),
  constraint transfer_lines_check1 CHECK ((received + damaged + lost - over) <= shipped),
  constraint transfer_lines_damaged_check CHECK (damaged >= 0),
  constraint transfer_lines_lost_check CHECK (lost >= 0),
  constraint transfer_lines_over_check CHECK (over >= 0),
  constraint transfer_lines_quantity_check CHECK (quantity > 0),
  constraint transfer_lines_received_check CHECK (received >= 0),
  constraint transfer_lines_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES inventory.transfers(id)
);

create table inventory.transfer_receipts (
  id uuid not null,
  transfer_id uuid not null,
  lines jsonb not null,
  closes boolean not null,
  by_name text not null,
  received_at timestamp with time zone not null,
  constraint transfer_receipts_pkey PRIMARY KEY (id),
  constraint transfer_receipts_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES inventory.transfers(id)
);
create index transfer_receipts_of on inventory.transfer_receipts using btree (transfer_id);

create table inventory.withholdings (
  node_id text not null,
  channel_id text not null,
  brand_id text not null,
  changed_at timestamp with time zone not null,
  constraint withholdings_pkey PRIMARY KEY (node_id, channel_id, brand_id)
);

-- ==================== purchasing ====================

create schema purchasing;

create table purchasing.suppliers (
  id text not null,
  organization_id text not null,
  name jsonb not null,
  contact_name text,
  contact_phone text,
  lead_days smallint not null default 7,
  currency text not null default 'CNY'::text,
  closed_at timestamp with time zone,
  changed_at timestamp with time zone not null,
  constraint suppliers_pkey PRIMARY KEY (id),
  constraint suppliers_currency_check CHECK (currency ~ '^[A-Z]{3}$'::text),
  constraint suppliers_id_check CHECK (id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text),
  constraint suppliers_lead_days_check CHECK (lead_days >= 0 AND lead_days <= 365)
);

create table purchasing.orders (
  id uuid not null,
  order_no text not null,
  supplier_id text not null,
  organization_id text not null,
  node_id text not null,
  currency text not null,
  state text not null default 'draft'::text,
  expected_on date,
  note text,
  digest text not null,
  by_name text not null,
  made_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  confirmed_at timestamp with time zone,
  closed_at timestamp with time zone,
  constraint orders_pkey PRIMARY KEY (id),
  constraint orders_check CHECK ((state = ANY (ARRAY['closed'::text, 'canceled'::text])) = (closed_at IS NOT NULL)),
  constraint orders_state_check CHECK (state = ANY (ARRAY['draft'::text, 'sent'::text, 'confirmed'::text, 'closed'::text, 'canceled'::text])),
  constraint orders_supplier_id_fkey FOREIGN KEY (supplier_id) REFERENCES purchasing.suppliers(id)
);
create index orders_by_number on purchasing.orders using btree (order_no);
create index orders_by_state on purchasing.orders using btree (state, made_at DESC, id DESC) WHERE (state = ANY (ARRAY['draft'::text, 'sent'::text, 'confirmed'::text]));
create index orders_by_time on purchasing.orders using btree (made_at DESC, id DESC);
create index orders_of_supplier on purchasing.orders using btree (supplier_id, made_at DESC);

create table purchasing.lines (
  order_id uuid not null,
  line_no smallint not null,
  sku_id text not null,
  quantity bigint not null,
  unit_minor bigint not null,
  confirmed bigint,
  received bigint not null default 0,
  damaged bigint not null default 0,
  returned bigint not null default 0,
  state text not null default 'draft'::text,
  constraint lines_pkey PRIMARY KEY (order_id, line_no),
  constraint lines_check CHECK (confirmed >= 0 AND confirmed <= quantity),
  constraint lines_check1 CHECK (returned >= 0 AND returned <= (received + damaged)),
  constraint lines_damaged_check CHECK (damaged >= 0),
  constraint lines_quantity_check CHECK (quantity > 0),
  constraint lines_received_check CHECK (received >= 0),
  constraint lines_state_check CHECK (state = ANY (ARRAY['draft'::text, 'sent'::text, 'confirmed'::text, 'partly_received'::text, 'received'::text, 'short'::text, 'canceled'::text])),
  constraint lines_unit_minor_check CHECK (unit_minor >= 0),
  constraint lines_order_id_fkey FOREIGN KEY (order_id) REFERENCES purchasing.orders(id)
);
create index lines_of_sku on purchasing.lines using btree (sku_id);

create table purchasing.receipts (
  id uuid not null,
  order_id uuid not null,
  delivery_no text,
  lines jsonb not null,
  closes boolean not null,
  by_name text not null,
  received_at timestamp with time zone not null,
  constraint receipts_pkey PRIMARY KEY (id),
  constraint receipts_order_id_fkey FOREIGN KEY (order_id) REFERENCES purchasing.orders(id)
);
create index receipts_of on purchasing.receipts using btree (order_id, received_at);

create table purchasing.returns (
  id uuid not null,
  order_id uuid not null,
  lines jsonb not null,
  reason text not null,
  by_name text not null,
  returned_at timestamp with time zone not null,
  constraint returns_pkey PRIMARY KEY (id),
  constraint returns_order_id_fkey FOREIGN KEY (order_id) REFERENCES purchasing.orders(id)
);
create index returns_of on purchasing.returns using btree (order_id, returned_at);

-- ==================== payments ====================

create schema payments;

create table payments.payments (
  id uuid not null,
  order_id uuid not null,
  method text not null,
  direction text not null,
  amount_minor bigint not null,
  currency text not null,
  counter_account text not null,
  transaction_key text not null,
  happened_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  constraint payments_pkey PRIMARY KEY (order_id, id),
  constraint payments_amount_minor_check CHECK (amount_minor > 0),
  constraint payments_direction_check CHECK (direction = ANY (ARRAY['in'::text, 'out'::text])),
  constraint payments_method_check CHECK (method = ANY (ARRAY['wallet'::text, 'card'::text, 'outlet'::text, 'channel'::text, 'opening'::text, 'credit'::text, 'carrier'::text]))
);

-- ==================== orders ====================

create schema orders;

create table orders.abnormals (
  abnormal_id uuid not null,
  order_id uuid,
  channel_id text not null,
  external_no text,
  organization_id text not null,
  reason text not null,
  owner text not null,
  detail text,
  assigned_to text,
  release_at timestamp with time zone,
  urgent boolean not null default false,
  rule_id text,
  rule_version integer,
  status text not null default 'open'::text,
  opened_at timestamp with time zone not null,
  opened_by text not null,
  closed_at timestamp with time zone,
  closed_by text,
  closed_how text,
  note text,
  part_no smallint,
  constraint abnormals_pkey PRIMARY KEY (abnormal_id),
  constraint abnormals_check CHECK ((status = 'closed'::text) = (closed_at IS NOT NULL AND closed_how IS NOT NULL)),
  constraint abnormals_check1 CHECK (order_id IS NOT NULL OR external_no IS NOT NULL),
  constraint abnormals_closed_how_check CHECK (closed_how = ANY (ARRAY['passed'::text, 'forced'::text, 'timed'::text, 'rules'::text, 'told'::text, 'left'::text])),
  constraint abnormals_owner_check CHECK (owner = ANY (ARRAY['service'::text, 'finance'::text, 'risk'::text, 'stock'::text, 'product'::text])),
  constraint abnormals_status_check CHECK (status = ANY (ARRAY['open'::text, 'closed'::text]))
);
create index abnormals_of_order on orders.abnormals using btree (order_id, opened_at) WHERE (order_id IS NOT NULL);
create index abnormals_open on orders.abnormals using btree (opened_at DESC, abnormal_id DESC) WHERE (status = 'open'::text);
create index abnormals_open_of_intake on orders.abnormals using btree (channel_id, external_no) WHERE ((status = 'open'::text) AND (order_id IS NULL));
create index abnormals_release on orders.abnormals using btree (release_at) WHERE ((status = 'open'::text) AND (release_at IS NOT NULL));

create table orders.address_changes (
  order_id uuid not null,
  change_id uuid not null,
  was jsonb not null,
  became jsonb not null,
  by text not null,
  reason text,
  changed_at timestamp with time zone not null,
  constraint address_changes_pkey PRIMARY KEY (order_id, change_id)
);

create table orders.address_corrections (
  organization_id text not null,
  words_key text not null,
  region_code text not null,
  street text not null,
  corrected_by text not null,
  corrected_at timestamp with time zone not null,
  used integer not null default 0,
  used_at timestamp with time zone,
  constraint address_corrections_pkey PRIMARY KEY (organization_id, words_key),
  constraint address_corrections_region_code_check CHECK (region_code ~ '^[0-9]{6}$'::text)
);
create index address_corrections_by_time on orders.address_corrections using btree (organization_id, corrected_at DESC, words_key DESC);

create table orders.black_list (
  kind text not null,
  value text not null,
  why text not null,
  added_at timestamp with time zone not null,
  added_by text not null,
  constraint black_list_pkey PRIMARY KEY (kind, value),
  constraint black_list_kind_check CHECK (kind = ANY (ARRAY['phone'::text, 'name'::text, 'address'::text]))
);

create table orders.bureau_days (
  bureau_id text not null,
  duty text not null,
  day date not null,
  taken integer not null,
  constraint bureau_days_pkey PRIMARY KEY (bureau_id, duty, day),
  constraint bureau_days_taken_check CHECK (taken >= 0)
);

create table orders.bureau_rules (
  rule_id text not null,
  version integer not null,
  name jsonb not null,
  enabled boolean not null,
  "position" integer not null,
  duty text not null,
  brand_ids text[] not null,
  category_ids text[] not null,
  sku_ids text[] not null,
  channel_ids text[] not null,
  region_codes text[] not null,
  bureau_ids text[] not null,
  saved_at timestamp with time zone not null,
  saved_by text not null,
  waits boolean not null default false,
  constraint bureau_rules_pkey PRIMARY KEY (rule_id, version),
  constraint bureau_rules_duty_check CHECK (duty = ANY (ARRAY['acceptance'::text, 'processing'::text, 'delivery'::text])),
  constraint bureau_rules_rule_id_check CHECK (rule_id ~ '^[a-z][a-z0-9_]{1,39}$'::text),
  constraint bureau_rules_version_check CHECK (version > 0)
);

create table orders.bureaus (
  bureau_id text not null,
  version integer not null,
  duties text[] not null,
  region_codes text[] not null,
  orders_per_day integer,
  answer_hours numeric(6,2) not null,
  open boolean not null,
  saved_at timestamp with time zone not null,
  saved_by text not null,
  constraint bureaus_pkey PRIMARY KEY (bureau_id),
  constraint bureaus_answer_hours_check CHECK (answer_hours > 0::numeric),
  constraint bureaus_duties_check CHECK (duties <@ ARRAY['acceptance'::text, 'processing'::text, 'delivery'::text] AND cardinality(duties) > 0),
  constraint bureaus_orders_per_day_check CHECK (orders_per_day > 0),
  constraint bureaus_version_check CHECK (version > 0)
);

create table orders.carts (
  owner uuid not null,
  sku_id text not null,
  quantity integer not null,
  added_at timestamp with time zone not null,
  configuration_id uuid,
  later boolean not null default false,
  constraint carts_pkey PRIMARY KEY (owner, sku_id),
  constraint carts_quantity_check CHECK (quantity >= 1 AND quantity <= 999)
);

create table orders.configured_lines (
  order_id uuid not null,
  line_no smallint not null,
  configuration_id uuid not null,
  words jsonb not null,
  lead_days integer not null,
  constraint configured_lines_pkey PRIMARY KEY (order_id, line_no),
  constraint configured_lines_lead_days_check CHECK (lead_days >= 0)
);

create table orders.counts (
  organization_id text not null,
  channel_id text not null,
  state text not null,
  slot smallint not null,
  orders bigint not null,
  constraint counts_pkey PRIMARY KEY (organization_id, channel_id, state, slot)
) with (fillfactor=50, autovacuum_vacuum_scale_factor=0.1, autovacuum_vacuum_cost_delay=0);

create table orders.discounts (
  order_id uuid not null,
  line_no smallint not null,
  kind text not null,
  source_id text not null,
  amount_minor bigint not null,
  points bigint not null default 0,
  constraint discounts_pkey PRIMARY KEY (order_id, line_no, kind, source_id),
  constraint discounts_amount_minor_check CHECK (amount_minor > 0),
  constraint discounts_kind_check CHECK (kind = ANY (ARRAY['points'::text, 'member_price'::text, 'bundle'::text, 'subsidy'::text])),
  constraint discounts_points_check CHECK (points >= 0)
);

create table orders.entries (
  order_id uuid not null,
  group_no smallint not null,
  entry_no smallint not null,
  state text not null,
  happened_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  by text not null,
  reason text,
  constraint entries_pkey PRIMARY KEY (order_id, group_no, entry_no)
);

create table orders.errands (
  errand_id uuid not null,
  order_id uuid not null,
  duty text not null,
  organization_id text not null,
  bureau_id text,
  status text not null,
  rule_id text,
  rule_version integer,
  passed_over jsonb not null,
  assigned_at timestamp with time zone not null,
  assigned_by text not null,
  taken_on date not null,
  answer_by timestamp with time zone,
  answered_at timestamp with time zone,
  answered_by text,
  return_reason text,
  return_note text,
  ended_at timestamp with time zone,
  waits boolean not null default false,
  part_no smallint not null default 0,
  constraint errands_pkey PRIMARY KEY (errand_id),
  constraint errands_check CHECK ((rule_id IS NULL) = (rule_version IS NULL)),
  constraint errands_check1 CHECK ((status = 'unassigned'::text) <= (bureau_id IS NULL)),
  constraint errands_check2 CHECK ((status = 'returned'::text) <= (return_reason IS NOT NULL)),
  constraint errands_check3 CHECK ((status = ANY (ARRAY['done'::text, 'withdrawn'::text, 'replaced'::text])) = (ended_at IS NOT NULL)),
  constraint errands_duty_check CHECK (duty = ANY (ARRAY['acceptance'::text, 'processing'::text, 'delivery'::text])),
  constraint errands_status_check CHECK (status = ANY (ARRAY['waiting'::text, 'accepted'::text, 'returned'::text, 'unassigned'::text, 'done'::text, 'withdrawn'::text, 'replaced'::text]))
);
create index errands_back on orders.errands using btree (organization_id, assigned_at, errand_id) WHERE (status = ANY (ARRAY['returned'::text, 'unassigned'::text]));
create unique index errands_now on orders.errands using btree (order_id, part_no, duty) WHERE (status = ANY (ARRAY['waiting'::text, 'accepted'::text, 'returned'::text, 'unassigned'::text]));
create index errands_of_bureau on orders.errands using btree (bureau_id, status, assigned_at, errand_id);
create index errands_of_order on orders.errands using btree (order_id, assigned_at);

create table orders.external_numbers (
  channel_id text not null,
  external_no text not null,
  order_id uuid not null,
  constraint external_numbers_pkey PRIMARY KEY (channel_id, external_no)
);
create index external_numbers_alone on orders.external_numbers using btree (external_no);

create table orders.invoice_wishes (
  order_id uuid not null,
  kind text not null,
  title text not null,
  tax_no text,
  email text,
  asked_at timestamp with time zone not null,
  constraint invoice_wishes_pkey PRIMARY KEY (order_id),
  constraint invoice_wishes_check CHECK (kind = 'person'::text OR tax_no IS NOT NULL),
  constraint invoice_wishes_kind_check CHECK (kind = ANY (ARRAY['person'::text, 'company'::text]))
);

create table orders.line_refunds (
  order_id uuid not null,
  refund_id uuid not null,
  line_no smallint not null,
  sku_id text,
  title jsonb not null,
  quantity integer not null,
  amount_minor bigint not null,
  freight_minor bigint not null,
  points integer not null,
  group_no smallint,
  reason text not null,
  refunded_by text not null,
  refunded_at timestamp with time zone not null,
  subsidy_minor bigint not null default 0,
  constraint line_refunds_pkey PRIMARY KEY (order_id, refund_id, line_no),
  constraint line_refunds_amount_minor_check CHECK (amount_minor >= 0),
  constraint line_refunds_check CHECK (subsidy_minor >= 0 AND subsidy_minor <= amount_minor),
  constraint line_refunds_freight_minor_check CHECK (freight_minor >= 0),
  constraint line_refunds_points_check CHECK (points >= 0),
  constraint line_refunds_quantity_check CHECK (quantity >= 0)
);

create table orders.lines (
  order_id uuid not null,
  line_no smallint not null,
  group_no smallint not null,
  sku_id text,
  title jsonb not null,
  quantity integer not null,
  unit_minor bigint not null,
  amount_minor bigint not null,
  freight_minor bigint not null default 0,
  stock_from text,
  node_id text,
  shipped integer not null default 0,
  split_from smallint,
  apart_no smallint not null default 0,
  part_no smallint not null default 0,
  constraint lines_pkey PRIMARY KEY (order_id, line_no),
  constraint lines_amount_minor_check CHECK (amount_minor >= 0),
  constraint lines_check CHECK (shipped >= 0 AND shipped <= quantity),
  constraint lines_freight_minor_check CHECK (freight_minor >= 0),
  constraint lines_quantity_check CHECK (quantity > 0),
  constraint lines_stock_from_check CHECK ((stock_from = ANY (ARRAY['node'::text, 'supplier'::text, 'presale'::text, 'service'::text])) OR stock_from ~ '^channel:[A-Za-z0-9._-]+$'::text),
  constraint lines_unit_minor_check CHECK (unit_minor >= 0)
);
create index lines_by_sku on orders.lines using btree (sku_id, order_id) WHERE (sku_id IS NOT NULL);
create index lines_services on orders.lines using btree (order_id, group_no) WHERE (stock_from = 'service'::text);
create index lines_waiting on orders.lines using btree (sku_id, order_id) WHERE (stock_from = 'presale'::text);

create table orders.marks (
  order_id uuid not null,
  kind text not null,
  value text not null,
  rule_id text,
  rule_version integer,
  marked_at timestamp with time zone not null,
  marked_by text not null,
  constraint marks_pkey PRIMARY KEY (order_id, kind, value),
  constraint marks_kind_check CHECK (kind = ANY (ARRAY['mark'::text, 'assignee'::text]))
);

create table orders.merge_hints (
  hint_id uuid not null,
  order_id uuid not null,
  organization_id text not null,
  hinted_at timestamp with time zone not null,
  dismissed_at timestamp with time zone,
  dismissed_by text,
  constraint merge_hints_pkey PRIMARY KEY (hint_id, order_id)
);
create index merge_hints_of_order on orders.merge_hints using btree (order_id);

create table orders.merge_rules (
  version integer not null,
  enabled boolean not null,
  across_channels boolean not null,
  within_hours integer not null,
  most_orders integer not null,
  saved_at timestamp with time zone not null,
  saved_by text not null,
  constraint merge_rules_pkey PRIMARY KEY (version),
  constraint merge_rules_most_orders_check CHECK (most_orders >= 2 AND most_orders <= 20),
  constraint merge_rules_within_hours_check CHECK (within_hours >= 1 AND within_hours <= 720)
);

create table orders.merged (
  order_id uuid not null,
  merge_id uuid not null,
  rule_version integer,
  merged_by text not null,
  merged_at timestamp with time zone not null,
  left_by text,
  left_at timestamp with time zone,
  left_why text,
  constraint merged_pkey PRIMARY KEY (order_id, merge_id),
  constraint merged_check CHECK ((left_at IS NULL) = (left_by IS NULL))
);
create unique index merged_now on orders.merged using btree (order_id) WHERE (left_at IS NULL);
create index merged_together on orders.merged using btree (merge_id);

create table orders.notes (
  order_id uuid not null,
  gift_message text,
  gift_from text,
  hides_prices boolean not null,
  seller_note text,
  saved_at timestamp with time zone not null,
  saved_by text not null,
  constraint notes_pkey PRIMARY KEY (order_id)
);

create table orders.orders (
  id uuid not null,
  order_no text not null,
  channel_id text not null,
  external_no text,
  organization_id text not null,
  member_id uuid,
  visitor_id uuid,
  buyer_name text not null,
  buyer_phone text,
  address jsonb not null,
  currency text not null,
  goods_minor bigint not null,
  discount_minor bigint not null default 0,
  freight_minor bigint not null,
  total_minor bigint not null,
  payment_term text not null,
  outlet_id text,
  buyer_message text,
  history boolean not null default false,
  digest text not null,
  placed_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  constraint orders_pkey PRIMARY KEY (id),
  constraint orders_check CHECK (total_minor = (goods_minor - discount_minor + freight_minor)),
  constraint orders_discount_minor_check CHECK (discount_minor >= 0),
  constraint orders_freight_minor_check CHECK (freight_minor >= 0),
  constraint orders_goods_minor_check CHECK (goods_minor >= 0),
  constraint orders_payment_term_check CHECK (payment_term = ANY (ARRAY['wallet'::text, 'pay_at_outlet'::text, 'channel'::text, 'credit'::text, 'cash_on_delivery'::text]))
);
create index orders_by_number on orders.orders using btree (order_no);
create index orders_by_phone_newest on orders.orders using btree (buyer_phone, placed_at DESC) WHERE (buyer_phone IS NOT NULL);
create index orders_by_time on orders.orders using btree (organization_id, placed_at DESC, id DESC);
create index orders_of_member on orders.orders using btree (member_id, placed_at DESC, id DESC) WHERE (member_id IS NOT NULL);
create index orders_of_visitor on orders.orders using btree (visitor_id) WHERE ((visitor_id IS NOT NULL) AND (member_id IS NULL));

create table orders.platform_refunds (
  order_id uuid not null,
  refund_id uuid not null,
  organization_id text not null,
  amount_minor bigint not null,
  owed_at timestamp with time zone not null,
  told_at timestamp with time zone,
  told_by text,
  subsidy_minor bigint not null default 0,
  constraint platform_refunds_pkey PRIMARY KEY (order_id, refund_id),
  constraint platform_refunds_amount_minor_check CHECK (amount_minor > 0),
  constraint platform_refunds_check CHECK (subsidy_minor >= 0 AND subsidy_minor <= amount_minor)
);
create index platform_refunds_open on orders.platform_refunds using btree (organization_id, owed_at, order_id, refund_id) WHERE (told_at IS NULL);
create index platform_refunds_told on orders.platform_refunds using btree (organization_id, owed_at, order_id, refund_id) WHERE (told_at IS NOT NULL);

create table orders.price_floors (
  sku_id text not null,
  channel_id text not null,
  floor_minor bigint not null,
  saved_at timestamp with time zone not null,
  saved_by text not null,
  constraint price_floors_pkey PRIMARY KEY (sku_id, channel_id),
  constraint price_floors_floor_minor_check CHECK (floor_minor > 0)
);

create table orders.review_rules (
  rule_id text not null,
  version integer not null,
  name jsonb not null,
  enabled boolean not null,
  "position" integer not null,
  conditions jsonb not null,
  action text not null,
  reason text,
  hold_hours numeric(8,2),
  urgent boolean not null default false,
  value text,
  saved_at timestamp with time zone not null,
  saved_by text not null,
  constraint review_rules_pkey PRIMARY KEY (rule_id, version),
  constraint review_rules_action_check CHECK (action = ANY (ARRAY['approve'::text, 'hold'::text, 'mark'::text, 'assign'::text])),
  constraint review_rules_check CHECK ((action = 'hold'::text) = (reason IS NOT NULL)),
  constraint review_rules_check1 CHECK ((action = ANY (ARRAY['mark'::text, 'assign'::text])) = (value IS NOT NULL)),
  constraint review_rules_conditions_check CHECK (jsonb_typeof(conditions) = 'array'::text),
  constraint review_rules_hold_hours_check CHECK (hold_hours > 0::numeric),
  constraint review_rules_rule_id_check CHECK (rule_id ~ '^[a-z][a-z0-9_]{1,39}$'::text),
  constraint review_rules_version_check CHECK (version > 0)
);

create table orders.split_rules (
  version integer not null,
  enabled boolean not null,
  most_grams integer,
  apart_category_ids text[] not null,
  node_ids text[] not null,
  channel_ids text[] not null,
  saved_at timestamp with time zone not null,
  saved_by text not null,
  constraint split_rules_pkey PRIMARY KEY (version),
  constraint split_rules_most_grams_check CHECK (most_grams >= 100 AND most_grams <= 10000000)
);

create table orders.splits (
  order_id uuid not null,
  split_id uuid not null,
  how text not null,
  apart_nos smallint[] not null,
  from_apart_no smallint not null,
  split_by text not null,
  split_at timestamp with time zone not null,
  undone_by text,
  undone_at timestamp with time zone,
  rule_version integer,
  constraint splits_pkey PRIMARY KEY (order_id, split_id),
  constraint splits_how_check CHECK (how = ANY (ARRAY['hand'::text, 'weight'::text, 'refund'::text, 'substitute'::text, 'rule'::text, 'bureau'::text]))
);

create table orders.stages (
  order_id uuid not null,
  group_no smallint not null,
  state text not null,
  organization_id text not null,
  channel_id text not null,
  placed_at timestamp with time zone not null,
  due_at timestamp with time zone,
  entry_no smallint not null,
  entered_at timestamp with time zone not null,
  constraint stages_pkey PRIMARY KEY (order_id, group_no),
  constraint stages_state_check CHECK (state = ANY (ARRAY['placed'::text, 'held'::text, 'approved'::text, 'allocated'::text, 'released'::text, 'shipped'::text, 'delivered'::text, 'completed'::text, 'canceled'::text, 'closed'::text]))
) with (fillfactor=80, autovacuum_vacuum_scale_factor=0.01, autovacuum_vacuum_threshold=1000, autovacuum_vacuum_cost_delay=0);
create index stages_by_state on orders.stages using btree (organization_id, state, placed_at DESC, order_id DESC);
create index stages_due on orders.stages using btree (state, due_at, order_id) WHERE (due_at IS NOT NULL);

create table orders.substitutions (
  order_id uuid not null,
  substitution_id uuid not null,
  line_no smallint not null,
  was_sku_id text not null,
  was_title jsonb not null,
  was_unit_minor bigint not null,
  sku_id text not null,
  title jsonb not null,
  quantity integer not null,
  listed_minor bigint not null,
  refunded_minor bigint not null,
  consent_by text not null,
  consent text not null,
  substituted_by text not null,
  substituted_at timestamp with time zone not null,
  constraint substitutions_pkey PRIMARY KEY (order_id, substitution_id),
  constraint substitutions_consent_by_check CHECK (consent_by = ANY (ARRAY['phone'::text, 'chat'::text, 'message'::text, 'counter'::text])),
  constraint substitutions_listed_minor_check CHECK (listed_minor >= 0),
  constraint substitutions_quantity_check CHECK (quantity > 0),
  constraint substitutions_refunded_minor_check CHECK (refunded_minor >= 0)
);

create table orders.time_limits (
  channel_id text not null,
  state text not null,
  hours numeric(8,2) not null,
  saved_at timestamp with time zone not null,
  saved_by text not null,
  constraint time_limits_pkey PRIMARY KEY (channel_id, state),
  constraint time_limits_hours_check CHECK (hours > 0::numeric),
  constraint time_limits_state_check CHECK (state = ANY (ARRAY['placed'::text, 'held'::text, 'approved'::text, 'allocated'::text, 'released'::text, 'shipped'::text]))
);

-- ==================== buyers ====================

create schema buyers;

create table buyers.buyers (
  buyer_id uuid not null,
  kind text not null,
  name text not null,
  tax_no text not null,
  email text,
  organization_id text not null,
  currency text not null,
  credit_limit_minor bigint not null default 0,
  due_days smallint not null,
  suspended_reason text,
  saved_by text not null,
  saved_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  constraint buyers_pkey PRIMARY KEY (buyer_id),
  constraint buyers_credit_limit_minor_check CHECK (credit_limit_minor >= 0),
  constraint buyers_currency_check CHECK (currency ~ '^[A-Z]{3}$'::text),
  constraint buyers_due_days_check CHECK (due_days >= 0 AND due_days <= 180),
  constraint buyers_kind_check CHECK (kind = ANY (ARRAY['business'::text, 'government'::text])),
  constraint buyers_tax_no_check CHECK (tax_no ~ '^[0-9A-HJ-NP-RT-UW-Y]{18}$'::text)
);
create index buyers_by_organization on buyers.buyers using btree (organization_id, created_at DESC, buyer_id DESC);
create unique index buyers_by_tax_no on buyers.buyers using btree (tax_no);

create table buyers.catalog (
  buyer_id uuid not null,
  kind text not null,
  ref text not null,
  constraint catalog_pkey PRIMARY KEY (buyer_id, kind, ref),
  constraint catalog_kind_check CHECK (kind = ANY (ARRAY['category'::text, 'product'::text])),
  constraint catalog_buyer_id_fkey FOREIGN KEY (buyer_id) REFERENCES buyers.buyers(buyer_id)
);

create table buyers.people (
  member_id uuid not null,
  buyer_id uuid not null,
  name text not null,
  roles text[] not null,
  limit_minor bigint,
  state text not null,
  invited_by text not null,
  invited_at timestamp with time zone not null,
  answered_at timestamp with time zone,
  constraint people_pkey PRIMARY KEY (member_id, buyer_id),
  constraint people_limit_minor_check CHECK (limit_minor >= 0),
  constraint people_roles_check CHECK (cardinality(roles) > 0 AND roles <@ ARRAY['requester'::text, 'approver'::text, 'manager'::text]),
  constraint people_state_check CHECK (state = ANY (ARRAY['invited'::text, 'active'::text, 'left'::text])),
  constraint people_buyer_id_fkey FOREIGN KEY (buyer_id) REFERENCES buyers.buyers(buyer_id)
);
create index people_of_buyer on buyers.people using btree (buyer_id, state, name);
create unique index people_one_active on buyers.people using btree (member_id) WHERE (state = 'active'::text);

create table buyers.purchases (
  buyer_id uuid not null,
  purchase_id uuid not null,
  requester_id uuid not null,
  requester_name text not null,
  state text not null,
  wish jsonb not null,
  reason text,
  total_minor bigint not null,
  currency text not null,
  order_no text,
  asked_at timestamp with time zone not null,
  decided_by text,
  decided_at timestamp with time zone,
  decision_reason text,
  constraint purchases_pkey PRIMARY KEY (buyer_id, purchase_id),
  constraint purchases_check CHECK ((state = 'waiting'::text) = (decided_at IS NULL)),
  constraint purchases_check1 CHECK ((state = 'ordered'::text) = (order_no IS NOT NULL)),
  constraint purchases_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'ordered'::text, 'refused'::text, 'withdrawn'::text])),
  constraint purchases_total_minor_check CHECK (total_minor >= 0)
);
create index purchases_by_id on buyers.purchases using btree (purchase_id);
create index purchases_by_state on buyers.purchases using btree (buyer_id, state, asked_at DESC, purchase_id DESC);
create index purchases_newest on buyers.purchases using btree (buyer_id, asked_at DESC, purchase_id DESC);
create index purchases_of_requester on buyers.purchases using btree (requester_id, asked_at DESC);

-- ==================== carriers ====================

create schema carriers;

create table carriers.accounts (
  account_id text not null,
  organization_id text not null,
  partner text not null,
  name text not null,
  endpoint text not null,
  settings jsonb not null,
  secrets_sealed text not null,
  active boolean not null,
  saved_at timestamp with time zone not null,
  constraint accounts_pkey PRIMARY KEY (account_id),
  constraint accounts_account_id_check CHECK (account_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text),
  constraint accounts_settings_check CHECK (jsonb_typeof(settings) = 'object'::text)
);

create table carriers.attempts (
  call_id uuid not null,
  attempt integer not null,
  tried_at timestamp with time zone not null,
  took_ms integer not null,
  outcome text not null,
  code text not null,
  detail text,
  constraint attempts_pkey PRIMARY KEY (call_id, attempt),
  constraint attempts_attempt_check CHECK (attempt > 0),
  constraint attempts_outcome_check CHECK (outcome = ANY (ARRAY['answered'::text, 'refused'::text, 'later'::text]))
);

create table carriers.bills (
  bill_id uuid not null,
  organization_id text not null,
  carrier_id text not null,
  currency text not null,
  period_from date not null,
  period_to date not null,
  name text not null,
  imported_by text not null,
  imported_at timestamp with time zone not null,
  constraint bills_pkey PRIMARY KEY (bill_id),
  constraint bills_check CHECK (period_to >= period_from)
);

create table carriers.bill_lines (
  bill_id uuid not null,
  line_no integer not null,
  waybill_no text not null,
  weight_grams integer,
  amount_minor bigint not null,
  parcel_id uuid,
  quoted_minor bigint,
  quoted_grams integer,
  difference_minor bigint not null,
  type text not null,
  resolution text,
  resolved_by text,
  resolved_at timestamp with time zone,
  constraint bill_lines_pkey PRIMARY KEY (bill_id, line_no),
  constraint bill_lines_line_no_check CHECK (line_no > 0),
  constraint bill_lines_bill_id_fkey FOREIGN KEY (bill_id) REFERENCES carriers.bills(bill_id)
);
create index bill_lines_by_number on carriers.bill_lines using btree (waybill_no);

create table carriers.calls (
  call_id uuid not null,
  kind text not null,
  account_id text not null,
  subject text not null,
  payload jsonb not null,
  state text not null,
  due_at timestamp with time zone not null,
  claimed_until timestamp with time zone,
  attempts integer not null default 0,
  reason text,
  asked_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint calls_pkey PRIMARY KEY (call_id),
  constraint calls_check CHECK (state <> 'dead'::text OR reason IS NOT NULL),
  constraint calls_check1 CHECK ((state = 'waiting'::text) = (ended_at IS NULL)),
  constraint calls_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'done'::text, 'dead'::text, 'withdrawn'::text]))
);
create index calls_by_subject on carriers.calls using btree (subject, kind);
create index calls_dead on carriers.calls using btree (ended_at DESC, call_id DESC) WHERE (state = 'dead'::text);
create index calls_due on carriers.calls using btree (due_at) WHERE (state = 'waiting'::text);

create table carriers.carriers (
  carrier_id text not null,
  name jsonb not null,
  codes jsonb not null default '{}'::jsonb,
  track_account_id text,
  label_form text not null,
  masks_recipient boolean not null,
  stalled_hours integer not null,
  active boolean not null,
  saved_at timestamp with time zone not null,
  constraint carriers_pkey PRIMARY KEY (carrier_id),
  constraint carriers_carrier_id_check CHECK (carrier_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text),
  constraint carriers_codes_check CHECK (jsonb_typeof(codes) = 'object'::text),
  constraint carriers_label_form_check CHECK (label_form = ANY (ARRAY['76x130'::text, '100x180'::text])),
  constraint carriers_stalled_hours_check CHECK (stalled_hours > 0)
);

create table carriers.custody_orders (
  custody_order_id uuid not null,
  organization_id text not null,
  node_id text not null,
  account_id text not null,
  order_no text not null,
  recipient jsonb not null,
  lines jsonb not null,
  carrier_id text,
  content_hash text not null,
  state text not null,
  reason text,
  partner_no text,
  parcels jsonb not null default '[]'::jsonb,
  asked_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  constraint custody_orders_pkey PRIMARY KEY (custody_order_id),
  constraint custody_orders_lines_check CHECK (jsonb_typeof(lines) = 'array'::text),
  constraint custody_orders_state_check CHECK (state = ANY (ARRAY['asked'::text, 'accepted'::text, 'refused'::text, 'shipped'::text, 'canceling'::text, 'canceled'::text]))
);
create index custody_orders_by_number on carriers.custody_orders using btree (order_no);
create index custody_orders_by_time on carriers.custody_orders using btree (organization_id, asked_at DESC, custody_order_id DESC);

create table carriers.custody_stock (
  node_id text not null,
  sku_id text not null,
  condition text not null,
  quantity bigint not null,
  told_at timestamp with time zone not null,
  constraint custody_stock_pkey PRIMARY KEY (node_id, sku_id, condition),
  constraint custody_stock_condition_check CHECK (condition = ANY (ARRAY['available'::text, 'defective'::text])),
  constraint custody_stock_quantity_check CHECK (quantity >= 0)
);

create table carriers.exceptions (
  carrier_id text not null,
  waybill_no text not null,
  kind text not null,
  organization_id text not null,
  parcel_id uuid not null,
  order_no text not null,
  happened_at timestamp with time zone not null,
  told text not null,
  raised_at timestamp with time zone not null,
  resolved_at timestamp with time zone,
  resolved_by text,
  resolution text,
  constraint exceptions_pkey PRIMARY KEY (carrier_id, waybill_no, kind),
  constraint exceptions_check CHECK ((resolved_at IS NULL) = (resolution IS NULL)),
  constraint exceptions_kind_check CHECK (kind = ANY (ARRAY['problem'::text, 'refused'::text, 'returned'::text, 'lost'::text, 'stalled'::text]))
);
create index exceptions_open on carriers.exceptions using btree (organization_id, raised_at DESC, waybill_no DESC, kind) WHERE (resolved_at IS NULL);

create table carriers.notices (
  notice_id uuid not null,
  organization_id text not null,
  node_id text not null,
  account_id text not null,
  source text not null,
  source_id uuid not null,
  notice_no text not null,
  expected_on date,
  lines jsonb not null,
  state text not null,
  reason text,
  partner_no text,
  asked_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  constraint notices_pkey PRIMARY KEY (notice_id),
  constraint notices_lines_check CHECK (jsonb_typeof(lines) = 'array'::text),
  constraint notices_source_check CHECK (source = ANY (ARRAY['purchase'::text, 'transfer'::text])),
  constraint notices_state_check CHECK (state = ANY (ARRAY['asked'::text, 'accepted'::text, 'refused'::text, 'partly_arrived'::text, 'arrived'::text, 'canceling'::text, 'canceled'::text]))
);
create index notices_by_source on carriers.notices using btree (source_id);
create index notices_by_time on carriers.notices using btree (organization_id, asked_at DESC, notice_id DESC);

create table carriers.numbers (
  carrier_id text not null,
  waybill_no text not null,
  service_id text,
  state text not null,
  parcel_id uuid,
  changed_at timestamp with time zone not null,
  constraint numbers_pkey PRIMARY KEY (carrier_id, waybill_no),
  constraint numbers_check CHECK ((state = 'free'::text) = (parcel_id IS NULL)),
  constraint numbers_state_check CHECK (state = ANY (ARRAY['free'::text, 'used'::text, 'canceled'::text])),
  constraint numbers_waybill_no_check CHECK (waybill_no ~ '^[A-Za-z0-9-]{6,40}$'::text)
);
create index numbers_by_parcel on carriers.numbers using btree (parcel_id) WHERE (parcel_id IS NOT NULL);
create index numbers_free on carriers.numbers using btree (carrier_id, service_id, waybill_no) WHERE (state = 'free'::text);

create table carriers.pickups (
  pickup_id uuid not null,
  organization_id text not null,
  account_id text not null,
  carrier_id text not null,
  node_id text,
  sender jsonb not null,
  wanted_from timestamp with time zone not null,
  wanted_until timestamp with time zone not null,
  parcel_count integer not null,
  weight_grams integer not null,
  note text,
  state text not null,
  reason text,
  partner_no text,
  courier jsonb,
  asked_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  constraint pickups_pkey PRIMARY KEY (pickup_id),
  constraint pickups_check CHECK (wanted_until > wanted_from),
  constraint pickups_parcel_count_check CHECK (parcel_count > 0),
  constraint pickups_state_check CHECK (state = ANY (ARRAY['asked'::text, 'placed'::text, 'accepted'::text, 'collecting'::text, 'picked_up'::text, 'failed'::text, 'canceling'::text, 'canceled'::text])),
  constraint pickups_weight_grams_check CHECK (weight_grams > 0)
);
create index pickups_by_time on carriers.pickups using btree (organization_id, asked_at DESC, pickup_id DESC);

create table carriers.prints (
  print_id uuid not null,
  format text not null,
  parcel_ids uuid[] not null,
  again_count integer not null,
  printed_by text not null,
  asked_at timestamp with time zone not null,
  state text not null,
  state_at timestamp with time zone not null,
  constraint prints_pkey PRIMARY KEY (print_id),
  constraint prints_again_count_check CHECK (again_count >= 0),
  constraint prints_format_check CHECK (format = ANY (ARRAY['pdf'::text, 'html'::text])),
  constraint prints_parcel_ids_check CHECK (cardinality(parcel_ids) >= 1 AND cardinality(parcel_ids) <= 500),
  constraint prints_state_check CHECK (state = ANY (ARRAY['rendered'::text, 'printing'::text, 'printed'::text, 'paper_out'::text, 'failed'::text]))
);
create index prints_by_time on carriers.prints using btree (asked_at DESC, print_id DESC);

create table carriers.reach (
  carrier_id text not null,
  region text not null,
  served boolean not null,
  note text,
  saved_at timestamp with time zone not null,
  collects boolean not null default true,
  constraint reach_pkey PRIMARY KEY (carrier_id, region),
  constraint reach_region_check CHECK (region ~ '^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})?$'::text),
  constraint reach_carrier_id_fkey FOREIGN KEY (carrier_id) REFERENCES carriers.carriers(carrier_id)
);

create table carriers.receipts (
  notice_id uuid not null,
  receipt_no text not null,
  told_at timestamp with time zone not null,
  final boolean not null,
  lines jsonb not null,
  state text not null,
  reason text,
  heard_at timestamp with time zone not null,
  constraint receipts_pkey PRIMARY KEY (notice_id, receipt_no),
  constraint receipts_lines_check CHECK (jsonb_typeof(lines) = 'array'::text),
  constraint receipts_state_check CHECK (state = ANY (ARRAY['booked'::text, 'waiting'::text]))
);
create index receipts_waiting on carriers.receipts using btree (notice_id) WHERE (state = 'waiting'::text);

create table carriers.services (
  carrier_id text not null,
  service_id text not null,
  name jsonb not null,
  numbers_from text not null,
  account_id text,
  partner_code text,
  largest_grams integer,
  active boolean not null,
  saved_at timestamp with time zone not null,
  collect_most_minor bigint,
  constraint services_pkey PRIMARY KEY (carrier_id, service_id),
  constraint services_check CHECK (numbers_from = 'pool'::text OR account_id IS NOT NULL),
  constraint services_collect_most_minor_check CHECK (collect_most_minor > 0),
  constraint services_largest_grams_check CHECK (largest_grams > 0),
  constraint services_numbers_from_check CHECK (numbers_from = ANY (ARRAY['partner'::text, 'pool'::text])),
  constraint services_service_id_check CHECK (service_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text),
  constraint services_account_id_fkey FOREIGN KEY (account_id) REFERENCES carriers.accounts(account_id),
  constraint services_carrier_id_fkey FOREIGN KEY (carrier_id) REFERENCES carriers.carriers(carrier_id)
);

create table carriers.tariffs (
  tariff_id text not null,
  carrier_id text not null,
  service_id text not null,
  from_regions text[] not null,
  valid_from date not null,
  currency text not null,
  volumetric_divisor integer,
  fuel_bp integer not null,
  zones jsonb not null,
  saved_at timestamp with time zone not null,
  withdrawn_from date,
  constraint tariffs_pkey PRIMARY KEY (tariff_id),
  constraint tariffs_check CHECK (withdrawn_from > valid_from),
  constraint tariffs_currency_check CHECK (currency ~ '^[A-Z]{3}$'::text),
  constraint tariffs_from_regions_check CHECK (cardinality(from_regions) > 0),
  constraint tariffs_fuel_bp_check CHECK (fuel_bp >= 0 AND fuel_bp <= 10000),
  constraint tariffs_tariff_id_check CHECK (tariff_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text),
  constraint tariffs_volumetric_divisor_check CHECK (volumetric_divisor > 0),
  constraint tariffs_zones_check CHECK (jsonb_typeof(zones) = 'array'::text),
  constraint tariffs_carrier_id_service_id_fkey FOREIGN KEY (carrier_id, service_id) REFERENCES carriers.services(carrier_id, service_id)
);
create index tariffs_by_service on carriers.tariffs using btree (carrier_id, service_id, valid_from DESC);

create table carriers.track_events (
  carrier_id text not null,
  waybill_no text not null,
  event_key text not null,
  happened_at timestamp with time zone not null,
  state text,
  code text not null,
  told text not null,
  place text,
  source text not null,
  recorded_at timestamp with time zone not null,
  constraint track_events_pkey PRIMARY KEY (carrier_id, waybill_no, event_key),
  constraint track_events_source_check CHECK (source = ANY (ARRAY['push'::text, 'query'::text, 'staff'::text, 'custody'::text]))
);

create table carriers.tracks (
  carrier_id text not null,
  waybill_no text not null,
  parcel_id uuid not null,
  organization_id text not null,
  order_no text not null,
  state text not null,
  state_at timestamp with time zone not null,
  delivered_at timestamp with time zone,
  last_event_at timestamp with time zone,
  subscription text not null,
  poll_at timestamp with time zone,
  begun_at timestamp with time zone not null,
  constraint tracks_pkey PRIMARY KEY (carrier_id, waybill_no),
  constraint tracks_subscription_check CHECK (subscription = ANY (ARRAY['none'::text, 'asked'::text, 'active'::text, 'ended'::text, 'refused'::text]))
);
create index tracks_by_number on carriers.tracks using btree (waybill_no);
create index tracks_by_order on carriers.tracks using btree (order_no);
create index tracks_by_parcel on carriers.tracks using btree (parcel_id);
create index tracks_by_state on carriers.tracks using btree (organization_id, state, state_at DESC, waybill_no DESC);
create index tracks_to_poll on carriers.tracks using btree (poll_at) WHERE (poll_at IS NOT NULL);

create table carriers.waybills (
  parcel_id uuid not null,
  organization_id text not null,
  node_id text,
  carrier_id text not null,
  service_id text not null,
  account_id text,
  order_no text not null,
  sender jsonb not null,
  recipient jsonb not null,
  items jsonb not null,
  weight_grams integer not null,
  volume_cm3 bigint not null,
  declared_minor bigint,
  collect_minor bigint,
  currency text not null,
  channel jsonb,
  note text,
  content_hash text not null,
  ask integer not null default 1,
  state text not null,
  reason text,
  cancel_wanted boolean not null default false,
  waybill_no text,
  route_code text,
  print_data jsonb,
  tariff_id text,
  chargeable_grams integer,
  quoted_minor bigint,
  printed_count integer not null default 0,
  printed_at timestamp with time zone,
  asked_at timestamp with time zone not null,
  answered_at timestamp with time zone,
  constraint waybills_pkey PRIMARY KEY (parcel_id),
  constraint waybills_ask_check CHECK (ask > 0),
  constraint waybills_check CHECK ((state <> ALL (ARRAY['answered'::text, 'canceling'::text])) OR waybill_no IS NOT NULL),
  constraint waybills_check1 CHECK (state <> 'refused'::text OR reason IS NOT NULL),
  constraint waybills_collect_minor_check CHECK (collect_minor >= 0),
  constraint waybills_currency_check CHECK (currency ~ '^[A-Z]{3}$'::text),
  constraint waybills_declared_minor_check CHECK (declared_minor >= 0),
  constraint waybills_items_check CHECK (jsonb_typeof(items) = 'array'::text),
  constraint waybills_quoted_minor_check CHECK (quoted_minor >= 0),
  constraint waybills_state_check CHECK (state = ANY (ARRAY['asked'::text, 'answered'::text, 'refused'::text, 'canceling'::text, 'canceled'::text])),
  constraint waybills_volume_cm3_check CHECK (volume_cm3 >= 0),
  constraint waybills_weight_grams_check CHECK (weight_grams > 0)
);
create index waybills_by_number on carriers.waybills using btree (carrier_id, waybill_no);
create index waybills_by_order on carriers.waybills using btree (order_no);
create index waybills_by_state on carriers.waybills using btree (organization_id, state, asked_at DESC, parcel_id DESC);

-- ==================== fulfillment ====================

create schema fulfillment;

create table fulfillment.choices (
  order_id uuid not null,
  run_id uuid not null,
  outcome text not null,
  applied boolean not null,
  cost_minor bigint not null,
  before_minor bigint,
  before_parcels smallint not null,
  parcels jsonb not null,
  nodes jsonb not null,
  decided_at timestamp with time zone not null,
  constraint choices_pkey PRIMARY KEY (order_id, run_id),
  constraint choices_outcome_check CHECK (outcome = ANY (ARRAY['moved'::text, 'stays'::text, 'no_node_fits'::text, 'stock_moved'::text]))
);
create index choices_by_time on fulfillment.choices using btree (decided_at);
create index choices_of_run on fulfillment.choices using btree (run_id, outcome, order_id);

create table fulfillment.collections (
  order_id uuid not null,
  group_no smallint not null,
  organization_id text not null,
  carrier text not null,
  waybill_no text not null,
  amount_minor bigint not null,
  currency text not null,
  paid_minor bigint not null default 0,
  collected_at timestamp with time zone not null,
  paid_at timestamp with time zone,
  constraint collections_pkey PRIMARY KEY (order_id, group_no),
  constraint collections_amount_minor_check CHECK (amount_minor > 0),
  constraint collections_check CHECK (paid_minor >= 0 AND paid_minor <= amount_minor)
);
create index collections_by_waybill on fulfillment.collections using btree (waybill_no);
create index collections_open on fulfillment.collections using btree (organization_id, collected_at, order_id, group_no) WHERE (paid_minor < amount_minor);
create index collections_paid on fulfillment.collections using btree (organization_id, collected_at, order_id, group_no) WHERE (paid_minor = amount_minor);

create table fulfillment.fill_rules (
  channel_id text not null default ''::text,
  node_id text not null default ''::text,
  first text[] not null default '{}'::text[],
  other_nodes boolean not null,
  parts boolean not null,
  by_hand boolean not null,
  changed_by text not null,
  changed_at timestamp with time zone not null,
  constraint fill_rules_pkey PRIMARY KEY (channel_id, node_id),
  constraint fill_rules_first_check CHECK (first <@ ARRAY['urgent'::text, 'vip'::text])
);

create table fulfillment.fill_wanted (
  sku_id text not null,
  asked_at timestamp with time zone not null,
  constraint fill_wanted_pkey PRIMARY KEY (sku_id)
);

create table fulfillment.parcel_lines (
  parcel_id uuid not null,
  line_no smallint not null,
  quantity integer not null,
  constraint parcel_lines_pkey PRIMARY KEY (parcel_id, line_no),
  constraint parcel_lines_quantity_check CHECK (quantity > 0)
);

create table fulfillment.parcels (
  id uuid not null,
  order_id uuid not null,
  group_no smallint not null,
  organization_id text not null,
  node_id text not null,
  carrier text not null,
  waybill_no text not null,
  shipped_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  shipped_by text not null,
  delivered_at timestamp with time zone,
  ready_at timestamp with time zone,
  ready_by text,
  constraint parcels_pkey PRIMARY KEY (id),
  constraint parcels_ready_check CHECK ((ready_at IS NULL) = (ready_by IS NULL))
);
create index parcels_by_waybill on fulfillment.parcels using btree (waybill_no);
create index parcels_of_node on fulfillment.parcels using btree (node_id, shipped_at);
create index parcels_of_order on fulfillment.parcels using btree (order_id);

create table fulfillment.pay_overs (
  order_id uuid not null,
  group_no smallint not null,
  id uuid not null,
  amount_minor bigint not null,
  paid_on date not null,
  recorded_at timestamp with time zone not null,
  recorded_by text not null,
  constraint pay_overs_pkey PRIMARY KEY (order_id, group_no, id),
  constraint pay_overs_amount_minor_check CHECK (amount_minor > 0)
);

create table fulfillment.refusals (
  id uuid not null,
  order_id uuid not null,
  group_no smallint not null,
  node_id text not null,
  reason text not null,
  note text,
  refused_by text not null,
  refused_at timestamp with time zone not null,
  constraint refusals_pkey PRIMARY KEY (id)
);
create index refusals_of_order on fulfillment.refusals using btree (order_id);

create table fulfillment.rules (
  rule_id text not null,
  name jsonb not null,
  last_version integer not null,
  live_version integer,
  changed_at timestamp with time zone not null,
  constraint rules_pkey PRIMARY KEY (rule_id),
  constraint rules_last_version_check CHECK (last_version > 0),
  constraint rules_rule_id_check CHECK (rule_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text)
);

create table fulfillment.rule_channels (
  channel_id text not null,
  rule_id text not null,
  constraint rule_channels_pkey PRIMARY KEY (channel_id),
  constraint rule_channels_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES fulfillment.rules(rule_id)
);

create table fulfillment.rule_versions (
  rule_id text not null,
  version_no integer not null,
  content jsonb not null,
  saved_by text not null,
  saved_at timestamp with time zone not null,
  published_by text,
  published_at timestamp with time zone,
  retired_at timestamp with time zone,
  constraint rule_versions_pkey PRIMARY KEY (rule_id, version_no),
  constraint rule_versions_version_no_check CHECK (version_no > 0),
  constraint rule_versions_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES fulfillment.rules(rule_id)
);

create table fulfillment.runs (
  run_id uuid not null,
  kind text not null,
  rule_id text not null,
  version_no integer not null,
  state text not null,
  period_from timestamp with time zone,
  period_to timestamp with time zone,
  asked_by text not null,
  asked_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  engine text,
  fell_back text,
  totals jsonb not null default '{}'::jsonb,
  fault text,
  tries smallint not null default 0,
  constraint runs_pkey PRIMARY KEY (run_id),
  constraint runs_check CHECK ((kind = 'replay'::text) = (period_from IS NOT NULL AND period_to IS NOT NULL)),
  constraint runs_check1 CHECK ((state = 'asked'::text) = (ended_at IS NULL)),
  constraint runs_kind_check CHECK (kind = ANY (ARRAY['live'::text, 'by_hand'::text, 'refusal'::text, 'dry_run'::text, 'replay'::text])),
  constraint runs_state_check CHECK (state = ANY (ARRAY['asked'::text, 'done'::text, 'failed'::text]))
);
create index runs_asked on fulfillment.runs using btree (asked_at, run_id) WHERE (state = 'asked'::text);
create index runs_by_time on fulfillment.runs using btree (asked_at DESC, run_id DESC);

create table fulfillment.stranded (
  order_id uuid not null,
  group_no smallint not null,
  reason text not null,
  since_at timestamp with time zone not null,
  constraint stranded_pkey PRIMARY KEY (order_id, group_no)
);

create table fulfillment.urgencies (
  order_id uuid not null,
  reason text not null,
  marked_by text not null,
  marked_at timestamp with time zone not null,
  constraint urgencies_pkey PRIMARY KEY (order_id)
);

-- ==================== warehouse ====================

create schema warehouse;

create table warehouse.abnormals (
  id uuid not null,
  node_id text not null,
  kind text not null,
  outbound_id uuid,
  wave_id uuid,
  order_no text,
  sku_id text,
  bin_code text,
  quantity integer not null default 0,
  detail text not null,
  status text not null,
  raised_by text not null,
  raised_at timestamp with time zone not null,
  resolution text,
  resolved_by text,
  resolved_at timestamp with time zone,
  constraint abnormals_pkey PRIMARY KEY (id),
  constraint abnormals_check CHECK ((status = 'resolved'::text) = (resolved_at IS NOT NULL)),
  constraint abnormals_kind_check CHECK (kind = ANY (ARRAY['short_pick'::text, 'not_located'::text, 'receipt_differs'::text])),
  constraint abnormals_status_check CHECK (status = ANY (ARRAY['open'::text, 'resolved'::text]))
);
create index abnormals_by_status on warehouse.abnormals using btree (node_id, status, raised_at DESC, id DESC);

create table warehouse.bins (
  node_id text not null,
  code text not null,
  zone_code text not null,
  purpose text not null,
  path_no integer not null,
  capacity_pieces integer,
  closed boolean not null default false,
  constraint bins_pkey PRIMARY KEY (node_id, code),
  constraint bins_capacity_pieces_check CHECK (capacity_pieces > 0),
  constraint bins_purpose_check CHECK (purpose = ANY (ARRAY['storage'::text, 'receiving'::text, 'inspection'::text, 'packing'::text, 'returns'::text, 'missing'::text, 'defective'::text]))
);
create index bins_by_path on warehouse.bins using btree (node_id, path_no, code);

create table warehouse.box_lines (
  box_id uuid not null,
  line_no smallint not null,
  sku_id text not null,
  quantity integer not null,
  constraint box_lines_pkey PRIMARY KEY (box_id, line_no),
  constraint box_lines_quantity_check CHECK (quantity > 0)
);

create table warehouse.box_lots (
  outbound_id uuid not null,
  box_no smallint not null,
  line_no smallint not null,
  lot text not null,
  sure boolean not null,
  sku_id text not null,
  quantity integer not null,
  constraint box_lots_pkey PRIMARY KEY (outbound_id, box_no, line_no, lot, sure),
  constraint box_lots_quantity_check CHECK (quantity > 0)
);
create index box_lots_by_lot on warehouse.box_lots using btree (sku_id, lot);

create table warehouse.boxes (
  id uuid not null,
  outbound_id uuid not null,
  node_id text not null,
  box_no smallint not null,
  status text not null,
  carrier_id text not null,
  waybill_no text,
  expected_grams integer,
  weight_grams integer,
  weighed_by text,
  weighed_at timestamp with time zone,
  weight_reason text,
  shipped_at timestamp with time zone,
  shipped_by text,
  manifest_id uuid,
  made_at timestamp with time zone not null,
  constraint boxes_pkey PRIMARY KEY (id),
  constraint boxes_box_no_check CHECK (box_no > 0),
  constraint boxes_check CHECK ((status <> ALL (ARRAY['shipped'::text, 'handed_over'::text])) OR waybill_no IS NOT NULL),
  constraint boxes_status_check CHECK (status = ANY (ARRAY['open'::text, 'closed'::text, 'shipped'::text, 'handed_over'::text, 'voided'::text])),
  constraint boxes_weight_grams_check CHECK (weight_grams > 0)
) with (fillfactor=70);
create index boxes_by_manifest on warehouse.boxes using btree (manifest_id) WHERE (manifest_id IS NOT NULL);
create unique index boxes_by_outbound on warehouse.boxes using btree (outbound_id, box_no);
create index boxes_by_waybill on warehouse.boxes using btree (node_id, waybill_no) WHERE (waybill_no IS NOT NULL);
create index boxes_waiting on warehouse.boxes using btree (node_id, carrier_id) WHERE (manifest_id IS NULL);

create table warehouse.contents (
  node_id text not null,
  bin_code text not null,
  sku_id text not null,
  lot text not null default ''::text,
  expires_on date,
  quantity integer not null,
  planned integer not null default 0,
  constraint contents_pkey PRIMARY KEY (node_id, bin_code, sku_id, lot),
  constraint contents_check CHECK (planned >= 0 AND planned <= quantity),
  constraint contents_quantity_check CHECK (quantity >= 0)
) with (fillfactor=80);
create index contents_by_sku on warehouse.contents using btree (node_id, sku_id);

create table warehouse.manifests (
  id uuid not null,
  node_id text not null,
  manifest_no text not null,
  carrier_id text not null,
  boxes integer not null,
  weight_grams bigint not null,
  courier text,
  made_by text not null,
  made_at timestamp with time zone not null,
  constraint manifests_pkey PRIMARY KEY (id),
  constraint manifests_boxes_check CHECK (boxes > 0)
);
create index manifests_by_node on warehouse.manifests using btree (node_id, made_at DESC, id DESC);

create table warehouse.movements (
  id uuid not null,
  node_id text not null,
  sku_id text not null,
  lot text not null,
  from_bin text,
  to_bin text,
  quantity integer not null,
  reason text not null,
  moved_by text not null,
  moved_at timestamp with time zone not null,
  constraint movements_pkey PRIMARY KEY (node_id, id),
  constraint movements_quantity_check CHECK (quantity > 0)
);
create index movements_by_sku on warehouse.movements using btree (node_id, sku_id, moved_at DESC);

create table warehouse.outbound_lines (
  outbound_id uuid not null,
  line_no smallint not null,
  sku_id text not null,
  quantity integer not null,
  checked integer not null default 0,
  constraint outbound_lines_pkey PRIMARY KEY (outbound_id, line_no),
  constraint outbound_lines_check CHECK (checked >= 0 AND checked <= quantity),
  constraint outbound_lines_quantity_check CHECK (quantity > 0)
) with (fillfactor=80);

create table warehouse.outbounds (
  id uuid not null,
  node_id text not null,
  order_id uuid not null,
  group_no smallint not null,
  attempt_no smallint not null,
  code text not null,
  order_no text not null,
  channel_id text not null,
  carrier_id text not null,
  service_id text not null,
  content_key text not null,
  pieces integer not null,
  left_pieces integer not null,
  weight_grams integer,
  cut_off_at timestamp with time zone,
  wave_id uuid,
  slot_no integer,
  status text not null,
  stop_reason text,
  released_at timestamp with time zone not null,
  checked_at timestamp with time zone,
  checked_by text,
  shipped_at timestamp with time zone,
  merge_id uuid,
  sku_ids text[],
  constraint outbounds_pkey PRIMARY KEY (id),
  constraint outbounds_check CHECK (left_pieces >= 0 AND left_pieces <= pieces),
  constraint outbounds_check1 CHECK ((status = 'waiting'::text) = (wave_id IS NULL) OR status = 'stopped'::text),
  constraint outbounds_check2 CHECK ((status = 'stopped'::text) = (stop_reason IS NOT NULL)),
  constraint outbounds_check3 CHECK ((status <> ALL (ARRAY['checked'::text, 'shipped'::text])) OR left_pieces = 0),
  constraint outbounds_pieces_check CHECK (pieces > 0),
  constraint outbounds_status_check CHECK (status = ANY (ARRAY['waiting'::text, 'in_wave'::text, 'checked'::text, 'shipped'::text, 'stopped'::text]))
) with (fillfactor=70);
create unique index outbounds_by_code on warehouse.outbounds using btree (node_id, code);
create unique index outbounds_by_group on warehouse.outbounds using btree (order_id, group_no, attempt_no);
create index outbounds_by_merge on warehouse.outbounds using btree (merge_id, wave_id) WHERE (merge_id IS NOT NULL);
create index outbounds_by_wave on warehouse.outbounds using btree (wave_id, slot_no) WHERE (wave_id IS NOT NULL);
create index outbounds_stopped on warehouse.outbounds using btree (node_id, released_at DESC) WHERE (stop_reason IS NOT NULL);
create index outbounds_waiting on warehouse.outbounds using btree (node_id, carrier_id, content_key, released_at) WHERE ((wave_id IS NULL) AND (stop_reason IS NULL));

create table warehouse.picks (
  id uuid not null,
  wave_id uuid not null,
  node_id text not null,
  path_no integer not null,
  bin_code text,
  sku_id text not null,
  lot text not null default ''::text,
  outbound_id uuid,
  quantity integer not null,
  picked integer not null default 0,
  status text not null,
  picked_by text,
  picked_at timestamp with time zone,
  constraint picks_pkey PRIMARY KEY (id),
  constraint picks_check CHECK (picked >= 0 AND picked <= quantity),
  constraint picks_quantity_check CHECK (quantity >= 0),
  constraint picks_status_check CHECK (status = ANY (ARRAY['open'::text, 'picked'::text, 'short'::text, 'dropped'::text]))
) with (fillfactor=80);
create index picks_by_lot on warehouse.picks using btree (sku_id, lot) WHERE (lot <> ''::text);
create index picks_by_wave on warehouse.picks using btree (wave_id, path_no);

create table warehouse.putbacks (
  id uuid not null,
  node_id text not null,
  outbound_id uuid,
  wave_id uuid,
  code text not null,
  sku_id text not null,
  lot text not null default ''::text,
  from_bin text not null,
  quantity integer not null,
  reason text not null,
  suggested_bin text,
  status text not null,
  bin_code text,
  done_by text,
  done_at timestamp with time zone,
  made_at timestamp with time zone not null,
  constraint putbacks_pkey PRIMARY KEY (id),
  constraint putbacks_quantity_check CHECK (quantity > 0),
  constraint putbacks_status_check CHECK (status = ANY (ARRAY['open'::text, 'done'::text]))
);
create index putbacks_by_outbound on warehouse.putbacks using btree (outbound_id) WHERE (outbound_id IS NOT NULL);
create index putbacks_open on warehouse.putbacks using btree (node_id, made_at, id) WHERE (status = 'open'::text);

create table warehouse.returns (
  id uuid not null,
  node_id text not null,
  parcel_id uuid not null,
  line_no smallint not null,
  order_no text not null,
  waybill_no text not null,
  sku_id text not null,
  lot text not null default ''::text,
  serial text,
  quantity integer not null,
  grade text not null,
  condition text not null,
  note text,
  photos text[] not null default '{}'::text[],
  received_by text not null,
  received_at timestamp with time zone not null,
  constraint returns_pkey PRIMARY KEY (id),
  constraint returns_condition_check CHECK (condition = ANY (ARRAY['available'::text, 'inspection'::text, 'defective'::text])),
  constraint returns_grade_check CHECK (grade = ANY (ARRAY['as_new'::text, 'opened'::text, 'used'::text, 'broken'::text])),
  constraint returns_quantity_check CHECK (quantity > 0)
);
create index returns_by_node on warehouse.returns using btree (node_id, received_at DESC, id DESC);
create index returns_by_parcel on warehouse.returns using btree (parcel_id);

create table warehouse.scans (
  id uuid not null,
  node_id text not null,
  kind text not null,
  text text not null,
  outbound_id uuid,
  wave_id uuid,
  status text not null,
  answer jsonb not null,
  scanned_by text not null,
  scanned_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  constraint scans_pkey PRIMARY KEY (id)
);
create index scans_by_outbound on warehouse.scans using btree (outbound_id, recorded_at) WHERE (outbound_id IS NOT NULL);

create table warehouse.serials (
  sku_id text not null,
  serial text not null,
  outbound_id uuid not null,
  scanned_at timestamp with time zone not null,
  box_no smallint not null default 0,
  constraint serials_pkey PRIMARY KEY (outbound_id, sku_id, serial)
);
create index serials_by_number on warehouse.serials using btree (sku_id, serial);

create table warehouse.sites (
  node_id text not null,
  carrier_id text not null,
  service_id text not null,
  phone text not null,
  smallest_bulk integer not null,
  largest_bulk integer not null,
  largest_loose integer not null,
  weighs boolean not null,
  tolerance_grams integer not null,
  tolerance_bp integer not null,
  changed_at timestamp with time zone not null,
  cheapest boolean not null default false,
  constraint sites_pkey PRIMARY KEY (node_id),
  constraint sites_largest_bulk_check CHECK (largest_bulk >= 2 AND largest_bulk <= 1000),
  constraint sites_largest_loose_check CHECK (largest_loose >= 1 AND largest_loose <= 200),
  constraint sites_smallest_bulk_check CHECK (smallest_bulk >= 2 AND smallest_bulk <= 1000),
  constraint sites_tolerance_bp_check CHECK (tolerance_bp >= 0 AND tolerance_bp <= 10000),
  constraint sites_tolerance_grams_check CHECK (tolerance_grams >= 0)
);

create table warehouse.waves (
  id uuid not null,
  node_id text not null,
  wave_no text not null,
  kind text not null,
  carrier_id text not null,
  status text not null,
  pick_method text not null,
  content_key text,
  orders integer not null,
  pieces integer not null,
  checked integer not null default 0,
  shipped integer not null default 0,
  stopped integer not null default 0,
  cut_off_at timestamp with time zone,
  owner_id text,
  owner_name text,
  claimed_by text,
  claimed_name text,
  claimed_at timestamp with time zone,
  planned_by text not null,
  planned_at timestamp with time zone not null,
  released_at timestamp with time zone,
  picked_at timestamp with time zone,
  done_at timestamp with time zone,
  constraint waves_pkey PRIMARY KEY (id),
  constraint waves_check CHECK ((shipped + stopped) <= orders),
  constraint waves_kind_check CHECK (kind = ANY (ARRAY['bulk'::text, 'loose'::text])),
  constraint waves_orders_check CHECK (orders > 0),
  constraint waves_pick_method_check CHECK (pick_method = ANY (ARRAY['batch'::text, 'cluster'::text, 'order'::text])),
  constraint waves_pieces_check CHECK (pieces > 0),
  constraint waves_status_check CHECK (status = ANY (ARRAY['locked'::text, 'released'::text, 'picked'::text, 'done'::text, 'canceled'::text]))
) with (fillfactor=70);
create unique index waves_by_number on warehouse.waves using btree (node_id, wave_no);
create index waves_by_status on warehouse.waves using btree (node_id, status, planned_at DESC, id DESC);

create table warehouse.zones (
  node_id text not null,
  code text not null,
  name jsonb not null,
  purpose text not null,
  constraint zones_pkey PRIMARY KEY (node_id, code),
  constraint zones_purpose_check CHECK (purpose = ANY (ARRAY['storage'::text, 'receiving'::text, 'inspection'::text, 'packing'::text, 'returns'::text, 'missing'::text, 'defective'::text]))
);

-- ==================== codes ====================

create schema codes;

create table codes.batches (
  batch_id uuid not null,
  sku_id text not null,
  brand_id text,
  gtin text not null,
  lot text not null,
  produced_on date not null,
  expires_on date,
  factory text not null,
  quantity integer not null,
  first_number bigint not null,
  key_no smallint not null,
  points integer not null,
  covered boolean not null,
  content_hash text not null,
  made_by text not null,
  made_at timestamp with time zone not null,
  voided_at timestamp with time zone,
  voided_by text,
  void_reason text,
  printed integer not null default 0,
  bound integer not null default 0,
  sold integer not null default 0,
  scanned integer not null default 0,
  claimed integer not null default 0,
  voided integer not null default 0,
  constraint batches_pkey PRIMARY KEY (batch_id),
  constraint batches_first_number_key UNIQUE (first_number),
  constraint batches_check CHECK (expires_on >= produced_on),
  constraint batches_check1 CHECK (first_number > 0 AND (first_number + quantity) <= '68719476736'::bigint),
  constraint batches_check2 CHECK (printed >= 0 AND printed <= quantity),
  constraint batches_check3 CHECK (bound >= 0 AND bound <= quantity),
  constraint batches_check4 CHECK (sold >= 0 AND sold <= quantity),
  constraint batches_check5 CHECK (scanned >= 0 AND scanned <= quantity),
  constraint batches_check6 CHECK (claimed >= 0 AND claimed <= quantity),
  constraint batches_check7 CHECK (voided >= 0 AND voided <= quantity),
  constraint batches_check8 CHECK ((voided_at IS NULL) = (void_reason IS NULL)),
  constraint batches_factory_check CHECK (char_length(factory) >= 1 AND char_length(factory) <= 120),
  constraint batches_gtin_check CHECK (gtin ~ '^[0-9]{14}$'::text),
  constraint batches_lot_check CHECK (lot ~ '^[A-Za-z0-9._-]{1,20}$'::text),
  constraint batches_points_check CHECK (points >= 0 AND points <= 1000000),
  constraint batches_quantity_check CHECK (quantity >= 1 AND quantity <= 5000000)
);
create index batches_by_sku on codes.batches using btree (sku_id, made_at DESC);
create index batches_newest on codes.batches using btree (made_at DESC, batch_id DESC);

create table codes.cases (
  subject text not null,
  case_id uuid not null,
  rule text not null,
  brand_id text,
  batch_id uuid,
  code text not null,
  times integer not null default 1,
  detail text not null,
  opened_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  owner_id text,
  owner_name text,
  outcome text,
  note text,
  closed_at timestamp with time zone,
  closed_by text,
  constraint cases_pkey PRIMARY KEY (subject, case_id),
  constraint cases_check CHECK ((closed_at IS NULL) = (outcome IS NULL)),
  constraint cases_outcome_check CHECK (outcome = ANY (ARRAY['counterfeit'::text, 'diverted'::text, 'cleared'::text]))
);
create index cases_newest on codes.cases using btree (opened_at DESC, case_id DESC);
create unique index one_open_case on codes.cases using btree (subject, rule) WHERE (closed_at IS NULL);

create table codes.containers (
  container_id text not null,
  kind text not null,
  inside text,
  brand_id text,
  made_at timestamp with time zone not null,
  constraint containers_pkey PRIMARY KEY (container_id),
  constraint containers_check CHECK (kind = 'carton'::text OR inside IS NULL),
  constraint containers_container_id_check CHECK (container_id ~ '^[A-Za-z0-9._-]{1,40}$'::text),
  constraint containers_kind_check CHECK (kind = ANY (ARRAY['carton'::text, 'pallet'::text])),
  constraint containers_inside_fkey FOREIGN KEY (inside) REFERENCES codes.containers(container_id)
);
create index containers_inside on codes.containers using btree (inside) WHERE (inside IS NOT NULL);

create table codes.counters (
  name text not null,
  next bigint not null,
  constraint counters_pkey PRIMARY KEY (name)
);

create table codes.diversions (
  number bigint not null,
  batch_id uuid not null,
  brand_id text,
  dealer_id text,
  expected_region text not null,
  seen_region text not null,
  first_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  scans integer not null,
  constraint diversions_pkey PRIMARY KEY (number),
  constraint diversions_scans_check CHECK (scans > 0)
);
create index diversions_by_dealer on codes.diversions using btree (dealer_id, batch_id);

create table codes.items (
  number bigint not null,
  batch_id uuid not null,
  container_id text,
  sold_at timestamp with time zone,
  voided_at timestamp with time zone,
  scans integer not null default 0,
  first_scanned_at timestamp with time zone,
  first_region text,
  last_scanned_at timestamp with time zone,
  last_region text,
  last_device text,
  suspected_at timestamp with time zone,
  cleared_scans integer not null default 0,
  cover_misses integer not null default 0,
  claimed_at timestamp with time zone,
  member_id uuid,
  points integer,
  constraint items_pkey PRIMARY KEY (number),
  constraint items_check CHECK ((claimed_at IS NULL) = (member_id IS NULL) AND (claimed_at IS NULL) = (points IS NULL)),
  constraint items_check1 CHECK ((scans = 0) = (first_scanned_at IS NULL)),
  constraint items_points_check CHECK (points >= 0),
  constraint items_scans_check CHECK (scans >= 0)
);
create index items_by_container on codes.items using btree (container_id, number) WHERE (container_id IS NOT NULL);
create index items_by_member on codes.items using btree (member_id, claimed_at DESC) WHERE (member_id IS NOT NULL);

create table codes.prints (
  batch_id uuid not null,
  print_id uuid not null,
  from_index integer not null,
  quantity integer not null,
  host text not null,
  again_reason text,
  printed_by text not null,
  printed_at timestamp with time zone not null,
  constraint prints_pkey PRIMARY KEY (batch_id, print_id),
  constraint prints_from_index_check CHECK (from_index >= 0),
  constraint prints_quantity_check CHECK (quantity > 0),
  constraint prints_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES codes.batches(batch_id)
);

create table codes.rules (
  rule text not null,
  active boolean not null,
  most integer not null,
  window_minutes integer not null,
  changed_by text not null,
  changed_at timestamp with time zone not null,
  constraint rules_pkey PRIMARY KEY (rule),
  constraint rules_most_check CHECK (most > 0),
  constraint rules_window_minutes_check CHECK (window_minutes >= 0)
);

create table codes.scans (
  number bigint not null,
  scan_id uuid not null,
  scanned_at timestamp with time zone not null,
  region_code text,
  device text not null,
  verdict text not null,
  constraint scans_pkey PRIMARY KEY (number, scan_id)
);
create index scans_by_time on codes.scans using brin (scanned_at);

create table codes.shipments (
  subject text not null,
  shipment_id uuid not null,
  region_code text not null,
  node_id text,
  dealer_id text,
  shipped_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  shipped_by text not null,
  constraint shipments_pkey PRIMARY KEY (subject, shipment_id),
  constraint shipments_region_code_check CHECK (region_code ~ '^[0-9]{6}$'::text)
);

create table codes.steps (
  number bigint not null,
  step text not null,
  ref text not null,
  happened_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  by_name text not null,
  note text,
  constraint steps_pkey PRIMARY KEY (number, step, ref),
  constraint steps_step_check CHECK (step = ANY (ARRAY['bound'::text, 'sold'::text, 'voided'::text, 'claimed'::text, 'cleared'::text]))
);

-- ==================== services ====================

create schema services;

create table services.complaint_entries (
  complaint_id uuid not null,
  entry_id uuid not null,
  entry_no smallint not null,
  said_by text not null,
  name text not null,
  words text not null,
  said_at timestamp with time zone not null,
  constraint complaint_entries_pkey PRIMARY KEY (complaint_id, entry_id),
  constraint complaint_entries_complaint_id_entry_no_key UNIQUE (complaint_id, entry_no),
  constraint complaint_entries_said_by_check CHECK (said_by = ANY (ARRAY['member'::text, 'house'::text]))
);

create table services.complaints (
  complaint_id uuid not null,
  member_id uuid not null,
  member_name text not null,
  organization_id text not null,
  subject text not null,
  order_id uuid,
  spu_id text,
  state text not null,
  owner_id uuid,
  owner_name text,
  written_at timestamp with time zone not null,
  moved_at timestamp with time zone not null,
  due_at timestamp with time zone,
  constraint complaints_pkey PRIMARY KEY (complaint_id),
  constraint complaints_check CHECK ((order_id IS NULL) <> (spu_id IS NULL)),
  constraint complaints_check1 CHECK ((owner_id IS NULL) = (owner_name IS NULL)),
  constraint complaints_check2 CHECK (state <> 'taken'::text OR owner_id IS NOT NULL),
  constraint complaints_check3 CHECK ((due_at IS NOT NULL) = (state = ANY (ARRAY['waiting'::text, 'taken'::text]))),
  constraint complaints_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'taken'::text, 'answered'::text, 'settled'::text])),
  constraint complaints_subject_check CHECK (subject = ANY (ARRAY['goods'::text, 'delivery'::text, 'service'::text, 'price'::text, 'invoice'::text, 'other'::text]))
);
create index complaints_by_state on services.complaints using btree (organization_id, state, written_at DESC, complaint_id DESC);
create index complaints_by_time on services.complaints using btree (organization_id, written_at DESC, complaint_id DESC);
create index complaints_of_member on services.complaints using btree (member_id, written_at DESC, complaint_id DESC);

-- ==================== erp ====================

create schema erp;

create table erp.systems (
  system_id text not null,
  kind text not null,
  name text not null,
  endpoint text not null,
  settings jsonb not null,
  sealed_secrets text,
  active boolean not null,
  saved_at timestamp with time zone not null,
  own_materials boolean not null default false,
  constraint systems_pkey PRIMARY KEY (system_id),
  constraint systems_kind_check CHECK (kind = ANY (ARRAY['sap'::text, 'kingdee'::text, 'yonyou'::text, 'idoc'::text, 'file'::text])),
  constraint systems_settings_check CHECK (jsonb_typeof(settings) = 'object'::text)
);

create table erp.documents (
  document_no text not null,
  channel_id text not null,
  organization_id text not null,
  system_id text not null,
  business_on date not null,
  node_id text not null,
  direction text not null,
  seq integer not null,
  customer text not null,
  currency text not null,
  total_minor bigint not null,
  state text not null,
  erp_no text,
  reason text,
  returned jsonb,
  differences jsonb not null default '[]'::jsonb,
  made_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint documents_pkey PRIMARY KEY (document_no),
  constraint documents_channel_id_business_on_node_id_direction_seq_key UNIQUE (channel_id, business_on, node_id, direction, seq),
  constraint documents_check CHECK ((state = ANY (ARRAY['booked'::text, 'differs'::text])) = (erp_no IS NOT NULL)),
  constraint documents_direction_check CHECK (direction = ANY (ARRAY['S'::text, 'R'::text])),
  constraint documents_seq_check CHECK (seq > 0),
  constraint documents_state_check CHECK (state = ANY (ARRAY['unmapped'::text, 'waiting'::text, 'booked'::text, 'differs'::text, 'refused'::text])),
  constraint documents_system_id_fkey FOREIGN KEY (system_id) REFERENCES erp.systems(system_id)
);
create index documents_by_day on erp.documents using btree (organization_id, business_on DESC, document_no DESC);
create index documents_of_system on erp.documents using btree (system_id, state);
create index documents_open on erp.documents using btree (state, business_on) WHERE (state <> 'booked'::text);

create table erp.lines (
  document_no text not null,
  line_no integer not null,
  sku_id text not null,
  title text not null,
  tax_rate_bp integer not null,
  quantity bigint not null,
  amount_minor bigint not null,
  material text,
  constraint lines_pkey PRIMARY KEY (document_no, line_no),
  constraint lines_amount_minor_check CHECK (amount_minor >= 0),
  constraint lines_quantity_check CHECK (quantity > 0),
  constraint lines_document_no_fkey FOREIGN KEY (document_no) REFERENCES erp.documents(document_no)
);

create table erp.materials (
  system_id text not null,
  sku_id text not null,
  material text not null,
  saved_at timestamp with time zone not null,
  constraint materials_pkey PRIMARY KEY (system_id, sku_id),
  constraint materials_system_id_fkey FOREIGN KEY (system_id) REFERENCES erp.systems(system_id)
);
create index materials_by_material on erp.materials using btree (system_id, material);

create table erp.returns (
  channel_id text not null,
  return_no text not null,
  order_id uuid,
  external_no text,
  line_no smallint,
  kind text not null,
  quantity integer,
  amount_minor bigint not null,
  business_on date not null,
  happened_at timestamp with time zone not null,
  booked_minor bigint,
  document_no text,
  subsidy_minor bigint not null default 0,
  constraint returns_pkey PRIMARY KEY (channel_id, return_no),
  constraint returns_amount_minor_check CHECK (amount_minor > 0),
  constraint returns_booked_minor_check CHECK (booked_minor >= 0),
  constraint returns_check CHECK (order_id IS NOT NULL OR external_no IS NOT NULL),
  constraint returns_check1 CHECK ((COALESCE(booked_minor, 0::bigint) > 0) = (document_no IS NOT NULL)),
  constraint returns_kind_check CHECK (kind = ANY (ARRAY['goods'::text, 'money'::text])),
  constraint returns_quantity_check CHECK (quantity > 0),
  constraint returns_subsidy_minor_check CHECK (subsidy_minor >= 0),
  constraint returns_document_no_fkey FOREIGN KEY (document_no) REFERENCES erp.documents(document_no)
);
create index returns_of_document on erp.returns using btree (document_no) WHERE (document_no IS NOT NULL);
create index returns_of_order on erp.returns using btree (order_id) WHERE (order_id IS NOT NULL);
create index returns_open on erp.returns using btree (channel_id, business_on) WHERE (booked_minor IS NULL);

create table erp.shops (
  channel_id text not null,
  organization_id text not null,
  system_id text not null,
  customer text not null,
  from_on date not null,
  saved_at timestamp with time zone not null,
  constraint shops_pkey PRIMARY KEY (channel_id),
  constraint shops_system_id_fkey FOREIGN KEY (system_id) REFERENCES erp.systems(system_id)
);

create table erp.sources (
  order_id uuid not null,
  group_no smallint not null,
  direction text not null,
  channel_id text not null,
  organization_id text not null,
  business_on date not null,
  happened_at timestamp with time zone not null,
  document_no text,
  constraint sources_pkey PRIMARY KEY (order_id, group_no, direction),
  constraint sources_direction_check CHECK (direction = ANY (ARRAY['S'::text, 'R'::text])),
  constraint sources_document_no_fkey FOREIGN KEY (document_no) REFERENCES erp.documents(document_no)
);
create index sources_of_document on erp.sources using btree (document_no);
create index sources_open on erp.sources using btree (channel_id, business_on) WHERE (document_no IS NULL);

-- ==================== marketplaces ====================

create schema marketplaces;

create table marketplaces.connections (
  connection_id text not null,
  channel_id text not null,
  organization_id text not null,
  platform text not null,
  name text not null,
  endpoint text not null,
  settings jsonb not null,
  secrets_sealed text not null,
  state text not null,
  writes_back boolean not null,
  pushes_stock boolean not null,
  pushes_prices boolean not null,
  token_expires_at timestamp with time zone,
  tested_at timestamp with time zone,
  test_failure text,
  saved_at timestamp with time zone not null,
  live_since timestamp with time zone,
  token_next_at timestamp with time zone,
  token_claimed_until timestamp with time zone,
  token_attempts integer not null default 0,
  token_refreshed_at timestamp with time zone,
  token_failure text,
  constraint connections_pkey PRIMARY KEY (connection_id),
  constraint connections_connection_id_check CHECK (connection_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text),
  constraint connections_settings_check CHECK (jsonb_typeof(settings) = 'object'::text),
  constraint connections_state_check CHECK (state = ANY (ARRAY['draft'::text, 'live'::text, 'paused'::text]))
);
create unique index connections_live on marketplaces.connections using btree (channel_id) WHERE (state <> 'draft'::text);
create index connections_token_due on marketplaces.connections using btree (token_next_at) WHERE (token_next_at IS NOT NULL);

create table marketplaces.backfills (
  connection_id text not null,
  day date not null,
  asked_at timestamp with time zone not null,
  asked_by text not null,
  found integer not null default 0,
  added integer not null default 0,
  done_at timestamp with time zone,
  failures integer not null default 0,
  failure text,
  next_at timestamp with time zone,
  refunds integer not null default 0,
  constraint backfills_pkey PRIMARY KEY (connection_id, day),
  constraint backfills_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES marketplaces.connections(connection_id)
);
create index backfills_open on marketplaces.backfills using btree (asked_at) WHERE (done_at IS NULL);

create table marketplaces.confirmations (
  channel_id text not null,
  external_no text not null,
  connection_id text not null,
  state text not null,
  remark text not null,
  detail text,
  asked_by text not null,
  asked_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint confirmations_pkey PRIMARY KEY (channel_id, external_no),
  constraint confirmations_check CHECK ((state = 'asked'::text) = (ended_at IS NULL)),
  constraint confirmations_remark_check CHECK (length(remark) >= 1 AND length(remark) <= 99),
  constraint confirmations_state_check CHECK (state = ANY (ARRAY['asked'::text, 'confirmed'::text, 'refused'::text])),
  constraint confirmations_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES marketplaces.connections(connection_id)
);

create table marketplaces.cursors (
  connection_id text not null,
  stream text not null,
  reached_at timestamp with time zone not null,
  next_at timestamp with time zone not null,
  claimed_until timestamp with time zone,
  failures integer not null default 0,
  last_error text,
  last_success_at timestamp with time zone,
  constraint cursors_pkey PRIMARY KEY (connection_id, stream),
  constraint cursors_stream_check CHECK (stream = ANY (ARRAY['orders'::text, 'refunds'::text, 'messages'::text])),
  constraint cursors_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES marketplaces.connections(connection_id)
);

create table marketplaces.differences (
  connection_id text not null,
  external_no text not null,
  kind text not null,
  organization_id text not null,
  ours_minor bigint,
  theirs_minor bigint not null,
  currency text not null,
  state text not null,
  day date not null,
  found_at timestamp with time zone not null,
  accepted_by text,
  accepted_at timestamp with time zone,
  note text,
  constraint differences_pkey PRIMARY KEY (connection_id, external_no, kind),
  constraint differences_check CHECK ((state = 'accepted'::text) = (accepted_by IS NOT NULL)),
  constraint differences_kind_check CHECK (kind = ANY (ARRAY['order_unknown'::text, 'sale_differs'::text, 'refund_differs'::text, 'not_paid'::text])),
  constraint differences_state_check CHECK (state = ANY (ARRAY['open'::text, 'accepted'::text, 'gone'::text]))
);
create index differences_by_time on marketplaces.differences using btree (state, found_at DESC, connection_id DESC, external_no DESC, kind DESC);

create table marketplaces.feeds (
  feed_id uuid not null,
  connection_id text not null,
  feed_no text,
  state text not null,
  items integer not null,
  failures integer not null default 0,
  reason text,
  sent_at timestamp with time zone not null,
  next_at timestamp with time zone,
  looks integer not null default 0,
  ended_at timestamp with time zone,
  constraint feeds_pkey PRIMARY KEY (feed_id),
  constraint feeds_check CHECK ((state = ANY (ARRAY['done'::text, 'failed'::text])) = (ended_at IS NOT NULL)),
  constraint feeds_check1 CHECK ((ended_at IS NULL) = (next_at IS NOT NULL)),
  constraint feeds_check2 CHECK (state <> 'working'::text OR feed_no IS NOT NULL),
  constraint feeds_items_check CHECK (items > 0),
  constraint feeds_state_check CHECK (state = ANY (ARRAY['sending'::text, 'working'::text, 'done'::text, 'failed'::text])),
  constraint feeds_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES marketplaces.connections(connection_id)
);
create index feeds_by_time on marketplaces.feeds using btree (connection_id, sent_at DESC, feed_id DESC);
create index feeds_due on marketplaces.feeds using btree (next_at) WHERE (next_at IS NOT NULL);

create table marketplaces.feed_items (
  feed_id uuid not null,
  item_no integer not null,
  connection_id text not null,
  listing_key text not null,
  stock bigint,
  price_minor bigint,
  on_sale boolean,
  failure text,
  constraint feed_items_pkey PRIMARY KEY (feed_id, item_no),
  constraint feed_items_feed_id_fkey FOREIGN KEY (feed_id) REFERENCES marketplaces.feeds(feed_id)
);
create index feed_items_failed on marketplaces.feed_items using btree (feed_id, item_no) WHERE (failure IS NOT NULL);

create table marketplaces.listings (
  connection_id text not null,
  listing_key text not null,
  product_no text not null,
  sku_no text,
  outer_code text,
  title text not null,
  options text,
  sku_id text,
  matched_by text,
  seen_at timestamp with time zone not null,
  stock_wanted bigint,
  stock_told bigint,
  price_wanted_minor bigint,
  price_told_minor bigint,
  due_at timestamp with time zone,
  attempts integer not null default 0,
  told_at timestamp with time zone,
  failure text,
  sale_wanted boolean,
  sale_told boolean,
  feed_id uuid,
  content_state text,
  content_detail text,
  content_at timestamp with time zone,
  creating boolean not null default false,
  constraint listings_pkey PRIMARY KEY (connection_id, listing_key),
  constraint listings_check CHECK ((sku_id IS NULL) = (matched_by IS NULL)),
  constraint listings_content_state_check CHECK (content_state = ANY (ARRAY['asked'::text, 'told'::text, 'refused'::text])),
  constraint listings_matched_by_check CHECK (matched_by = ANY (ARRAY['barcode'::text, 'code'::text, 'title'::text, 'hand'::text])),
  constraint listings_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES marketplaces.connections(connection_id)
);
create index listings_due on marketplaces.listings using btree (due_at) WHERE (due_at IS NOT NULL);
create index listings_in_feed on marketplaces.listings using btree (feed_id) WHERE (feed_id IS NOT NULL);
create index listings_of_product on marketplaces.listings using btree (connection_id, product_no);
create index listings_of_sku on marketplaces.listings using btree (sku_id) WHERE (sku_id IS NOT NULL);
create index listings_unmapped on marketplaces.listings using btree (seen_at DESC, listing_key) WHERE (sku_id IS NULL);

create table marketplaces.pulled (
  channel_id text not null,
  external_no text not null,
  connection_id text not null,
  organization_id text not null,
  state text not null,
  reasons text[] not null,
  detail text,
  order_id uuid,
  platform_status text not null,
  modified_at timestamp with time zone not null,
  digest text not null,
  line_nos text[] not null,
  content jsonb,
  remarks jsonb not null default '[]'::jsonb,
  total_minor bigint,
  buyer text,
  first_pulled_at timestamp with time zone not null,
  pulled_at timestamp with time zone not null,
  retry_at timestamp with time zone,
  address_told text,
  note_told text,
  constraint pulled_pkey PRIMARY KEY (channel_id, external_no),
  constraint pulled_check CHECK ((state = 'waiting'::text) = (cardinality(reasons) > 0)),
  constraint pulled_check1 CHECK ((state = 'placed'::text) = (order_id IS NOT NULL)),
  constraint pulled_state_check CHECK (state = ANY (ARRAY['unpaid'::text, 'waiting'::text, 'placed'::text, 'passed'::text]))
);
create index pulled_by_order on marketplaces.pulled using btree (order_id) WHERE (order_id IS NOT NULL);
create index pulled_of_connection on marketplaces.pulled using btree (connection_id, pulled_at DESC, external_no DESC);
create index pulled_retry on marketplaces.pulled using btree (retry_at) WHERE ((state = 'waiting'::text) AND (retry_at IS NOT NULL));
create index pulled_waiting on marketplaces.pulled using btree (pulled_at DESC, external_no DESC) WHERE (state = 'waiting'::text);

create table marketplaces.pushes (
  connection_id text not null,
  push_no text not null,
  topic text not null,
  external_no text,
  modified_at timestamp with time zone,
  state text not null,
  detail text,
  times integer not null default 1,
  received_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint pushes_pkey PRIMARY KEY (connection_id, push_no),
  constraint pushes_check CHECK ((state = 'asking'::text) = (ended_at IS NULL)),
  constraint pushes_push_no_check CHECK (length(push_no) >= 1 AND length(push_no) <= 200),
  constraint pushes_state_check CHECK (state = ANY (ARRAY['asking'::text, 'taken'::text, 'older'::text, 'passed'::text, 'refused'::text])),
  constraint pushes_times_check CHECK (times > 0),
  constraint pushes_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES marketplaces.connections(connection_id)
);
create index pushes_by_time on marketplaces.pushes using btree (connection_id, received_at DESC, push_no DESC);
create index pushes_old on marketplaces.pushes using btree (received_at);

create table marketplaces.refunds (
  connection_id text not null,
  refund_no text not null,
  channel_id text not null,
  external_no text not null,
  line_no text,
  state text not null,
  platform_status text not null,
  kind text not null,
  amount_minor bigint not null,
  reason text,
  modified_at timestamp with time zone not null,
  pulled_at timestamp with time zone not null,
  effect text,
  constraint refunds_pkey PRIMARY KEY (connection_id, refund_no),
  constraint refunds_kind_check CHECK (kind = ANY (ARRAY['refund'::text, 'return'::text, 'exchange'::text, 'other'::text])),
  constraint refunds_state_check CHECK (state = ANY (ARRAY['asked'::text, 'agreed'::text, 'returning'::text, 'done'::text, 'closed'::text, 'unknown'::text]))
);
create index refunds_by_state on marketplaces.refunds using btree (state, modified_at DESC, refund_no DESC);
create index refunds_by_time on marketplaces.refunds using btree (modified_at DESC, refund_no DESC);
create index refunds_of_order on marketplaces.refunds using btree (channel_id, external_no);

create table marketplaces.replies (
  connection_id text not null,
  reply_no text not null,
  refund_no text not null,
  word text not null,
  reason text not null,
  platform_status text not null,
  amount_minor bigint not null,
  state text not null,
  detail text,
  asked_by text not null,
  asked_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint replies_pkey PRIMARY KEY (connection_id, reply_no),
  constraint replies_check CHECK ((state = 'asked'::text) = (ended_at IS NULL)),
  constraint replies_check1 CHECK (state <> 'refused'::text OR detail IS NOT NULL),
  constraint replies_reason_check CHECK (length(reason) >= 1 AND length(reason) <= 200),
  constraint replies_state_check CHECK (state = ANY (ARRAY['asked'::text, 'told'::text, 'refused'::text])),
  constraint replies_word_check CHECK (word = ANY (ARRAY['agree'::text, 'refuse'::text])),
  constraint replies_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES marketplaces.connections(connection_id)
);
create index replies_of_refund on marketplaces.replies using btree (connection_id, refund_no);

create table marketplaces.shipments (
  parcel_id uuid not null,
  connection_id text not null,
  channel_id text not null,
  external_no text not null,
  order_id uuid not null,
  carrier text not null,
  waybill_no text not null,
  state text not null,
  reason text,
  shipped_at timestamp with time zone not null,
  begun_at timestamp with time zone,
  written_at timestamp with time zone,
  constraint shipments_pkey PRIMARY KEY (parcel_id),
  constraint shipments_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'written'::text, 'refused'::text]))
);
create index shipments_of_connection on marketplaces.shipments using btree (connection_id, shipped_at DESC, parcel_id DESC);
create index shipments_of_order on marketplaces.shipments using btree (order_id);
create index shipments_open on marketplaces.shipments using btree (shipped_at DESC, parcel_id) WHERE (state <> 'written'::text);

create table marketplaces.statement_entries (
  connection_id text not null,
  entry_no text not null,
  day date not null,
  kind text not null,
  external_no text,
  amount_minor bigint not null,
  currency text not null,
  happened_at timestamp with time zone not null,
  note text,
  constraint statement_entries_pkey PRIMARY KEY (connection_id, entry_no),
  constraint statement_entries_kind_check CHECK (kind = ANY (ARRAY['sale'::text, 'refund'::text, 'fee'::text, 'other'::text]))
);
create index statement_entries_of_day on marketplaces.statement_entries using btree (connection_id, day, entry_no);
create index statement_entries_of_order on marketplaces.statement_entries using btree (connection_id, external_no) WHERE (external_no IS NOT NULL);

create table marketplaces.statements (
  connection_id text not null,
  day date not null,
  state text not null,
  asked_by text not null,
  next_at timestamp with time zone,
  attempts integer not null default 0,
  failure text,
  entries integer not null default 0,
  currency text,
  sale_minor bigint not null default 0,
  refund_minor bigint not null default 0,
  fee_minor bigint not null default 0,
  other_minor bigint not null default 0,
  taken_at timestamp with time zone,
  constraint statements_pkey PRIMARY KEY (connection_id, day),
  constraint statements_check CHECK ((state = 'taken'::text) = (taken_at IS NOT NULL AND next_at IS NULL)),
  constraint statements_state_check CHECK (state = ANY (ARRAY['asked'::text, 'taken'::text])),
  constraint statements_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES marketplaces.connections(connection_id)
);
create index statements_by_day on marketplaces.statements using btree (day DESC, connection_id DESC);
create index statements_due on marketplaces.statements using btree (next_at) WHERE (next_at IS NOT NULL);

-- ==================== community ====================

create schema community;

create table community.asked (
  member_id uuid not null,
  voice_id uuid not null,
  spu_id text not null,
  asked_at timestamp with time zone not null,
  constraint asked_pkey PRIMARY KEY (member_id, voice_id)
);
create index asked_lately on community.asked using btree (member_id, asked_at DESC);
create index asked_of_question on community.asked using btree (voice_id);

create table community.followed (
  spu_id text not null,
  lifecycle text not null,
  in_stock boolean not null,
  looked_at timestamp with time zone not null,
  constraint followed_pkey PRIMARY KEY (spu_id)
);

create table community.follows (
  owner_id uuid not null,
  spu_id text not null,
  price_minor bigint,
  followed_at timestamp with time zone not null,
  told_at timestamp with time zone,
  constraint follows_pkey PRIMARY KEY (owner_id, spu_id)
);
create index follows_by_product on community.follows using btree (spu_id, owner_id);

create table community.pictures (
  member_id uuid not null,
  file text not null,
  sent_at timestamp with time zone not null,
  constraint pictures_pkey PRIMARY KEY (member_id, file)
);

create table community.ratings (
  spu_id text not null,
  stars_1 integer not null default 0,
  stars_2 integer not null default 0,
  stars_3 integer not null default 0,
  stars_4 integer not null default 0,
  stars_5 integer not null default 0,
  constraint ratings_pkey PRIMARY KEY (spu_id),
  constraint ratings_stars_1_check CHECK (stars_1 >= 0),
  constraint ratings_stars_2_check CHECK (stars_2 >= 0),
  constraint ratings_stars_3_check CHECK (stars_3 >= 0),
  constraint ratings_stars_4_check CHECK (stars_4 >= 0),
  constraint ratings_stars_5_check CHECK (stars_5 >= 0)
);

create table community.view_refusals (
  owner_id uuid not null,
  refused_at timestamp with time zone not null,
  constraint view_refusals_pkey PRIMARY KEY (owner_id)
);

create table community.views (
  owner_id uuid not null,
  spu_id text not null,
  viewed_at timestamp with time zone not null,
  constraint views_pkey PRIMARY KEY (owner_id, spu_id)
);
create index views_old on community.views using btree (viewed_at);

create table community.voices (
  spu_id text not null,
  voice_id uuid not null,
  kind text not null,
  about_id uuid,
  order_id uuid,
  line_no smallint,
  sku_id text,
  author_id uuid,
  author_name text not null,
  stars smallint,
  words text not null,
  pictures text[] not null default '{}'::text[],
  flagged text[] not null default '{}'::text[],
  state text not null,
  reason text,
  reply text,
  replied_by text,
  replied_at timestamp with time zone,
  helpful integer not null default 0,
  written_at timestamp with time zone not null,
  judged_by text,
  judged_at timestamp with time zone,
  constraint voices_pkey PRIMARY KEY (spu_id, voice_id),
  constraint voices_check CHECK ((kind = 'review'::text) = (order_id IS NOT NULL)),
  constraint voices_check1 CHECK ((kind = 'review'::text) = (line_no IS NOT NULL)),
  constraint voices_check2 CHECK ((kind = 'review'::text) = (stars IS NOT NULL)),
  constraint voices_check3 CHECK ((kind = ANY (ARRAY['follow_up'::text, 'answer'::text])) = (about_id IS NOT NULL)),
  constraint voices_check4 CHECK (state <> 'hidden'::text OR reason IS NOT NULL),
  constraint voices_check5 CHECK ((reply IS NULL) = (replied_at IS NULL)),
  constraint voices_helpful_check CHECK (helpful >= 0),
  constraint voices_kind_check CHECK (kind = ANY (ARRAY['review'::text, 'follow_up'::text, 'question'::text, 'answer'::text])),
  constraint voices_pictures_check CHECK (cardinality(pictures) <= 6),
  constraint voices_stars_check CHECK (stars >= 1 AND stars <= 5),
  constraint voices_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'shown'::text, 'hidden'::text]))
);
create index voices_about on community.voices using btree (spu_id, about_id, written_at) WHERE (about_id IS NOT NULL);
create index voices_by_id on community.voices using btree (voice_id);
create index voices_by_state on community.voices using btree (state, written_at DESC, voice_id DESC);
create index voices_helpful on community.voices using btree (spu_id, kind, helpful DESC, written_at DESC, voice_id DESC) WHERE (state = 'shown'::text);
create index voices_newest on community.voices using btree (written_at DESC, voice_id DESC);
create index voices_of_author on community.voices using btree (author_id, written_at DESC, voice_id DESC) WHERE (author_id IS NOT NULL);
create unique index voices_one_follow_up on community.voices using btree (spu_id, about_id) WHERE (kind = 'follow_up'::text);
create unique index voices_one_review on community.voices using btree (spu_id, order_id, line_no) WHERE (kind = 'review'::text);
create index voices_shown on community.voices using btree (spu_id, kind, written_at DESC, voice_id DESC) WHERE (state = 'shown'::text);

create table community.votes (
  spu_id text not null,
  voice_id uuid not null,
  member_id uuid not null,
  voted_at timestamp with time zone not null,
  constraint votes_pkey PRIMARY KEY (spu_id, voice_id, member_id)
);
create index votes_of_member on community.votes using btree (member_id);

create table community.words (
  word text not null,
  action text not null,
  saved_by text not null,
  saved_at timestamp with time zone not null,
  constraint words_pkey PRIMARY KEY (word),
  constraint words_action_check CHECK (action = ANY (ARRAY['refuse'::text, 'flag'::text]))
);

-- ==================== work ====================

create schema work;

create table work.notices (
  id uuid not null,
  title text not null,
  body text not null,
  organization_ids text[] not null,
  role_ids text[],
  pinned boolean not null default false,
  published_at timestamp with time zone not null,
  published_by text not null,
  published_by_name text not null,
  expires_at timestamp with time zone,
  withdrawn_at timestamp with time zone,
  constraint notices_pkey PRIMARY KEY (id),
  constraint notices_check CHECK (expires_at > published_at),
  constraint notices_organization_ids_check CHECK (cardinality(organization_ids) > 0),
  constraint notices_role_ids_check CHECK (cardinality(role_ids) > 0)
);
create index notices_by_time on work.notices using btree (pinned DESC, id DESC) WHERE (withdrawn_at IS NULL);

create table work.receipts (
  notice_id uuid not null,
  staff_id uuid not null,
  read_at timestamp with time zone not null,
  constraint receipts_pkey PRIMARY KEY (notice_id, staff_id),
  constraint receipts_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES work.notices(id)
);
