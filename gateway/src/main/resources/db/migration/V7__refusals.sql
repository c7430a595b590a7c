-- Deliveries that were refused at the door, newest last and only so many: neither body nor secret.
CREATE TABLE refusals (
  seq         INTEGER PRIMARY KEY,
  at          INTEGER NOT NULL,
  source      TEXT    NOT NULL,
  reason      TEXT    NOT NULL,
  body_sha256 BLOB    NOT NULL,
  body_bytes  INTEGER NOT NULL,
  remote      TEXT    NOT NULL
);
CREATE INDEX refusals_by_source ON refusals (source, seq);
