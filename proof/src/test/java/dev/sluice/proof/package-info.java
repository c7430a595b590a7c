/** What proves the promises: the whole, from outside, as processes over HTTP. */
@NullMarked
package dev.sluice.proof;

import org.jspecify.annotations.NullMarked;
