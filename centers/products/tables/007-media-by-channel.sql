-- A picture may be made for one channel only, and for one shape; without either it serves everywhere.
alter table products.media add column channel_id text check (channel_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$');
alter table products.media add column layout text check (layout in ('square', 'tall', 'wide'));
