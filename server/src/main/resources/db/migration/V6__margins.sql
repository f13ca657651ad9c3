-- Shares of coordinates by their margin, a JSON array; empty in rounds of before.
alter table rounds add column margin_histogram varchar;
