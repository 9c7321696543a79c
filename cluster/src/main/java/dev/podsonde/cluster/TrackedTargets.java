package dev.podsonde.cluster;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All that a capture takes in, or took in. Any thread may ask, and add. */
final class TrackedTargets {
  private final Map<String, TrackedTarget> targets = new ConcurrentHashMap<>();

  /** Takes up a pod that is on a node; one that failed is begun anew. */
  void add(PodRef pod) {
    targets.compute(
        pod.uid(),
        (_, known) -> known != null && known.error().isEmpty() ? known : TrackedTarget.of(pod));
  }

  void addNode(String node) {
    TrackedTarget target = TrackedTarget.ofNode(node);
    targets.putIfAbsent(target.id(), target);
  }

  /** {@return the one that the node half calls so; null when there is none} */
  @Nullable TrackedTarget get(String id) {
    return targets.get(id);
  }

  /** {@return the pod of that {@code namespace/name}} */
  PodRef pod(String qualifiedName) throws ClusterException {
    for (TrackedTarget target : targets.values()) {
      if (target.pod() != null && target.name().equals(qualifiedName)) {
        return target.pod();
      }
    }
    throw new ClusterException(qualifiedName + " is not captured", 0);
  }

  boolean isEmpty() {
    return targets.isEmpty();
  }

  Set<String> ids() {
    return Set.copyOf(targets.keySet());
  }

  Collection<TrackedTarget> all() {
    return targets.values();
  }

  /** {@return those on the node that have not gone} */
  List<TrackedTarget> on(String node) {
    return targets.values().stream()
        .filter(target -> target.node().equals(node) && !target.isGone())
        .toList();
  }

  /** {@return the nodes of those that have not gone, in the order of their names} */
  Set<String> nodes() {
    Set<String> names = new TreeSet<>();
    targets.values().stream()
        .filter(Predicate.not(TrackedTarget::isGone))
        .forEach(target -> names.add(target.node()));
    return names;
  }
}
