-- Version 1: one table a layer of the record (schema talion/1), the earlier versions, and what failed.
--
-- Tables hold current versions only; `doc` is a document's key inside the database, `n` a row's place in its
-- record. Spans are code points of documents.text, ends exclusive. Columns that the record itself does not
-- have are marked "derived": they save a join, and a record is given back without them.
-- No indexes: the engine's own column statistics serve the filters, and adding stays as fast at any size.

CREATE TABLE documents (
    doc BIGINT NOT NULL,
    id VARCHAR NOT NULL,
    version INTEGER NOT NULL,              -- 1, and one more with each correction
    title VARCHAR,
    published VARCHAR,                     -- as the record has it: ISO date or date-time
    published_day DATE,                    -- derived
    publisher VARCHAR,
    url VARCHAR,
    language VARCHAR,
    text VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    sentences STRUCT("start" INTEGER, "end" INTEGER)[] NOT NULL,
    events INTEGER NOT NULL,               -- derived: how many
    claims INTEGER NOT NULL,               -- derived
    links INTEGER NOT NULL,                -- derived
    document_digest VARCHAR NOT NULL,      -- SHA-256 of the document's JSON
    record_digest VARCHAR NOT NULL,        -- SHA-256 of the record's JSON
    added TIMESTAMP NOT NULL,              -- UTC
    talion VARCHAR NOT NULL                -- the version of Talion that added it
);

CREATE TABLE actors (
    doc BIGINT NOT NULL,
    document VARCHAR NOT NULL,             -- documents.id, here and below
    n INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    country VARCHAR,
    sector VARCHAR,
    mentions STRUCT("start" INTEGER, "end" INTEGER)[] NOT NULL
);

CREATE TABLE events (
    event BIGINT NOT NULL,                 -- the event's key inside the database
    doc BIGINT NOT NULL,
    document VARCHAR NOT NULL,
    n INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    published VARCHAR,                     -- derived
    publisher VARCHAR,                     -- derived
    day DATE,                              -- derived: first day of its time, else the story's day
    dated BOOLEAN NOT NULL,                -- derived: whether the text itself tells the day
    type VARCHAR NOT NULL,
    mode VARCHAR,
    contexts VARCHAR[] NOT NULL,
    cameo VARCHAR,
    quad VARCHAR NOT NULL,
    goldstein DOUBLE NOT NULL,
    status VARCHAR NOT NULL,
    actors VARCHAR[] NOT NULL,             -- ids, as in the record
    actor_names VARCHAR[] NOT NULL,        -- derived, in the order of the ids
    actor_countries VARCHAR[] NOT NULL,    -- derived
    actor_sectors VARCHAR[] NOT NULL,      -- derived
    recipients VARCHAR[] NOT NULL,
    recipient_names VARCHAR[] NOT NULL,    -- derived
    recipient_countries VARCHAR[] NOT NULL,-- derived
    recipient_sectors VARCHAR[] NOT NULL,  -- derived
    "time" VARCHAR,
    time_text VARCHAR,                     -- derived
    time_start DATE,                       -- derived
    time_end DATE,                         -- derived: the day after the last
    place VARCHAR,
    place_name VARCHAR,                    -- derived
    place_country VARCHAR,                 -- derived
    place_lat DOUBLE,                      -- derived
    place_lon DOUBLE,                      -- derived
    quantities VARCHAR[] NOT NULL,
    "trigger" VARCHAR NOT NULL,            -- derived: the words
    trigger_start INTEGER NOT NULL,
    trigger_end INTEGER NOT NULL,
    sentence INTEGER NOT NULL,
    sentence_start INTEGER,                -- derived
    sentence_end INTEGER,                  -- derived
    claims VARCHAR[] NOT NULL,
    mentions STRUCT(sentence INTEGER, "start" INTEGER, "end" INTEGER)[] NOT NULL,
    confidence DOUBLE NOT NULL
);

-- Derived as a whole: a row for each actor and recipient of an event, with what is asked of it.
-- An event with two actors and three recipients has six rows; one without a recipient has a null there.
CREATE TABLE dyads (
    event BIGINT NOT NULL,
    doc BIGINT NOT NULL,
    day DATE,
    dated BOOLEAN NOT NULL,
    type VARCHAR NOT NULL,
    mode VARCHAR,
    quad VARCHAR NOT NULL,
    goldstein DOUBLE NOT NULL,
    status VARCHAR NOT NULL,
    actor VARCHAR,
    actor_country VARCHAR,
    actor_sector VARCHAR,
    recipient VARCHAR,
    recipient_country VARCHAR,
    recipient_sector VARCHAR,
    place_name VARCHAR,
    place_country VARCHAR,
    publisher VARCHAR,
    document VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL
);

CREATE TABLE claims (
    doc BIGINT NOT NULL,
    document VARCHAR NOT NULL,
    n INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    published VARCHAR,                     -- derived
    published_day DATE,                    -- derived
    publisher VARCHAR,                     -- derived
    source VARCHAR,                        -- id of the actor who speaks
    source_name VARCHAR,                   -- derived
    source_country VARCHAR,                -- derived
    source_sector VARCHAR,                 -- derived
    anonymous BOOLEAN NOT NULL,
    source_words VARCHAR,                  -- derived
    source_start INTEGER,
    source_end INTEGER,
    cue VARCHAR,                           -- derived
    cue_start INTEGER,
    cue_end INTEGER,
    content VARCHAR[] NOT NULL,            -- derived: the words of its parts
    content_spans STRUCT("start" INTEGER, "end" INTEGER)[] NOT NULL,
    quote VARCHAR NOT NULL,
    stance VARCHAR NOT NULL,
    about VARCHAR[] NOT NULL,
    chain VARCHAR[] NOT NULL,
    chain_names VARCHAR[] NOT NULL         -- derived
);

CREATE TABLE links (
    doc BIGINT NOT NULL,
    document VARCHAR NOT NULL,
    n INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    published VARCHAR,                     -- derived
    publisher VARCHAR,                     -- derived
    day DATE,                              -- derived: of the response, else of the story
    kind VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    antecedent VARCHAR,                    -- id of the event
    antecedent_event BIGINT,               -- derived: its key
    antecedent_words VARCHAR NOT NULL,     -- derived
    antecedent_start INTEGER NOT NULL,
    antecedent_end INTEGER NOT NULL,
    response VARCHAR,
    response_event BIGINT,                 -- derived
    response_words VARCHAR NOT NULL,       -- derived
    response_start INTEGER NOT NULL,
    response_end INTEGER NOT NULL,
    cue VARCHAR,                           -- derived
    cue_start INTEGER,
    cue_end INTEGER,
    claims VARCHAR[] NOT NULL,
    confidence DOUBLE NOT NULL
);

CREATE TABLE quantities (
    doc BIGINT NOT NULL,
    document VARCHAR NOT NULL,
    n INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    words VARCHAR NOT NULL,                -- derived
    words_start INTEGER NOT NULL,
    words_end INTEGER NOT NULL,
    value DOUBLE,
    low DOUBLE,
    high DOUBLE,
    modifier VARCHAR NOT NULL,
    unit VARCHAR,
    kind VARCHAR NOT NULL,
    "of" VARCHAR,                          -- derived
    of_start INTEGER,
    of_end INTEGER,
    statistic BOOLEAN NOT NULL,
    checks STRUCT(against VARCHAR[], kind VARCHAR, consistent BOOLEAN, note VARCHAR)[] NOT NULL
);

CREATE TABLE places (
    doc BIGINT NOT NULL,
    document VARCHAR NOT NULL,
    n INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    words VARCHAR NOT NULL,                -- derived
    words_start INTEGER NOT NULL,
    words_end INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    country VARCHAR,
    lat DOUBLE,
    lon DOUBLE,
    geonames BIGINT,
    kind VARCHAR NOT NULL
);

CREATE TABLE times (
    doc BIGINT NOT NULL,
    document VARCHAR NOT NULL,
    n INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    words_start INTEGER NOT NULL,
    words_end INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    starts VARCHAR,                        -- as the record has it
    ends VARCHAR,
    start_day DATE,                        -- derived
    end_day DATE,                          -- derived
    relative BOOLEAN NOT NULL
);

CREATE TABLE pairs (
    doc BIGINT NOT NULL,
    document VARCHAR NOT NULL,
    n INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    type VARCHAR,
    mode VARCHAR,
    quad VARCHAR,
    status VARCHAR,
    confidence DOUBLE NOT NULL,
    event VARCHAR                          -- id, as in the record
);

-- Versions that a correction replaced, each as the line of JSON that its record is.
CREATE TABLE history (
    document VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    added TIMESTAMP NOT NULL,
    replaced TIMESTAMP NOT NULL,
    talion VARCHAR NOT NULL,
    record VARCHAR NOT NULL
);

-- Documents that could not be read or coded, until they can.
CREATE TABLE failures (
    document VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    message VARCHAR NOT NULL,
    failed TIMESTAMP NOT NULL
);
