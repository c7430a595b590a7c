/** Dead letters that come back to life: one at a time, or many by a filter. */
@NullMarked
package dev.sluice.gateway.deadletter;

import org.jspecify.annotations.NullMarked;
