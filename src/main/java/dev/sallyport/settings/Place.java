package dev.sallyport.settings;

/**
 * Where something stands in a file.
 *
 * @param file as the user named it
 * @param line from 1; 0 for the file as a whole
 * @param column from 1; 0 for the file as a whole
 */
public record Place(String file, int line, int column) implements Comparable<Place> {

    public static Place whole(String file) {
        return new Place(file, 0, 0);
    }

    /** In the order of reading. */
    @Override
    public int compareTo(Place other) {
        int byFile = file.compareTo(other.file);
        int byLine = byFile == 0 ? Integer.compare(line, other.line) : byFile;
        return byLine == 0 ? Integer.compare(column, other.column) : byLine;
    }

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line + ":" + column;
    }
}
