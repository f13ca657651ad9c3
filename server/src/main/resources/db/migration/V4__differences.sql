-- What DIANA's server remembers, and the levels that DQ-SGD's last aggregate asked for.

alter table jobs add column shift bytea;
alter table jobs add column levels integer;

-- Mean bits of a level in the updates of a round, where rounds differ in it.
alter table rounds add column bits double precision;
