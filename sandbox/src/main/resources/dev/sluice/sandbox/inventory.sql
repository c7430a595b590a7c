CREATE TABLE IF NOT EXISTS reservations (
  id         TEXT PRIMARY KEY,
  order_id   TEXT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('reserved', 'committed', 'released')),
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS reserved_items (
  reservation_id TEXT NOT NULL REFERENCES reservations (id),
  sku            TEXT NOT NULL,
  quantity       INTEGER NOT NULL,
  PRIMARY KEY (reservation_id, sku)
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS reserved_by_sku ON reserved_items (sku);
