/** Who people are: those whom the configuration names, and those who have signed in. */
@NullMarked
package dev.sluice.gateway.people;

import org.jspecify.annotations.NullMarked;
