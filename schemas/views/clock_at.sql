-- How does every clock stand at an instant, by all that is known?
-- Grain: one row a case and target that applies. Instants are compared here, at read time; nothing is ticked.
-- Asked for an instant at or after a clock's last change, its row's scalars answer, for an earlier one its arrays.
CREATE OR REPLACE VIEW clock_at AS
{{clock_at}};
