CREATE TABLE IF NOT EXISTS bookings (
  id                 TEXT PRIMARY KEY,
  order_id           TEXT NOT NULL,
  tracking_number    TEXT NOT NULL,
  estimated_delivery TEXT NOT NULL,
  cancelled          INTEGER NOT NULL DEFAULT 0,
  picked_at          INTEGER,
  handed_over_at     INTEGER
) STRICT, WITHOUT ROWID;
