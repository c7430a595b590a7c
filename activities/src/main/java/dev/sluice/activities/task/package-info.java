/** The inbox, kept in step with the runs. */
@NullMarked
package dev.sluice.activities.task;

import org.jspecify.annotations.NullMarked;
