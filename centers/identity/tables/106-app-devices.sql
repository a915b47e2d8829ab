-- Apps have no cookie, they name their device. Each joining of what was done there begins another visitor: the next person who holds the device is not the last one.
create table identity.app_devices (
  device_hash text primary key,
  turn integer not null check (turn > 0),
  joined_at timestamptz not null
);
