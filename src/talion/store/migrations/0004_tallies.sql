-- Version 4: how many events there are, counted when they come and go; talion.store.tallies says how, and fills it.
-- Derived as a whole. A row is what one commit added or took away; the sum of the rows is what there is.

CREATE TABLE tallies (
    kind VARCHAR NOT NULL,                 -- of which columns: 'days', 'places' or 'parties'
    doc BIGINT NOT NULL,                   -- the first key that the commit had for documents
    day DATE,
    type VARCHAR,
    quad VARCHAR,
    place_country VARCHAR,
    actor_country VARCHAR,
    recipient_country VARCHAR,
    events BIGINT NOT NULL,                -- negative: taken away
    score BIGINT NOT NULL                  -- sum of their goldstein in millionths, for these add up exactly
);
