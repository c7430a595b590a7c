/** Steps, their ledger, and the way back: what every saga here is made of. */
@NullMarked
package dev.sluice.workflows.saga;

import org.jspecify.annotations.NullMarked;
