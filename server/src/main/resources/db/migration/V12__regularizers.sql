-- Names of the regularizers that a client knows; null where it does not say. The line may run again.
alter table clients add column if not exists regularizers varchar;
