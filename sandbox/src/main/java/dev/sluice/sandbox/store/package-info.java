/** One provider's durable state: an SQLite file, its ledger, and the answers it gave. */
@NullMarked
package dev.sluice.sandbox.store;

import org.jspecify.annotations.NullMarked;
