-- Manuals and firmware are looked for over all products.
create index media_documents on products.media (spu_id) where role = 'document';
