package dev.podsonde.dns.lookup;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.pcap.CaptureFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Feeds an engine and keeps all that it hands out. */
final class CallRecorder implements LookupListener {
  private static final CaptureInterface RAW = CaptureInterface.unnamed(LinkType.RAW, 0, 9);

  final List<Call> calls = new ArrayList<>();
  final List<TcpConnection> connections = new ArrayList<>();
  final List<StrayPacket> strays = new ArrayList<>();
  final LookupEngine engine;

  /** Feeds an engine that others listen to as well. */
  CallRecorder(LookupListener... others) {
    List<LookupListener> listeners = new ArrayList<>(List.of(others));
    listeners.addFirst(this);
    engine = new LookupEngine(listeners);
  }

  /** Feeds an engine that it does not listen to. */
  CallRecorder(LookupEngine engine) {
    this.engine = engine;
  }

  @Override
  public void onCall(Call call) {
    call.keep();
    calls.add(call);
  }

  @Override
  public void onConnection(TcpConnection connection) {
    connections.add(connection);
  }

  @Override
  public void onStray(StrayPacket packet) {
    strays.add(packet);
  }

  /** {@return what the engine makes of a capture of the lab} */
  static CallRecorder ofLab(String capture) throws IOException {
    return of("/dns-lab/" + capture);
  }

  /** {@return what the engine makes of a capture among the resources} */
  static CallRecorder of(String capture) throws IOException {
    var recorder = new CallRecorder();
    try (InputStream in = CallRecorder.class.getResourceAsStream(capture);
        CaptureFile file = CaptureFile.open(in, capture)) {
      recorder.engine.readAll(file);
    }
    return recorder;
  }

  /** Feeds one IP packet, without link header, seen at {@code micros}. */
  void accept(long micros, byte[] ip) {
    accept(RAW, micros, ip);
  }

  void accept(CaptureInterface captureInterface, long micros, byte[] bytes) {
    var batch = new PacketBatch(bytes.length);
    System.arraycopy(bytes, 0, batch.memory(), 0, bytes.length);
    batch.add(
        captureInterface,
        1_000 + micros / 1_000_000,
        micros % 1_000_000 * 1_000,
        0,
        bytes.length,
        bytes.length,
        0);
    engine.accept(batch);
  }

  CallRecorder end() {
    engine.end();
    return this;
  }

  Call onlyCall() {
    if (calls.size() != 1) {
      throw new AssertionError(calls.size() + " calls, not one");
    }
    return calls.getFirst();
  }

  List<Attempt> attempts() {
    return calls.stream()
        .flatMap(call -> call.lookups().stream())
        .flatMap(lookup -> lookup.attempts().stream())
        .toList();
  }
}
