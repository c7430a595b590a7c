/** Questions to a person, and their answers. */
@NullMarked
package dev.sluice.workflows.task;

import org.jspecify.annotations.NullMarked;
