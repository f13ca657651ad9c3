package io.psephos.cli;

import io.psephos.protocol.Text;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The values that options take, each a converter whose refusal says what the option takes. */
final class Options {
    /** The largest seed of a job file. */
    private static final long LARGEST_SEED = (1L << 53) - 1;

    private Options() {}

    /** A seed, as in job files. */
    static final class Seed implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return whole(text, 0, LARGEST_SEED, "any such number will do");
        }
    }

    /** A number of threads. */
    static final class Threads implements ITypeConverter<Integer> {
        private static final int MOST = 1024;

        @Override
        public Integer convert(String text) {
            return (int) whole(text, 1, MOST, "more than the machine has cores gain nothing");
        }
    }

    /** A port to listen at. */
    static final class Port implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return (int) whole(text, 0, 65_535, "0 is any that is free");
        }
    }

    /** A share of 0 or more and below 1. */
    static final class ShareBelowOne implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            return share(text, "must be at least 0 and below 1", value -> value >= 0 && value < 1);
        }
    }

    /** A share above 0. */
    static final class ShareAboveZero implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            return share(text, "must be above 0 and at most 1", value -> value > 0 && value <= 1);
        }
    }

    /** The path of a file or folder. */
    static final class GivenPath implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            if (text.isBlank()) {
                throw refused("must name a file or folder", text);
            }
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw refused("must be a path that this system's file names can spell", text);
            }
        }
    }

    /** The origin of a server. */
    static final class Origin implements ITypeConverter<URI> {
        @Override
        public URI convert(String text) {
            try {
                return new URI(text);
            } catch (URISyntaxException e) {
                throw refused("must be http(s)://host[:port]", text);
            }
        }
    }

    private interface Range {
        boolean holds(double value);
    }

    private static double share(String text, String demand, Range range) {
        try {
            double value = Double.parseDouble(text);
            if (range.holds(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // No number: refused below like any other.
        }
        throw refused(demand, text);
    }

    private static long whole(String text, long least, long most, String advice) {
        try {
            long value = Long.parseLong(text.strip());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // No whole number, or one beyond 64 bits: refused below like any other.
        }
        throw refused("must be a whole number from " + least + " to " + most + ", " + advice, text);
    }

    private static TypeConversionException refused(String demand, String text) {
        return new TypeConversionException(demand + "; was '" + Text.printable(text) + "'");
    }
}
