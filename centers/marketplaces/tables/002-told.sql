-- Fingerprints of address and note as the platform last told them: what it changes is followed, what our people changed since is left alone.
alter table marketplaces.pulled add column address_told text;
alter table marketplaces.pulled add column note_told text;
