/** The configuration file: read whole, refused whole, with lines and reasons. */
@NullMarked
package dev.sluice.gateway.config;

import org.jspecify.annotations.NullMarked;
