/** Every branch of the order saga, with time skipped and the providers played. */
@NullMarked
package dev.sluice.workflows.order;

import org.jspecify.annotations.NullMarked;
