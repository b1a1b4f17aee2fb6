/** What a service tells systemd: that it is ready, and that it is alive. */
@NullMarked
package dev.sallyport.systemd;

import org.jspecify.annotations.NullMarked;
