/** Which routes an event matches, under which conditions, and what each would do. */
@NullMarked
package dev.sluice.gateway.route;

import org.jspecify.annotations.NullMarked;
