/** The one event shape, and how each wire format becomes it. */
@NullMarked
package dev.sluice.gateway.event;

import org.jspecify.annotations.NullMarked;
