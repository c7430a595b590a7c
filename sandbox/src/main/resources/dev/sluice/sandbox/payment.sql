CREATE TABLE IF NOT EXISTS authorisations (
  id             TEXT PRIMARY KEY,
  order_id       TEXT NOT NULL,
  amount         TEXT NOT NULL,
  currency       TEXT NOT NULL,
  token          TEXT NOT NULL,
  state          TEXT NOT NULL CHECK (state IN ('authorised', 'captured', 'voided', 'refunded')),
  transaction_id TEXT,
  refund_id      TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS authorisations_of_order ON authorisations (order_id);

CREATE TABLE IF NOT EXISTS healed_orders (
  order_id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
