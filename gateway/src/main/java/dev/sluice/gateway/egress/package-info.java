/** The one way out to other hosts over HTTP: which addresses it goes to, and which never. */
@NullMarked
package dev.sluice.gateway.egress;

import org.jspecify.annotations.NullMarked;
