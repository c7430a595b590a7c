/** The order saga: from placed to handed over, or undone. */
@NullMarked
package dev.sluice.workflows.order;

import org.jspecify.annotations.NullMarked;
