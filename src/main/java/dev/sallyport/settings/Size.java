package dev.sallyport.settings;

/** A size as the docker CLI writes it: {@code 512m}, {@code 64MB}, {@code 67108864}, all in powers of 1024. */
public record Size(long bytes) {

    static Grammar<Size> grammar() {
        return new Quantity<>(Unit.BYTE, Size::new, Size::bytes, 0, Long.MAX_VALUE);
    }

    public static Size ofMebibytes(long count) {
        return new Size(count << 20);
    }

    /** With the largest suffix that leaves it whole: {@code 512m}, {@code 67108865b}. */
    @Override
    public String toString() {
        return Unit.BYTE.show(bytes);
    }
}
