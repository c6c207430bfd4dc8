-- DESTRUCTIVE: nobody can log in any more, and tasks lose the names of their owners.

DROP TABLE external_subject;
DROP TABLE account;
