-- What variants of one product share, and what recommendations can read of an item.
ALTER TABLE item ADD COLUMN brand TEXT NOT NULL DEFAULT '';
ALTER TABLE item ADD COLUMN item_group TEXT NOT NULL DEFAULT '';
ALTER TABLE item ADD COLUMN description TEXT NOT NULL DEFAULT '';
