package dev.sallyport.policy;

import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.Word;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/**
 * When something ends.
 *
 * @param text a date, which is its last day in UTC; or a time with its offset (RFC 3339)
 * @param end the first moment at which it has ended
 */
record Expiry(String text, Instant end) {

    static Grammar<Expiry> grammar() {
        return new Word<>("date", "a date such as 2027-01-31, or a time such as 2027-01-31T18:00:00Z",
                "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+(Z|[+-][0-9:]+))?$", (text, _) -> parse(text));
    }

    /** @throws IllegalArgumentException if it is none, without a message */
    static Expiry parse(String text) {
        try {
            Instant end = text.contains("T")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDate.parse(text).plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
            return new Expiry(text, end);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException();
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
