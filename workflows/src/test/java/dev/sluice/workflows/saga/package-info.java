/** What the order does not use of the saga library, or not in every way. */
@NullMarked
package dev.sluice.workflows.saga;

import org.jspecify.annotations.NullMarked;
