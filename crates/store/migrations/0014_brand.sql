-- How a company's pages look: a colour (#rrggbb), and its logo with what a page must know of it. Empty: as the program's own.
ALTER TABLE tenant ADD COLUMN accent TEXT NOT NULL DEFAULT '';
ALTER TABLE tenant ADD COLUMN logo_name TEXT NOT NULL DEFAULT '';
ALTER TABLE tenant ADD COLUMN logo_width BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tenant ADD COLUMN logo_height BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tenant ADD COLUMN logo BYTES;
