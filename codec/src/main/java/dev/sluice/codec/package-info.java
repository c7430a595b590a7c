/**
 * The encryption of what Temporal keeps, which gateway and worker must do in the same way: the
 * codec, its keys, and where their secrets are.
 */
@NullMarked
package dev.sluice.codec;

import org.jspecify.annotations.NullMarked;
