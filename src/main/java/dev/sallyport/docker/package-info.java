/**
 * The information point (XACML: PIP): asks the Docker API what the daemon knows of containers, images and volumes.
 */
@NullMarked
package dev.sallyport.docker;

import org.jspecify.annotations.NullMarked;
