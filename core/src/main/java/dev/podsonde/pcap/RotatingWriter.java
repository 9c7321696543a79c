package dev.podsonde.pcap;

import com.google.errorprone.annotations.MustBeClosed;
import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.Packet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes one capture to several files, each complete in itself, named and followed by the next as
 * tcpdump does it: a file is left when, before a packet, it is too old or has become too large.
 */
public final class RotatingWriter implements CaptureWriter {
  /** Opens one file. */
  public interface Opener {
    /** Makes or empties the file at {@code path}. */
    @MustBeClosed
    CaptureWriter create(Path path) throws IOException;
  }

  /** Adds to a file what belongs at its end, such as statistics. */
  public interface Closing {
    /** Writes to {@code writer}, which is closed next. */
    void beforeClose(CaptureWriter writer) throws IOException;
  }

  private final String pattern;
  private final Rotation rotation;
  private final Opener opener;
  private final Closing closing;
  private final InstantSource clock;
  private final ZoneId zone;
  private final List<CaptureInterface> declared = new ArrayList<>();

  private CaptureWriter file;
  private long fileSeconds;
  private int filesByAge;
  private int number;
  private boolean isFinished;

  /**
   * Makes the first file.
   *
   * @param pattern the name given with -w; with -G a format of strftime(3)
   * @param closing is called for every file but the last, whose end is its caller's
   * @param zone in which names say the time
   */
  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // closed by rotation, or with this
  public RotatingWriter(
      String pattern,
      Rotation rotation,
      Opener opener,
      Closing closing,
      InstantSource clock,
      ZoneId zone)
      throws IOException {
    this.pattern = pattern;
    this.rotation = rotation;
    this.opener = opener;
    this.closing = closing;
    this.clock = clock;
    this.zone = zone;
    fileSeconds = clock.instant().getEpochSecond();
    file = opener.create(fileName());
  }

  /** {@return whether -W files have been written with -G alone; packets are not taken any more} */
  public boolean isFinished() {
    return isFinished;
  }

  @Override
  public void declare(CaptureInterface captureInterface) throws IOException {
    declared.add(captureInterface);
    file.declare(captureInterface);
  }

  @Override
  public void write(Packet packet) throws IOException {
    if (rotation.seconds() > 0) {
      rotateByAge();
    }
    if (isFinished) {
      return;
    }
    if (rotation.sizeMax() > 0 && file.length() > rotation.sizeMax()) {
      number = rotation.successor(number);
      openNext();
    }
    file.write(packet);
  }

  private void rotateByAge() throws IOException {
    long now = clock.instant().getEpochSecond();
    if (isFinished || now - fileSeconds < rotation.seconds()) {
      return;
    }
    fileSeconds = now;
    filesByAge++;
    number = 0;
    if (rotation.endsAfter(filesByAge)) {
      isFinished = true;
    } else {
      openNext();
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // closed by the next rotation, or with this
  private void openNext() throws IOException {
    try (CaptureWriter complete = file) {
      closing.beforeClose(complete);
    }
    file = opener.create(fileName());
    for (CaptureInterface captureInterface : declared) {
      file.declare(captureInterface);
    }
  }

  private Path fileName() {
    String name =
        rotation.seconds() == 0
            ? pattern
            : Strftime.format(pattern, Instant.ofEpochSecond(fileSeconds).atZone(zone));
    return Path.of(name + rotation.suffix(number));
  }

  @Override
  public void write(CaptureInterface captureInterface, InterfaceStatistics statistics)
      throws IOException {
    file.write(captureInterface, statistics);
  }

  @Override
  public long length() {
    return file.length();
  }

  @Override
  public void flush() throws IOException {
    file.flush();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
