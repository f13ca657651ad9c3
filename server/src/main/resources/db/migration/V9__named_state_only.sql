-- What stands in job_state now. Every line may run again.
drop table if exists filter_state;
alter table jobs drop column if exists momentum;
alter table jobs drop column if exists residual;
alter table jobs drop column if exists shift;
alter table jobs drop column if exists last_direction;
alter table jobs drop column if exists bounds;
alter table jobs drop column if exists levels;
