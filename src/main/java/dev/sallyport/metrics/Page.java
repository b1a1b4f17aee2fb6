package dev.sallyport.metrics;

/**
 * What is answered to one who asks.
 *
 * @param status of HTTP
 * @param type its media type
 */
public record Page(int status, String type, String text) {

    public static Page text(int status, String text) {
        return new Page(status, "text/plain; charset=utf-8", text);
    }
}
