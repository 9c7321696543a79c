package dev.podsonde.print;

import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.packet.PacketSource;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Prints all packets of a source on several threads, in the source's order.
 *
 * <p>Each worker takes the next batch, prints it, and writes it when all batches before it are
 * written. TCP's relative sequence numbers depend on earlier packets: a packet that asks for them
 * before its batch has its turn is set aside, and printed into its place when the turn has come.
 */
public final class PrintPipeline {
  private static final int BATCH_CAPACITY = 1 << 20;

  private final PacketSource source;
  private final PrintOptions options;
  private final @Nullable HostNames hostNames;
  private final OutputStream out;
  private final TcpConversations conversations = new TcpConversations();
  private final Turnstile turnstile = new Turnstile();

  /** Guards the fields below, so that batches are numbered in the source's order. */
  private final Object reading = new Object();

  private long batchesRead;
  private CapturePosition position = CapturePosition.START;
  private boolean ended;

  /** Prepares to print {@code source} to {@code out}, which gets one write per batch. */
  public PrintPipeline(PacketSource source, PrintOptions options, OutputStream out) {
    this(source, options, null, out);
  }

  /**
   * Prepares to print {@code source} to {@code out}, which gets one write per batch.
   *
   * @param hostNames names of addresses unless -n is given, or null when there are none
   */
  public PrintPipeline(
      PacketSource source, PrintOptions options, @Nullable HostNames hostNames, OutputStream out) {
    this.source = source;
    this.options = options;
    this.hostNames = hostNames;
    this.out = out;
  }

  /**
   * Prints until the source ends.
   *
   * @param workers how many threads print
   * @throws IOException when the source or the output fails; all that stands before is written
   */
  public void run(int workers) throws IOException, InterruptedException {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            workers, Thread.ofPlatform().daemon().name("print-", 0)::unstarted);
    try {
      CompletionService<@Nullable Void> ends = new ExecutorCompletionService<>(threads);
      for (int i = 0; i < workers; i++) {
        ends.submit(new Worker());
      }
      for (int i = 0; i < workers; i++) {
        ends.take().get();
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException failure -> throw failure;
        case RuntimeException bug -> throw bug;
        case Error fatal -> throw fatal;
        case null, default -> throw new IllegalStateException(e);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * {@return how many packets got absolute sequence numbers, their conversations being too many}
   */
  public long refusedByConversations() {
    return conversations.refused();
  }

  /** One thread's share: a batch, its text, and those packets of it that are set aside. */
  private final class Worker implements Callable<@Nullable Void> {
    private final PacketBatch batch = new PacketBatch(BATCH_CAPACITY);
    private final Packet packet = new Packet();
    private final TextBuffer ahead = new TextBuffer();
    private final TextBuffer whole = new TextBuffer();
    private final PacketPrinter aheadPrinter =
        new PacketPrinter(ahead, options, hostNames, conversations, this::leaveUnlessInTurn);
    private final PacketPrinter inTurnPrinter =
        new PacketPrinter(whole, options, hostNames, conversations, () -> {});

    private long number;
    private CapturePosition before = CapturePosition.START;

    /** Indexes in {@link #batch}, and where in {@link #ahead} the text of each belongs. */
    private int[] setAside = new int[64];

    private int[] places = new int[64];
    private int setAsideCount;

    @Override
    public @Nullable Void call() throws IOException, InterruptedException {
      try {
        while (readBatch()) {
          printAhead();
          if (!turnstile.await(number)) {
            break;
          }
          writeInTurn();
          turnstile.pass(number);
        }
        return null;
      } catch (IOException | RuntimeException | Error e) {
        if (turnstile.await(number)) {
          turnstile.close();
          throw e;
        }
        return null; // an earlier batch failed, and that is the failure to tell of
      }
    }

    private boolean readBatch() throws IOException {
      synchronized (reading) {
        if (ended) {
          return false;
        }
        number = batchesRead++;
        before = position;
        ended = true; // and stays so when the source throws
        ended = !source.read(batch);
        position = before.after(batch, batch.size(), options.timeFormat());
        return !ended;
      }
    }

    private void printAhead() {
      setAsideCount = 0;
      aheadPrinter.resume(before.packets(), before.seconds(), before.fractionNanos());
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i, packet);
        int place = ahead.length();
        try {
          aheadPrinter.print(packet);
        } catch (NotInTurnException _) {
          ahead.truncate(place);
          setAside(i, place);
        }
      }
    }

    private void leaveUnlessInTurn() {
      if (setAsideCount > 0 || !turnstile.isTurnOf(number)) {
        throw NotInTurnException.INSTANCE;
      }
    }

    private void setAside(int index, int place) {
      if (setAsideCount == setAside.length) {
        setAside = Arrays.copyOf(setAside, setAsideCount * 2);
        places = Arrays.copyOf(places, setAsideCount * 2);
      }
      setAside[setAsideCount] = index;
      places[setAsideCount++] = place;
    }

    private void writeInTurn() throws IOException {
      if (setAsideCount == 0) {
        ahead.drainTo(out);
        return;
      }
      int from = 0;
      for (int i = 0; i < setAsideCount; i++) {
        whole.append(ahead, from, places[i]);
        from = places[i];
        CapturePosition here = before.after(batch, setAside[i], options.timeFormat());
        inTurnPrinter.resume(here.packets(), here.seconds(), here.fractionNanos());
        batch.get(setAside[i], packet);
        inTurnPrinter.print(packet);
      }
      whole.append(ahead, from, ahead.length());
      ahead.truncate(0);
      whole.drainTo(out);
    }
  }
}
