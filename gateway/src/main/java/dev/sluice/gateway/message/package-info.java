/** What people are told of the questions that they are asked, and the links to answer them by. */
@NullMarked
package dev.sluice.gateway.message;

import org.jspecify.annotations.NullMarked;
