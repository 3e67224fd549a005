-- Version 2: what people said is not the same, so that grouping never joins it again.
-- Ids of documents keep stories apart, references of tellings (document#start-end) keep events apart; a < b.

CREATE TABLE apart (
    a VARCHAR NOT NULL,
    b VARCHAR NOT NULL,
    why VARCHAR,
    told TIMESTAMP NOT NULL                -- UTC
);
