package dev.podsonde.linux;

import com.google.errorprone.annotations.MustBeClosed;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A network namespace held open: it lives at least as long as this object.
 *
 * <p>No thread of the caller ever enters it. {@link #call} starts a platform thread that enters,
 * works and ends, so that no other code can find itself in the wrong netns.
 */
public final class NetworkNamespace implements Closeable {
  /** {@code CLONE_NEWNET} of sched.h. */
  private static final int NETWORK = 0x4000_0000;

  /** {@code NS_GET_NSTYPE} of linux/nsfs.h. */
  private static final long GET_TYPE = 0xb703;

  private static final int OPEN_FLAGS =
      0x80000 | 0x800; // O_CLOEXEC | O_NONBLOCK: never wait on a fifo
  private static final Path OWN = Path.of("/proc/thread-self/ns/net");

  private final int descriptor;
  private final String name;
  private final long inode;

  /**
   * Work to be done inside a netns.
   *
   * @param <T> what it yields
   */
  @FunctionalInterface
  public interface Task<T> {
    /** {@return what the work yields} */
    T run() throws IOException;
  }

  private NetworkNamespace(int descriptor, String name, long inode) {
    this.descriptor = descriptor;
    this.name = name;
    this.inode = inode;
  }

  /**
   * Opens the netns at a path, such as {@code /run/netns/blue} or {@code /proc/5162/ns/net}.
   *
   * @throws IOException when nothing is there, it may not be opened, or it is not a netns
   */
  @MustBeClosed
  public static NetworkNamespace open(Path path) throws IOException {
    return open(path, path.toString());
  }

  /** Opens the netns of a running process. */
  @MustBeClosed
  public static NetworkNamespace ofProcess(long pid) throws IOException {
    return open(Path.of("/proc", Long.toString(pid), "ns", "net"), "pid/" + pid);
  }

  /** Opens the netns that the calling thread is in. */
  @MustBeClosed
  public static NetworkNamespace own() throws IOException {
    return open(OWN, "own");
  }

  /** Makes a new netns that goes when it is closed and nothing else holds it. */
  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // handed out of the thread that made it
  public static NetworkNamespace create(String name) throws IOException {
    return onNewThread(
        name,
        () -> {
          try {
            Libc.unshare(NETWORK);
          } catch (SyscallException refusal) {
            throw refusal.withHint(Capabilities.hint(refusal, "CAP_SYS_ADMIN"));
          }
          return open(OWN, name);
        });
  }

  @MustBeClosed
  static NetworkNamespace open(Path path, String name) throws IOException {
    int descriptor = openDescriptor(path, name);
    try {
      if (!isNetworkNamespace(descriptor)) {
        throw new IOException(path + " is not a network namespace");
      }
      Object inode =
          Files.getAttribute(Path.of("/proc/self/fd", Integer.toString(descriptor)), "unix:ino");
      return new NetworkNamespace(descriptor, name, (long) inode);
    } catch (IOException failure) {
      Libc.close(descriptor);
      throw failure;
    }
  }

  private static int openDescriptor(Path path, String name) throws IOException {
    try {
      return Libc.open(path.toString(), OPEN_FLAGS);
    } catch (SyscallException refusal) {
      throw switch (refusal.errno()) {
        case Errno.ENOENT, Errno.ESRCH ->
            path.startsWith("/proc")
                ? new IOException("no process for " + name + ": it has gone, or never was")
                : new IOException("no network namespace at " + path);
        case Errno.EACCES, Errno.EPERM ->
            refusal.withHint(Capabilities.hint(refusal, "CAP_SYS_PTRACE"));
        default -> refusal;
      };
    }
  }

  private static boolean isNetworkNamespace(int descriptor) throws SyscallException {
    try {
      return Libc.ioctl("NS_GET_NSTYPE", descriptor, GET_TYPE, MemorySegment.NULL) == NETWORK;
    } catch (SyscallException refusal) {
      if (refusal.errno() == Errno.ENOTTY) {
        return false;
      }
      throw refusal;
    }
  }

  /** {@return what to call it in messages} */
  public String name() {
    return name;
  }

  /** {@return a path that leads to it from anywhere in this process, as long as it is held} */
  public Path path() {
    return Path.of("/proc/self/fd", Integer.toString(descriptor));
  }

  int descriptor() {
    return descriptor;
  }

  /** {@return the number that tells it from every other netns of this machine} */
  public long inode() {
    return inode;
  }

  /** {@return the names of the interfaces in it, in the kernel's order} */
  public List<String> interfaceNames() throws IOException {
    return call(() -> {
      try (var lines = Files.lines(Path.of("/proc/thread-self/net/dev"))) {
        return lines
            .skip(2) // the table's head
            .map(line -> line.substring(0, line.indexOf(':')).strip())
            .toList();
      }
    });
  }

  /**
   * Runs {@code task} on a new platform thread inside this netns, and waits for it.
   *
   * @throws IOException when the netns cannot be entered, or as the task throws
   */
  public <T> T call(Task<T> task) throws IOException {
    return onNewThread(
        "netns " + name,
        () -> {
          enter();
          return task.run();
        });
  }

  /** Enters, unless the thread is there already: then no capability is needed. */
  private void enter() throws IOException {
    if ((long) Files.getAttribute(OWN, "unix:ino") == inode) {
      return;
    }
    try {
      Libc.setns(descriptor, NETWORK);
    } catch (SyscallException refusal) {
      throw refusal.withHint(Capabilities.hint(refusal, "CAP_SYS_ADMIN"));
    }
  }

  @Override
  public void close() {
    Libc.close(descriptor);
  }

  private static <T> T onNewThread(String name, Task<T> task) throws IOException {
    FutureTask<T> work = new FutureTask<>(task::run);
    Thread.ofPlatform().name(name).start(work);
    try {
      return work.get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(name + ": interrupted");
    } catch (ExecutionException failure) {
      switch (failure.getCause()) {
        case IOException inner -> throw inner;
        case RuntimeException inner -> throw inner;
        case null, default -> throw new AssertionError(failure);
      }
    }
  }
}
