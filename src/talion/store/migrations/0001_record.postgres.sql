-- What PostgreSQL needs beside version 1's tables: functions that DuckDB has and that the questions use,
-- keys, by which no document is in twice, and indexes.

CREATE FUNCTION lower(TEXT) RETURNS TEXT LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
    RETURN pg_catalog.lower($1 COLLATE "und-x-icu");  -- of all scripts, whatever the database's locale
CREATE FUNCTION contains(TEXT, TEXT) RETURNS BOOLEAN LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
    RETURN strpos($1, $2) > 0;
CREATE FUNCTION list_contains(TEXT[], TEXT) RETURNS BOOLEAN LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
    RETURN $2 = ANY($1);
CREATE FUNCTION list_has_any(TEXT[], TEXT[]) RETURNS BOOLEAN LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
    RETURN $1 && $2;
CREATE AGGREGATE list(TEXT) (SFUNC = array_append, STYPE = TEXT[]);
CREATE FUNCTION len(TEXT[]) RETURNS BIGINT LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
    RETURN cardinality($1);
CREATE FUNCTION len(JSONB) RETURNS BIGINT LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
    RETURN jsonb_array_length($1);

ALTER TABLE documents ADD PRIMARY KEY (doc);
ALTER TABLE documents ADD EXCLUDE USING hash (id WITH =);  -- unique, of any length
ALTER TABLE events ADD PRIMARY KEY (event);
ALTER TABLE history ADD EXCLUDE USING hash ((document || '#' || version) WITH =);

CREATE INDEX ON documents (published_day);
CREATE INDEX ON events (doc);
CREATE INDEX ON events (day);
CREATE INDEX ON dyads (event);
CREATE INDEX ON dyads (doc);
CREATE INDEX ON dyads (actor_country, recipient_country, day);
CREATE INDEX ON dyads (recipient_country, day);
CREATE INDEX ON dyads (day);
CREATE INDEX ON actors (doc);
CREATE INDEX ON claims (doc);
CREATE INDEX ON links (doc);
CREATE INDEX ON quantities (doc);
CREATE INDEX ON places (doc);
CREATE INDEX ON times (doc);
CREATE INDEX ON pairs (doc);
CREATE INDEX ON history USING hash (document);
CREATE INDEX ON failures USING hash (document);
