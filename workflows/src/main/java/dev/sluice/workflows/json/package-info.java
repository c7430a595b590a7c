/** JSON from outside, of whatever shape. */
@NullMarked
package dev.sluice.workflows.json;

import org.jspecify.annotations.NullMarked;
