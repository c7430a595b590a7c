/** Names made from other names, so that nothing here is left to chance. */
@NullMarked
package dev.sluice.sandbox.hash;

import org.jspecify.annotations.NullMarked;
