/** What a run tells the world: derived events, through the gateway. */
@NullMarked
package dev.sluice.workflows.event;

import org.jspecify.annotations.NullMarked;
