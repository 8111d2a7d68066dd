package dev.penstock.postgres.embedded;

/** What to do about what the server's programs said; their messages are English (see {@link Command}). */
final class Advice {

    private Advice() {}

    static String on(String output, String otherwise) {
        if (output.contains("No space left on device") || output.contains("Check free disk space")) {
            return "The disk is full: free some space and start again; nothing that was committed is lost.";
        }
        if (output.contains("could not map anonymous shared memory")
                || output.contains("could not create shared memory")) {
            return "There is too little memory for shared_buffers: lower that setting.";
        }
        if (output.contains("unrecognized configuration parameter") || output.contains("invalid value for parameter")) {
            return "Correct the setting of that name.";
        }
        if (output.contains("Permission denied") || output.contains("wrong ownership")) {
            return "Start as the user who owns the files, or give them to the user of this process.";
        }
        if (output.contains("Address already in use")) {
            return "Another program listens on that port: choose another, or 0 for any free one.";
        }
        return otherwise;
    }
}
