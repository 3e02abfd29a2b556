-- Numbers from law, by country and two times: from when they hold, and from when this installation knew them.
DROP TABLE rule;
CREATE TABLE law (
    country TEXT NOT NULL, name TEXT NOT NULL, valid_from BIGINT NOT NULL, known_at BIGINT NOT NULL, valid_to BIGINT NOT NULL,
    value TEXT NOT NULL, source TEXT NOT NULL,
    PRIMARY KEY (country, name, valid_from, known_at)
) CLUSTERED;
