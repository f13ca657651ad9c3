-- A name belongs to a living client, not to a token that nobody used.
alter table enrolment_tokens drop column reserved_name;
