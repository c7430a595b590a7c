#!/bin/sh
# Creates and updates the schemas of both databases. Safe to run again.
set -eu
for db in temporal temporal_visibility; do
  folder=/etc/temporal/schema/postgresql/v12/${db#temporal_}/versioned
  temporal-sql-tool --plugin "$SQL_PLUGIN" --ep "$SQL_HOST" -p "$SQL_PORT" -u "$SQL_USER" --pw "$SQL_PASSWORD" \
    --db "$db" create || echo "database $db is already there"
  temporal-sql-tool --plugin "$SQL_PLUGIN" --ep "$SQL_HOST" -p "$SQL_PORT" -u "$SQL_USER" --pw "$SQL_PASSWORD" \
    --db "$db" setup-schema -v 0.0 || echo "schema of $db is already there"
  temporal-sql-tool --plugin "$SQL_PLUGIN" --ep "$SQL_HOST" -p "$SQL_PORT" -u "$SQL_USER" --pw "$SQL_PASSWORD" \
    --db "$db" update-schema -d "$folder"
done
