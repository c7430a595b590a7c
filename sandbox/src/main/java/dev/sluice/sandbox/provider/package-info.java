/** What the three providers share: the HTTP door, reading of input, idempotency. */
@NullMarked
package dev.sluice.sandbox.provider;

import org.jspecify.annotations.NullMarked;
