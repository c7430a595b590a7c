/** The pretend bank. */
@NullMarked
package dev.sluice.sandbox.payment;

import org.jspecify.annotations.NullMarked;
