-- What DIANA's server remembers, and the levels that DQ-SGD's last aggregate asked for.

alter table jobs add column shift bytea;
alter table jobs add column levels integer;
