/** The act on Temporal: start, signal, cancel; held while it is away. */
@NullMarked
package dev.sluice.gateway.dispatch;

import org.jspecify.annotations.NullMarked;
