/** Where events of other shapes come from: who sent them, and what they say. */
@NullMarked
package dev.sluice.gateway.source;

import org.jspecify.annotations.NullMarked;
