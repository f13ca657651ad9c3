package io.psephos.cli;

import io.psephos.client.PsephosClientException;
import io.psephos.coordinator.jobfile.InvalidJobException;
import io.psephos.learning.format.DataFileException;
import io.psephos.protocol.Problem.Violation;
import io.psephos.simulation.lab.InvalidLabException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;

/** The words for a failure that people are told, which never are the names of classes. */
final class Reason {
    private static final String UNKNOWN = "; run it again with --verbose to see where";
    /** The name of a class of exceptions with its package, or of one without. */
    private static final Pattern CLASS_NAME = Pattern.compile(
            "\\b(?:[a-z]\\w*\\.)*([A-Z]\\w*?)(?:Exception|Error)\\b|\\b(?:java|javax|jdk|sun)(?:\\.\\w+)+");

    private Reason() {}

    /** Returns the reason: of expected failures the message alone, of others also the way to the details. */
    static String of(Throwable failure) {
        return switch (unwrapped(failure)) {
            case InvalidJobException invalid -> list("the job file is invalid:", invalid.violations());
            case InvalidLabException invalid -> list("the lab file is invalid:", invalid.violations());
            case FailedException told -> message(told);
            case InvalidInputException told -> message(told);
            case PsephosClientException told -> message(told);
            case DataFileException told -> message(told);
            case IllegalArgumentException told -> message(told);
            case IllegalStateException told -> message(told);
            case IOException io -> ofFile(io);
            case InterruptedException interrupted -> "interrupted";
            case OutOfMemoryError full ->
                "memory ran out (" + message(full)
                        + "): allow more with PSEPHOS_JAVA_OPTIONS=-Xmx8g, or run less at once";
            case Throwable unknown -> message(unknown) + UNKNOWN;
        };
    }

    /** Whether the failure is one of what the user named: a file that is not as it must be. */
    static boolean isOfInput(Throwable failure) {
        Throwable reason = unwrapped(failure);
        return reason instanceof InvalidInputException
                || reason instanceof InvalidJobException
                || reason instanceof InvalidLabException
                || reason instanceof DataFileException;
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean isWrapper = failure instanceof CompletionException
                || failure instanceof ExecutionException
                || failure instanceof UncheckedIOException;
        return isWrapper && cause != null ? unwrapped(cause) : failure;
    }

    private static String ofFile(IOException failure) {
        return switch (failure) {
            case NoSuchFileException missing -> "there is no file or folder " + missing.getFile();
            case FileAlreadyExistsException there -> "a file is in the way: " + there.getFile();
            case NotDirectoryException file -> file.getFile() + " is no folder";
            case DirectoryNotEmptyException full -> "the folder " + full.getFile() + " is not empty";
            case AccessDeniedException denied -> "no permission for " + denied.getFile();
            case FileSystemException other ->
                other.getFile() + ": " + (other.getReason() == null ? "cannot be used" : words(other.getReason()));
            case CharacterCodingException torn -> "the bytes of a file are no UTF-8";
            case UnknownHostException unknown -> "no host has the name " + unknown.getMessage();
            case ConnectException away -> "nobody listens there";
            default -> message(failure);
        };
    }

    private static String message(Throwable failure) {
        String text = failure.getMessage();
        return text == null || text.isBlank() ? kind(failure.getClass().getSimpleName()) : words(text);
    }

    /** Returns the text with plain words in the place of names of classes. */
    static String words(String text) {
        return CLASS_NAME.matcher(text).replaceAll(name -> name.group(1) == null ? "Java" : kind(name.group(1)));
    }

    /** The name of an exception as words: {@code IndexOutOfBoundsException} is index out of bounds. */
    private static String kind(String name) {
        String bare = name.replaceAll("(Exception|Error)$", "");
        return bare.isEmpty()
                ? "a failure"
                : bare.replaceAll("(?<=.)(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }

    static String list(String head, List<Violation> violations) {
        StringBuilder text = new StringBuilder(head);
        for (Violation violation : violations) {
            text.append(System.lineSeparator())
                    .append("  ")
                    .append(violation.path().isEmpty() ? "(file)" : violation.path())
                    .append(": ")
                    .append(words(violation.detail()));
        }
        return text.toString();
    }
}
