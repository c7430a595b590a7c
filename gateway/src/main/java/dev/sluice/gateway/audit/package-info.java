/** The audit chain: what shows that nothing was changed, removed or reordered in the journal. */
@NullMarked
package dev.sluice.gateway.audit;

import org.jspecify.annotations.NullMarked;
