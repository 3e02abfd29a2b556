-- How far a walk over all people has come: of which day, and after whom to go on; after nobody once it is through.
CREATE TABLE walk (tenant_id INT NOT NULL, name TEXT NOT NULL, day INT NOT NULL, upto BYTES, PRIMARY KEY (tenant_id, name)) CLUSTERED;
INSERT INTO work (tenant_id, queue, next_due_at, owner, until) SELECT tenant_id, 'renewal', 0, '', 0 FROM tenant;
