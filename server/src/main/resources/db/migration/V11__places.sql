-- Large values may lie in files beside the database: a column has the value, or x_place says where it is. Every line may
-- run again.
alter table update_frames alter column frame drop not null;
alter table update_frames add column if not exists frame_place varchar(200);
alter table update_frames add column if not exists bytes integer;
alter table models alter column parameters drop not null;
alter table models add column if not exists parameters_place varchar(200);
alter table models add column if not exists step_place varchar(200);
alter table job_state alter column body drop not null;
alter table job_state add column if not exists body_place varchar(200);
alter table artefacts alter column body drop not null;
alter table artefacts add column if not exists body_place varchar(200);
alter table uploaded_artefacts alter column body drop not null;
alter table uploaded_artefacts add column if not exists body_place varchar(200);
