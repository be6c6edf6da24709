-- How does every case stand at an instant, with the verdict of its principal clock, by all that is known?
-- Grain: one row a case that had begun by as_of. A case without a principal clock has the verdict no-target.
-- Asked for an instant at or after the last change of a case, its row's scalars answer, for an earlier one its arrays;
-- the arrays are read for those cases alone. The flags are the one definition of what boards and indicators count.
CREATE OR REPLACE VIEW case_at AS
{{case_at}};
