/** What people are asked, apart from any workflow. */
@NullMarked
package dev.sluice.workflows.task;

import org.jspecify.annotations.NullMarked;
