/**
 * System calls: packet rings, network namespaces and what /proc says of them. Capture does not
 * interpret: nothing here knows what is in a packet.
 *
 * <p>A capture is three steps, on one thread:
 *
 * {@snippet :
 * CaptureTarget target = new Targets().find("pid/5162");
 * CaptureOptions options = CaptureOptions.DEFAULT.withFilter("udp port 53");
 * try (CaptureSession session = CaptureSession.open(List.of(target), options)) {
 *   PacketBatch batch = new PacketBatch(0);
 *   while (session.read(batch)) { // until another thread calls session.stop()
 *     print(batch); // perhaps empty: nothing came for a tenth of a second
 *   }
 *   print(session.statistics());
 * }
 * }
 *
 * <p>{@link dev.podsonde.linux.NetworkNamespace} opens, makes and enters network namespaces.
 */
@NullMarked
package dev.podsonde.linux;

import org.jspecify.annotations.NullMarked;
