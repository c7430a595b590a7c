/** Derived events, on their way back to the gateway. */
@NullMarked
package dev.sluice.activities.event;

import org.jspecify.annotations.NullMarked;
