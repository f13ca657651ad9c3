package io.psephos.compression;

/** Checks of votes that are packed 64 to a word. */
final class VoteWords {
    private VoteWords() {}

    static void check(String what, int count, long[] words) {
        if (words.length != (count + 63) >>> 6) {
            throw new IllegalArgumentException(what + " of " + count + " coordinates had " + words.length + " words");
        }
        if ((count & 63) != 0 && words[words.length - 1] >>> count != 0) {
            throw new IllegalArgumentException(what + " of " + count + " coordinates must leave unused bits 0, was 0x"
                    + Long.toHexString(words[words.length - 1]));
        }
    }

    static void checkDisjoint(long[] plus, long[] minus) {
        long both = 0;
        for (int w = 0; w < plus.length; w++) {
            both |= plus[w] & minus[w];
        }
        if (both != 0) {
            throw new IllegalArgumentException("a coordinate voted for and against");
        }
    }

    static void checkCount(Blocks blocks, Payload votes) {
        if (blocks.count() != votes.count()) {
            throw new IllegalArgumentException(
                    "blocks of " + blocks.count() + " coordinates cannot scale " + votes.count() + " votes");
        }
    }

    /** One past the last coordinate of word w. */
    static int endOf(int w, int count) {
        return Math.min(count, (w + 1) << 6);
    }
}
