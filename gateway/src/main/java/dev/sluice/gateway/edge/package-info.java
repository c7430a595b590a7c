/** HTTP: limits, problems, and the paths of the API. */
@NullMarked
package dev.sluice.gateway.edge;

import org.jspecify.annotations.NullMarked;
