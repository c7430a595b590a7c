/** The pretend warehouse. */
@NullMarked
package dev.sluice.sandbox.inventory;

import org.jspecify.annotations.NullMarked;
