package dev.podsonde.linux;

import java.nio.file.Path;

/**
 * Where to capture.
 *
 * @param name what to call it, as the operator wrote it
 * @param description what is known of it, for the capture file; empty when nothing is
 * @param netns the path of its network namespace
 */
public record CaptureTarget(String name, String description, Path netns) {}
