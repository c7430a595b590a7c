/** The pretend carrier. */
@NullMarked
package dev.sluice.sandbox.shipping;

import org.jspecify.annotations.NullMarked;
