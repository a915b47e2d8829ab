-- The material numbers of a system. Where a system has its own, nothing goes out under a number it does not know.
create table erp.materials (
  system_id text not null references erp.systems,
  -- Ours; FREIGHT and AMOUNT are lines without goods.
  sku_id text not null,
  material text not null,
  saved_at timestamptz not null,
  primary key (system_id, sku_id)
);
create index materials_by_material on erp.materials (system_id, material);
alter table erp.systems add column own_materials boolean not null default false;
-- What a line is called there: set once, when it is known.
alter table erp.lines add column material text;
update erp.lines set material = sku_id;
-- A document waits as `unmapped` until each of its lines has a material.
alter table erp.documents drop constraint documents_state_check;
alter table erp.documents add constraint documents_state_check check (state in ('unmapped', 'waiting', 'booked', 'differs', 'refused'));
create index documents_of_system on erp.documents (system_id, state);
