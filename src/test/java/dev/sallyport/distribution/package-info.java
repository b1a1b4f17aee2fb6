/** The distribution that {@code mvn package} lays out: trained, started and put under fire as it will be shipped. */
@NullMarked
package dev.sallyport.distribution;

import org.jspecify.annotations.NullMarked;
