/** The durable, ordered record of accepted events, their identities and verdicts. */
@NullMarked
package dev.sluice.gateway.journal;

import org.jspecify.annotations.NullMarked;
