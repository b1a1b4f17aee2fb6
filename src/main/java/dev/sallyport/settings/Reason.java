package dev.sallyport.settings;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;

/** Why something failed, for people: the message of some failures of a file system is the path alone. */
public final class Reason {

    private Reason() {}

    /** With the file, where there is one: {@code /etc/policy.yaml: permission denied}. */
    public static String of(Throwable failure) {
        if (failure instanceof FileSystemException error && error.getFile() != null) {
            return error.getFile() + ": " + withoutFile(error);
        }
        return Optional.ofNullable(failure.getMessage()).orElseGet(failure::toString);
    }

    /** Without the file: {@code permission denied}. */
    public static String withoutFile(Throwable failure) {
        return switch (failure) {
            case FileSystemException error when error.getReason() != null -> error.getReason();
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such file or directory";
            case NotDirectoryException _ -> "not a directory";
            case FileAlreadyExistsException _ -> "it exists already, and is something else";
            case FileSystemException error -> error.getClass().getSimpleName();
            default -> Optional.ofNullable(failure.getMessage()).orElseGet(failure::toString);
        };
    }
}
