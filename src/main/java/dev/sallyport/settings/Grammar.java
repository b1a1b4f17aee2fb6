package dev.sallyport.settings;

import java.nio.file.Path;
import java.util.Map;

/**
 * How the values of a type are written in a file. Types of the JDK have theirs in {@link Grammars}; a type of ours
 * has its own, in a static method {@code grammar()}, or is a record: a mapping.
 */
public interface Grammar<T> {

    /**
     * @param key what the value is called, for messages
     * @param base the directory that relative paths start from
     * @throws InvalidSettingException with every mistake in it
     */
    T read(String key, Setting setting, Path base) throws InvalidSettingException;

    /** What such a value is called: {@code size}. */
    String name();

    /** What several are called. */
    default String plural() {
        return name() + "s";
    }

    /** The JSON schema of such a value. */
    Map<String, Object> schema();

    /** The value as it would be written: a Boolean, a Number, a String, a List of them, or a Map. */
    Object plain(T value);
}
