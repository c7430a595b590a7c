/** What the JDK has, said in fewer words. Knows nothing of the rest. */
@NullMarked
package dev.sluice.gateway.jdk;

import org.jspecify.annotations.NullMarked;
